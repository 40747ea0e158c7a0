"""What somebody wrote just now stays, and nothing of what their mail program added; in doubt nothing is cut."""

from __future__ import annotations

import time

import pytest

from tests.hostile import BLNS, SMALL
from warmline.logic.mail.quoted import without_quotation

HEADINGS = [
    "On Mon, Nov 2, 2026 at 10:00 AM Shop <care@shop.example> wrote:",
    "On Mon, Nov 2, 2026 at 10:00 AM Shop\n<care@shop.example> wrote:",
    "Am 02.11.2026 um 10:00 schrieb Shop <care@shop.example>:",
    "Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb Shop\n<care@shop.example>:",
    "Op ma 2 nov. 2026 om 10:00 schreef Shop <care@shop.example>:",
    "Le lun. 2 nov. 2026 à 10:00, Shop <care@shop.example> a écrit :",
    "El lun, 2 nov 2026 a las 10:00, Shop (<care@shop.example>) escribió:",
    "Il giorno lun 2 nov 2026 alle ore 10:00 Shop <care@shop.example> ha scritto:",
    "Em seg., 2 de nov. de 2026 às 10:00, Shop <care@shop.example> escreveu:",
]
OLDER = [
    "-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: me\nSubject: Re: it",
    "-----Ursprüngliche Nachricht-----\nVon: Shop",
    "________________________________\nFrom: Shop <care@shop.example>\nSent: Monday\nTo: me\nSubject: Re: it",
    "Von: Shop <care@shop.example>\nGesendet: Montag, 2. November 2026 10:00\nAn: ich\nBetreff: AW: es",
    "*De :* Shop <care@shop.example>\n*Envoyé :* lundi\n*À :* moi\n*Objet :* Re: cela",
    "Van: Shop\nVerzonden: maandag\nAan: mij\nOnderwerp: RE: dat",
    "De: Shop\nEnviado: lunes\nPara: mí\nAsunto: Re: eso",
    "Da: Shop\nInviato: lunedì\nA: me\nOggetto: Re: quello",
    "De: Shop\nEnviada em: segunda\nPara: mim\nAssunto: Re: aquilo",
]
DEVICES = [
    "Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App", "Verstuurd vanaf mijn iPad", "Envoyé de mon iPhone", "Enviado desde mi iPhone",
    "Inviato da iPhone", "Enviado do meu iPhone",
]  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("quoted", ["\n> Where is it?\n>\n> -- \n> Shop\n", "\n\nWhere is it?\n"])
def test_what_stands_below_a_heading_is_cut(heading: str, quoted: str) -> None:
    assert without_quotation(f"It is NOT here!\n\n{heading}{quoted}") == "It is NOT here!"


@pytest.mark.parametrize("older", OLDER)
def test_a_letter_that_stands_below_in_full_is_cut(older: str) -> None:
    assert without_quotation(f"No!\nNever.\r\n\r\n{older}\n\nWhere is it?\nYours") == "No!\nNever."


@pytest.mark.parametrize("heading", HEADINGS)
def test_answers_between_the_lines_stay(heading: str) -> None:
    text = f"Hello,\n\n{heading}\n> Where is it?\nHere.\n> And when?\nNow.\n"
    assert without_quotation(text) == "Hello,\n\nHere.\nNow."


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_says_nothing(device: str) -> None:
    assert without_quotation(f"No!\n\n{device}\n") == "No!"


def test_a_signature_goes_and_a_farewell_stays() -> None:
    text = "I am angry.\n\nKind regards,\nAnna\n\n-- \nAnna Berger\nBerger Ltd"
    assert without_quotation(text) == "I am angry.\n\nKind regards,\nAnna"


@pytest.mark.parametrize(
    "text",
    [
        "Missing:\n- the lamp\n- the cable\nSend both. I am angry!",
        "On Monday you wrote:\nall is well. It is not!",
        "From: Berlin\nTo: Paris\nThe train was late.",
        "Am I heard? I wrote: yes, in 2026: twice.",
        "Sent from my heart, and I mean every word of it. It was broken, and nobody ever called me back!",
        "Subject: my refund\nI want it.",
        "---\nfirst\n---\nsecond",
        "> everything is quoted",
        "---------- Forwarded message ---------\nFrom: Courier\nDate: Monday\nSubject: Lost\nTo: me\n\nWe lost it.",
    ],
)
def test_in_doubt_nothing_is_cut(text: str) -> None:
    assert without_quotation(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "On 1 " * 100_000, "On 1\n" * 100_000, "From: a\nSubject: b\n" * 50_000, ">" * 400_000, "a:\n" * 150_000,
        "\n" * 400_000, "Sent from my " * 30_000, "On a 1 wrote\n" * 50_000, "_" * 300_000, "-" * 300_000 + "\n",
    ],
)  # fmt: skip
def test_hostile_text_is_read_in_little_time(text: str) -> None:
    start = time.perf_counter()
    without_quotation(text)
    assert time.perf_counter() - start < 15


@pytest.mark.parametrize("text", [*BLNS, *SMALL])
def test_nothing_breaks_it(text: str) -> None:
    kept = without_quotation(text)
    assert set(kept.split()) <= set(text.split())
    assert bool(kept) == bool(text.strip())
