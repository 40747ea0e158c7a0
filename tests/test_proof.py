"""The long counts of `make proof`: laws that must hold for any text, tried many times over."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmline import Reader
from warmline.logic.privacy import redact

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif("WARMLINE_PROOF" not in os.environ, reason="a long count: run `make proof`"),
]
READER = Reader()
PIECES = st.sampled_from(
    ["I am so angry!!", "THIRD TIME", "merci 😀", "a@b.com", "‮", "é", "4556 7375 8689 9855", "não", "\ud800", " "]
)
TEXTS = st.lists(st.text(max_size=40) | PIECES, max_size=8).map("".join)


@given(TEXTS)
@settings(max_examples=20_000)
def test_every_span_is_the_slice_it_says(text: str) -> None:
    reading = READER.read(text)
    for piece in reading.evidence:
        assert piece.text == text[piece.start : piece.end]
    for mark in (*reading.cues, *reading.flags):
        assert 0 <= mark.start <= mark.end <= len(text)


@given(TEXTS)
@settings(max_examples=20_000)
def test_redaction_can_always_be_undone(text: str) -> None:
    redacted = redact(text)
    assert redacted.restore(redacted.text) == text
