"""Measures redaction: what it covers, what it takes needlessly, and how long it takes."""

from __future__ import annotations

import time
import timeit
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lab.datasets.pii import SOURCE, MarkedText, read_marked
from lab.metrics import Figure, share
from warmline.logic.privacy import redact

KINDS = ("EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "IP_ADDRESS", "PHONE_NUMBER")
HOSTILE = (
    "a." * 10_000, "1 " * 10_000, "@" * 20_000, "my password is " * 1_400, "+49" * 7_000, "7" * 20_000,
    "[EMAIL_1" * 2_500, "[" * 10_000 + "]" * 10_000, "[EMAIL_1]" * 2_200, "+4915112345678 " * 1_300,
    "06 12 34 56 78 " * 1_300, "12 " * 6_600, "DE89 " * 4_000, "4 " * 10_000, "a@b.co " * 2_800,
    "1.1.1.1 " * 2_500, "::" * 10_000, "a::" * 6_600, "http://a:b@c " * 1_500, "aA1" * 6_600,
    "pin 123 " * 2_500, "pin:" * 5_000, "0151 " * 4_000, "123-45-6789 ssn " * 1_250,
    "\N{ZERO WIDTH SPACE}1" * 10_000, "e\N{COMBINING ACUTE ACCENT}1" * 6_600, "12345 Berlin, " * 1_400,
    "password for a b c d " * 950, "a at b dot " * 1_800, "eyJaaaaa." * 2_200,
)  # fmt: skip
"""Texts of about 20,000 characters that make a careless matcher slow."""

_LENGTH = 500


def redaction_figures(folder: Path) -> Iterator[Figure]:
    """Coverage per kind and together, over-redaction and speed, on presidio-research's texts in `folder`.

    A gold span is covered when all of it is redacted. Times are of the processor, in milliseconds.
    """
    SOURCE.verify(folder)
    rows = read_marked(folder)
    covered = [_covered(row) for row in rows]
    for kind in KINDS:
        hits = _hits(rows, covered, (kind,))
        yield Figure(f"redaction, {kind} covered", *share(hits), note=f"{len(hits)} spans")
    yield Figure("redaction, all six kinds covered", *share(_hits(rows, covered, KINDS)), "0.98")
    yield _plain("redaction, needless per 1,000 characters", _needless(rows, covered))
    p50, p99 = np.percentile([_milliseconds(text) for text in _chunks(rows)], [50, 99])
    yield _plain("redaction, ms at 500 characters, p99", p99, "5", f"p50 {p50:.2f}")
    hostile = {text: _milliseconds(text) for text in HOSTILE}
    slowest = max(hostile, key=lambda text: hostile[text])
    yield _plain("redaction, ms at hostile 20 kB, worst", hostile[slowest], "200", repr(slowest[:16]))


def _plain(name: str, value: float, required: str = "", note: str = "") -> Figure:
    return Figure(name, float(value), float(value), float(value), required, note)


def _covered(row: MarkedText) -> set[int]:
    return {place for entity in redact(row.text).entities for place in range(entity.start, entity.end)}


def _hits(rows: Sequence[MarkedText], covered: Sequence[set[int]], kinds: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array(
        [
            covers.issuperset(range(mark.start, mark.end))
            for row, covers in zip(rows, covered, strict=True)
            for mark in row.marks
            if mark.kind in kinds
        ]
    )


def _needless(rows: Sequence[MarkedText], covered: Sequence[set[int]]) -> float:
    taken = outside = 0
    for row, covers in zip(rows, covered, strict=True):
        marked = {place for mark in row.marks for place in range(mark.start, mark.end)}
        taken += len(covers - marked)
        outside += len(row.text) - len(marked)
    return 1_000 * taken / outside


def _chunks(rows: Sequence[MarkedText]) -> Iterator[str]:
    """The rows' texts, joined and cut to the measured length."""
    text = " ".join(row.text for row in rows)
    return (text[start : start + _LENGTH] for start in range(0, len(text) - _LENGTH, _LENGTH // 2))


def _milliseconds(text: str) -> float:
    """Processor time, the best of three runs: other work on the machine is not measured."""
    return 1_000 * min(timeit.repeat(lambda: redact(text), timer=time.process_time, number=1, repeat=3))
