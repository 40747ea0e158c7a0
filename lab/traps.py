"""Measure the reader on sentences that fool naive readers, half of them held back from tuning."""

from __future__ import annotations

import csv
from pathlib import Path

from warmline.assemble import Reader
from warmline.domain.emotion import Reading

SETS = Path(__file__).parent / "sets" / "traps.tsv"
_EDGE = 0.1
"""Valence beyond which a turn is negative or positive."""


def measure_traps(reader: Reader, split: str) -> tuple[list[bool], list[str]]:
    """Whether each row of `split` (`tune`, `held` or `all`) is read right, and a line for each that is not."""
    right, wrong = [], []
    with SETS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if split in ("all", row["split"]):
            reading = reader.read(row["text"])
            holds = all(_holds(check, reading) for check in row["check"].split(";"))
            right.append(holds)
            if not holds:
                cues = sorted({cue.kind for cue in reading.cues})
                got = f"{reading.language} {reading.emotion} {reading.valence:+.2f} {cues}"
                wrong.append(f"{row['language']} {row['trap']:12} {row['check']:28} {got}: {row['text']}")
    return right, wrong


def _holds(check: str, reading: Reading) -> bool:
    subject, no, wanted = check.partition("!=")
    if not no:
        subject, _, wanted = check.partition("=")
    values: dict[str, list[str]] = {
        "polarity": [_polarity(reading.valence)],
        "emotion": [reading.emotion],
        "cue": [cue.kind for cue in reading.cues],
        "flag": [flag.kind for flag in reading.flags],
    }
    return bool(no) != any(one in values[subject] for one in wanted.split("|"))


def _polarity(valence: float) -> str:
    return "negative" if valence < -_EDGE else "positive" if valence > _EDGE else "neutral"
