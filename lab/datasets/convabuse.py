"""ConvAbuse: abuse aimed at conversational systems (Cercas Curry et al. 2021)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source

SOURCE = Source("convabuse", "github.com/amandacurry/convabuse", "CC BY 4.0", may_train=True)


def load_convabuse(folder: Path, split: str) -> list[Example]:
    """The user's words with 1.0 where most annotators saw abuse (severity below 0)."""
    path = folder / f"convabuse/ConvAbuseEMNLP{split}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [Example(row["user"], "en", abuse=_majority(row), source="convabuse") for row in csv.DictReader(file)]


def _majority(row: dict[str, str]) -> float:
    votes = []
    for annotator in range(1, 9):
        seen = {value: row.get(f"Annotator{annotator}_is_abuse.{value}", "") for value in (1, 0, -1, -2, -3)}
        if any(mark in ("1", "1.0") for mark in seen.values()):
            votes.append(any(seen[value] in ("1", "1.0") for value in (-1, -2, -3)))
    return float(sum(votes) * 2 > len(votes))
