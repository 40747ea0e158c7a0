"""Measures redaction: what it covers, what it takes needlessly, and how long it takes."""

from __future__ import annotations

import argparse
import time
import timeit
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lab.datasets.pii import SOURCE, MarkedText, read_marked
from warmline.logic.privacy import redact

REQUIRED, AIM = 0.98, 0.99
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

_RESAMPLES, _SEED = 1_000, 11
_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many gold spans lie wholly inside redacted text, with a 95 % bootstrap interval over rows."""

    kind: str
    spans: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """Processor times in milliseconds; `needless`: characters redacted per 1,000 outside any gold span."""

    coverage: tuple[Coverage, ...]
    needless: float
    p50: float
    p99: float
    hostile: float
    slowest: str


def measure(folder: Path) -> RedactionReport:
    """Coverage per kind and together (last), over-redaction and speed, on the data in `folder`."""
    SOURCE.verify(folder)
    rows = read_marked(folder)
    covered = [_covered(row) for row in rows]
    coverage = tuple(_coverage(rows, covered, (kind,)) for kind in KINDS)
    times = [_milliseconds(text) for text in _chunks(rows)]
    hostile = {text: _milliseconds(text) for text in HOSTILE}
    slowest = max(hostile, key=lambda text: hostile[text])
    return RedactionReport(
        (*coverage, _coverage(rows, covered, KINDS)),
        _needless(rows, covered),
        float(np.percentile(times, 50)),
        float(np.percentile(times, 99)),
        hostile[slowest],
        slowest[:24],
    )


def main() -> None:
    """Prints the report as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds eval_only/")
    report = measure(parser.parse_args().data)
    for row in report.coverage:
        print(f"{row.kind:<16}{row.spans:>5}  {row.share:.4f}  [{row.low:.4f}, {row.high:.4f}]")
    print(f"required {REQUIRED}, aim {AIM}; needless {report.needless:.2f} per 1,000 characters")
    print(f"{_LENGTH} characters: p50 {report.p50:.2f} ms, p99 {report.p99:.2f} ms")
    print(f"hostile 20 kB: worst {report.hostile:.0f} ms ({report.slowest!r})")


def _covered(row: MarkedText) -> set[int]:
    return {place for entity in redact(row.text).entities for place in range(entity.start, entity.end)}


def _coverage(rows: Sequence[MarkedText], covered: Sequence[set[int]], kinds: tuple[str, ...]) -> Coverage:
    hits = [
        [covers.issuperset(range(mark.start, mark.end)) for mark in row.marks if mark.kind in kinds]
        for row, covers in zip(rows, covered, strict=True)
    ]
    counts = np.array([(sum(row), len(row)) for row in hits if row])
    drawn = np.random.default_rng(_SEED).integers(0, len(counts), (_RESAMPLES, len(counts)))
    sums = counts[drawn].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], (2.5, 97.5))
    found, spans = counts.sum(axis=0)
    return Coverage(kinds[0] if len(kinds) == 1 else "together", int(spans), found / spans, low, high)


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


if __name__ == "__main__":
    main()
