"""How letters of ours are put together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from warmline.logic.mail.write import letter_text, references, reply_subject, too_many

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "subject, answer",
    [
        ("My parcel", "Re: My parcel"), ("Re: My parcel", "Re: My parcel"),
        ("AW: RE[2]: Fwd:  My parcel", "Re: My parcel"),
        ("Res: TR : Mon colis", "Re: Mon colis"), ("Recently: x", "Re: Recently: x"), ("", "Yours"), ("Re:", "Yours"),
    ],
)  # fmt: skip
def test_the_subject_stays(subject: str, answer: str) -> None:
    assert reply_subject(subject, "Yours") == answer


def test_what_a_letter_refers_to_is_the_thread_and_not_too_long() -> None:
    assert references((), "", "<c>") == ("<c>",)
    assert references(("<a>", "<c>"), "<b>", "<c>") == ("<c>", "<a>", "<b>")
    many = tuple(f"<{number}>" for number in range(50))
    found = references(many, "<last>", "<c>")
    assert (found[:2], found[-1], len(found)) == (("<c>", "<0>"), "<last>", 20)


def test_what_is_told_besides_stands_below() -> None:
    assert letter_text(["One.\n", "Two."], ["A machine.", "Read."]) == "One.\n\nTwo.\n\n-- \nA machine.\nRead.\n"
    assert letter_text(["One."], []) == "One.\n"


@pytest.mark.parametrize(
    "minutes, many",
    [([], False), ([1, 2], False), ([1, 2, 3], True), ([61, 62, 63], False), ([61] * 5, True), ([1500] * 9, False)],
)
def test_letters_that_nobody_wrote_are_so_many(minutes: list[int], many: bool) -> None:
    assert too_many([NOW - timedelta(minutes=each) for each in minutes], NOW, 3, 5) is many
