"""What holds for every text: the way back is exact, spans fit, nothing is found inside a token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import BLNS, SMALL
from warmline.logic.privacy import Known, Redacted, redact
from warmline.logic.privacy.shapes import TOKEN

PIECES = st.sampled_from(
    (
        "a@b.com", "+49 30 901820", "4556 7375 8689 9855", "my password is ", "hunter2", "[EMAIL_1]", "[",
        "]", "_1]", "DE89370400440532013000", "\u200b", "\u0301", "\ud800", "٣", "４", "1.1.1.1", "\n", " ",
        "Anna", '"', "\0", "ﷺ", "https://a:b@c.de/?token=x", "⒈", "ß", "PIN: ", "1234", "-", "12345 Berlin",
        "[SECRET_1]", "@", ".",
    )
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=80),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join),
)
KNOWN = Known(("Anna Berg",), ("a@b.com",), ("+4930901820",), ("1234",))
HOSTILE = (
    "a." * 10_000, "1 " * 10_000, "@" * 20_000, "my password is " * 1_400, "+49" * 7_000, "7" * 20_000,
    "[EMAIL_1" * 2_500, "[" * 10_000 + "]" * 10_000, "[EMAIL_1]" * 2_200, "+4915112345678 " * 1_300,
    "06 12 34 56 78 " * 1_300, "12 " * 6_600, "DE89 " * 4_000, "4 " * 10_000, "::" * 10_000, "aA1" * 6_600,
    "http://a:b@c " * 1_500, "\u200b1" * 10_000, "e\u03011" * 6_600, "pin:" * 5_000,
)  # fmt: skip


def hold(text: str, redacted: Redacted) -> None:
    assert redacted.restore(redacted.text) == text
    end = 0
    for entity, original in zip(redacted.entities, redacted.originals, strict=True):
        assert end <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == original
        end = entity.end
    for entity in redacted.entities[:50]:
        start, stop = redacted.to_clean(entity.start, entity.end)
        assert redacted.text[start:stop] == entity.token
        assert redacted.to_original(start, stop) == (entity.start, entity.end)
    tokens = [found.span() for found in TOKEN.finditer(redacted.text)]
    for entity in redact(redacted.text).entities:
        assert all(entity.end <= start or stop <= entity.start for start, stop in tokens)


@given(TEXTS)
def test_the_laws_hold_for_any_text(text: str) -> None:
    hold(text, redact(text))


@given(TEXTS)
def test_the_laws_hold_with_known_values(text: str) -> None:
    hold(text, redact(text, KNOWN))


@given(TEXTS, st.integers(0, 90), st.integers(0, 90))
def test_a_span_that_goes_there_and_back_covers_itself(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    redacted = redact(text)
    back = redacted.to_original(*redacted.to_clean(start, end))
    assert back[0] <= start <= end <= back[1]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_whole(text: str) -> None:
    hold(text, redact(text))


def test_naughty_strings_come_back_whole() -> None:
    for text in (*BLNS, *SMALL):
        hold(text, redact(text, KNOWN))


def test_every_number_is_found_even_when_there_are_many() -> None:
    assert redact("+4915112345678 " * 40).text == "[PHONE_1] " * 40
    assert redact("0151 23456789; " * 40).text == "[PHONE_1]; " * 40
