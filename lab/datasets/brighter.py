"""BRIGHTER: social media posts in 28 languages, basic emotions and their intensity (SemEval-2025 task 11)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source
from warmline.domain.emotion import BASIC

SOURCE = Source(
    "brighter", "github.com/emotion-analysis-project/SemEval2025-Task11", "CC BY 4.0", may_train=True
)

FILES = {"eng": "en", "deu": "de", "esp": "es", "ptbr": "pt", "ptmz": "pt"}
FAMILY_OF = {"anger": "anger", "disgust": "anger", "fear": "anxiety", "joy": "satisfaction", "sadness": "sadness",
             "surprise": "surprise"}  # fmt: skip


def load_brighter(folder: Path, code: str, split: str) -> list[Example]:
    """Track A rows of one language file (`eng`, `deu` …); English has no disgust."""
    examples = []
    for row in _rows(folder / f"brighter/track_a/{split}/{code}.csv"):
        basic = frozenset(name for name in BASIC if row.get(name) == "1")
        examples.append(Example(row["text"], FILES[code], basic=basic, families=_families(basic), source="brighter"))
    return examples


def load_intensity(folder: Path, code: str, split: str) -> list[Example]:
    """Track B rows: 0 to 3 per emotion, given as 0 to 1."""
    return [
        Example(
            row["text"], FILES[code], intensity={name: int(row[name]) / 3 for name in BASIC if row.get(name)}
        )
        for row in _rows(folder / f"brighter/track_b/{split}/{code}.csv")
    ]


def _families(basic: frozenset[str]) -> dict[str, float]:
    found = {FAMILY_OF[name] for name in basic}
    known = {*FAMILY_OF.values(), "neutral"}
    return {family: float(family in found or (family == "neutral" and not found)) for family in known}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
