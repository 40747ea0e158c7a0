"""Inferences without the customer's words: what is kept of a reading, and how it is shown beside the message."""

from __future__ import annotations

from dataclasses import replace

from warmline.domain.emotion import Reading, Span


def without_words(reading: Reading) -> Reading:
    """The reading with its spans' places alone."""
    return with_words(reading, "")


def with_words(reading: Reading, text: str) -> Reading:
    """The reading with the words of its spans, from the message it was made of."""
    appraisal = reading.appraisal
    return replace(
        reading,
        evidence=tuple(replace(each, text=text[each.start : each.end]) for each in reading.evidence),
        appraisal=replace(appraisal, event=_filled(appraisal.event, text), goal=_filled(appraisal.goal, text)),
    )


def _filled(span: Span | None, text: str) -> Span | None:
    return span and replace(span, text=text[span.start : span.end])
