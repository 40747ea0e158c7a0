"""ConvAbuse: abuse aimed at conversational systems (Cercas Curry et al. 2021)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source

SOURCE = Source(
    "convabuse",
    "github.com/amandacurry/convabuse",
    "CC BY 4.0",
    may_train=True,
    sha256={
        "convabuse/ConvAbuseEMNLPtrain.csv": "23abab3eff791d0e8cac681cec15a5ef299ed052699e4fca762d1d4640c36936",
        "convabuse/ConvAbuseEMNLPvalid.csv": "a28bc3083fe3ea305b8c417539a20fda7e68057dc06365507b85c46b60e65443",
    },
)


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
