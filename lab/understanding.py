"""Measure appraisal, needs and vulnerability drivers on the project's own sets, half of each held back from tuning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from lab.phrases import PhraseScore, measure_flags, rows_of
from warmline.assemble import Reader
from warmline.domain.emotion import Need, Reading, Span

SETS = Path(__file__).parent / "sets"
DRIVERS = ("health", "life_event", "resilience", "capability", "minor")
APPRAISAL = ("event", "responsible", "certainty", "controllability", "goal")


def measure_drivers(reader: Reader, split: str) -> tuple[dict[tuple[str, str], PhraseScore], list[str]]:
    """Scores by (driver, language) on the rows of `split` (`tune`, `held` or `all`), and the misses."""
    rows = rows_of(SETS / "drivers.tsv", split)
    return measure_flags(reader, (row | {"kind": row["driver"], "told": row["language"]} for row in rows))


def measure_appraisal(reader: Reader, split: str) -> tuple[dict[str, PhraseScore], dict[str, PhraseScore], list[str]]:
    """Scores of each part of the appraisal and of each need, and what went wrong.

    A part counts as found when it is filled: right with the annotated value, or for a span with one that covers
    half of the shorter of the two.
    """
    parts: dict[str, list[int]] = {name: [0, 0, 0] for name in APPRAISAL}
    needs: dict[str, list[int]] = {name: [0, 0, 0] for name in get_args(Need)}
    wrong = []
    for row in _rows(split):
        reading = reader.read(row["text"], language=row["language"])
        for name, wanted, found, right in _parts(row, reading):
            _count(parts[name], wanted is not None, found is not None, right)
            if (found is not None or wanted is not None) and not right:
                wrong.append(f"{row['id']} {name}: {found!r} for {wanted!r}: {row['text']}")
        for need in needs:
            wanted, found = need in row["needs"], need in reading.needs
            _count(needs[need], wanted, found, wanted)
            if wanted != found:
                wrong.append(f"{row['id']} need {need} {'missed' if wanted else 'false'}: {row['text']}")
    return (
        {name: PhraseScore(*count) for name, count in parts.items()},
        {name: PhraseScore(*count) for name, count in needs.items()},
        wrong,
    )


def f1(score: PhraseScore) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * score.hits / max(1, score.hits + score.false + score.wanted)


def _count(count: list[int], wanted: bool, found: bool, right: bool) -> None:
    count[0] += found and right
    count[1] += wanted
    count[2] += found and not right


def _parts(row: dict[str, Any], reading: Reading) -> Iterator[tuple[str, object, object, bool]]:
    """(part, annotated, found, whether right); None where it is unknown."""
    appraisal = reading.appraisal
    for name, span in (("event", appraisal.event), ("goal", appraisal.goal)):
        yield name, row[name], span and span.text, span is not None and _covers(row["text"], row[name], span)
    wanted, found = (None if value == "unknown" else value for value in (row["responsible"], appraisal.responsible))
    yield "responsible", wanted, found, wanted == found
    for name, value in (("certainty", appraisal.certainty), ("controllability", appraisal.controllability)):
        level = None if value is None else "high" if value > 0.5 else "low"
        yield name, row[name], level, level == row[name]


def _covers(text: str, wanted: str | None, span: Span) -> bool:
    if wanted is None:
        return False
    start = text.index(wanted)
    common = min(span.end, start + len(wanted)) - max(span.start, start)
    return common >= 0.5 * min(len(wanted), span.end - span.start)


def _rows(split: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (SETS / "appraisal.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if split in ("all", row["split"])]
