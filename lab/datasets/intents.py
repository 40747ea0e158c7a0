"""Customers' questions by intent: BANKING77, CLINC150 (with out of scope) and HWU64."""

from __future__ import annotations

from pathlib import Path

from lab.datasets.shape import Source

SOURCE = Source(
    "intents", "github.com/jianguoz/Few-Shot-Intent-Detection", "CC BY 4.0, 3.0, 4.0", may_train=True
)

SETS = ("BANKING77", "CLINC150", "HWU64")


def load_intents(folder: Path, name: str, split: str) -> list[tuple[str, str]]:
    """(text, intent) of `train`, `valid` or `test`; rows that also stand in another split are dropped from valid."""
    rows = _pairs(folder / f"intents/{name}/{split}")
    if split != "valid":
        return rows
    trained = {text for text, _ in _pairs(folder / f"intents/{name}/train")}
    return [(text, intent) for text, intent in rows if text not in trained]


def load_out_of_scope(folder: Path, split: str) -> list[str]:
    """CLINC150's questions that belong to no intent."""
    return _lines(folder / f"intents/CLINC150/oos/{split}/seq.in")


def _pairs(folder: Path) -> list[tuple[str, str]]:
    return list(zip(_lines(folder / "seq.in"), _lines(folder / "label"), strict=True))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
