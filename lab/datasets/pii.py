"""Synthetic texts in which all personal data is marked: 1,500 rows, to measure only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lab.datasets.shape import Source

PATH = "eval_only/pii/synth_dataset_v2.json"
SOURCE = Source(
    "presidio-research",
    "github.com/microsoft/presidio-research",
    "MIT",
    may_train=False,
    sha256={PATH: "ec08a771ba8135314cafb60752b2295212222ba3a4cd75d73811839c699e0012"},
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A gold span, in code points."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A row: a text and all personal data in it."""

    text: str
    marks: tuple[Mark, ...]


def read_marked(folder: Path) -> tuple[MarkedText, ...]:
    """Every row, in the file's order."""
    rows = json.loads((folder / PATH).read_text(encoding="utf-8"))
    return tuple(MarkedText(row["full_text"], tuple(map(_mark, row["spans"]))) for row in rows)


def _mark(span: dict[str, object]) -> Mark:
    return Mark(str(span["entity_type"]), int(str(span["start_position"])), int(str(span["end_position"])))
