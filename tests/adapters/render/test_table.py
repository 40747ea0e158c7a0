"""The timeline in the terminal."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from tests.adapters.render.heard import ANSWER, ENDED, hear
from tests.hostile import HOSTILE
from warmline.adapters.render import visible
from warmline.adapters.render.table import timeline, write_timeline
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import Evidence

Items = Sequence[Heard | ConversationReading]


def shown(items: Items, explain: bool = False, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None,
        highlight=False, markup=False, emoji=False, no_color=False, legacy_windows=False,
    )  # fmt: skip
    for piece in timeline(items, explain, wide=width >= 120):
        console.print(piece)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_a_conversation_at_80_columns() -> None:
    assert trimmed(shown([hear(), ANSWER, ENDED])) == [
        "conversation c1 · 2026-11-02 " + "─" * 51,
        "  09:30 customer  I am FURIOUS about this, give me a person",
        "                  anger ████████░░ 82%  ▼ -0.72  ⚑person  ‹capitals›",
        "  09:30 agent     Of course.",
        "  = c1: 2 turns · negative 90% · cooling · worst ▼ -0.72 at 7 · end ▼ -0.40 ·",
        "  rating about 2.0 of 5 (1.2–3.1) · 1 unanswered",
    ]


def test_the_verdict_stands_beside_the_words_where_there_is_room() -> None:
    (_, line, *_) = trimmed(shown([hear()], width=160))
    assert "give me a person" in line
    assert "anger ████████░░ 82%" in line


def test_not_sure_is_said_plainly() -> None:
    plain = shown([hear(emotion="not_sure", abstained=True, confidence=0.31)])
    assert "? not sure" in plain
    assert "31%" not in plain


def test_explain_says_why() -> None:
    text = shown([hear(abstained=True, emotion="not_sure", confidence=0.31)], explain=True)
    for reason in (
        "families: anger 82%, frustration 10%, disappointment 1%",
        "anger +0.60: “FURIOUS”",
        "anger -0.10: “,”",
        "cue capitals: “FURIOUS”",
        "flag person 93%: “give me a person”",
        "not sure: the best guess would be right with only 31%",
        "worth asking (event): it is not said what happened",
    ):
        assert reason in text


def test_explain_names_a_language_that_is_not_read() -> None:
    text = shown([hear(abstained=True, language="tr")], explain=True, width=130)
    assert "not sure: the language (tr) is not one of en, de, nl, fr, es, it, pt" in text


def test_explain_says_that_a_language_has_no_gate() -> None:
    text = shown([hear(abstained=True, language="fr", confidence=0.0)], explain=True)
    assert "not sure: no gate has been earned in this language yet" in text


def test_evidence_is_coloured_and_underlined_and_answers_are_dim() -> None:
    text = shown([hear(), ANSWER], colour=True)
    assert "\x1b[4;31mFURIOUS\x1b[0m" in text
    assert "\x1b[2mOf course." in text


def test_evidence_stays_in_place_behind_characters_that_are_shown_as_symbols() -> None:
    text = "\r\n\x1b\u202e\tgrr"
    heard = hear(text, evidence=(Evidence(5, 8, "grr", "anger", 1.0),), flags=(), cues=())
    assert "\x1b[4;31mgrr\x1b[0m" in shown([heard], colour=True)


def test_nothing_is_markup() -> None:
    text = "[bold]x[/bold] [/] :smile: [link=x]y[/link] \\[z]"
    assert text in shown([hear(text, evidence=())], explain=True)


def test_headings_follow_the_conversation() -> None:
    other = replace(ANSWER, turn=replace(ANSWER.turn, conversation_id="c2\x1b[2J\n"))
    heads = [line for line in trimmed(shown([hear(), other, ENDED])) if line.startswith("conversation")]
    assert [head.split(" · ")[0] for head in heads] == ["conversation c1", "conversation c2␛[2J"]


@pytest.mark.parametrize("text", [text[:3000] for text in HOSTILE])
def test_no_text_steers_the_terminal(text: str) -> None:
    heard = hear(text, id=text, evidence=(Evidence(0, len(text), text, "anger", 1.0),))
    out = shown([heard], explain=True)
    out.encode()
    steering = {each for each in out if unicodedata.category(each) in ("Cc", "Zl", "Zp") and each != "\n"}
    assert not steering
    assert not set(out) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_visible_keeps_the_length() -> None:
    for text in HOSTILE:
        assert len(visible(text)) == len(text)


def test_no_escapes_in_a_file_and_none_but_colourless_ones_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    write_timeline([hear(), ANSWER, ENDED], file, explain=True)
    assert b"\x1b" not in file.getvalue()
    assert "FURIOUS" in file.getvalue().decode()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    file = io.BytesIO()
    write_timeline([hear()], file)
    assert b"\x1b[4mFURIOUS\x1b[0m" in file.getvalue()


def test_a_narrow_encoding_loses_signs_not_lines() -> None:
    file = io.BytesIO()
    write_timeline([hear("😡 Grüße")], file, encoding="latin-1")
    assert "? Grüße".encode("latin-1") in file.getvalue()
