"""All rows the linear reader learns from, with their targets; a text always falls into the same fold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

from lab.datasets import brighter, convabuse, goemotions, multidogo, xed
from lab.datasets.shape import Example
from lab.logistic import Floats
from lab.phrases import rows_of
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.domain.emotion import BASIC, LABELS, LANGUAGES, LEARNED
from warmline.logic.emotion.words import spell_plain

OWN = Path(__file__).parent / "sets"
SOURCES = (goemotions.SOURCE, brighter.SOURCE, xed.SOURCE, convabuse.SOURCE, multidogo.SOURCE)


def load_training_set(folder: Path) -> list[Example]:
    """Training rows of every source; GoEmotions dev and ConvAbuse valid are kept for measuring.

    Raises ValueError when a file is missing or another than the figures were made with.
    """
    for source in SOURCES:
        assert source.may_train, source.name
        source.verify(folder)
    examples = goemotions.load_goemotions(folder, "train")
    for code in brighter.FILES:
        for split in ("train", "dev"):
            examples += brighter.load_brighter(folder, code, split)
            if code != "ptmz":
                examples += brighter.load_intensity(folder, code, split)
    for language in LANGUAGES:
        examples += xed.load_xed(folder, language)
    examples += convabuse.load_convabuse(folder, "train")
    examples += multidogo.load_multidogo(folder, "train")
    return examples + load_urgent()


def load_urgent() -> list[Example]:
    """The project's own phrasings of urgent matters with their look-alikes; never the half that is held back."""
    tables = {path.stem: rows_of(path, "all") for path in sorted((OWN / "phrases").glob("*.tsv"))}
    held = {_said(row["text"]) for rows in tables.values() for row in rows if row["split"] == "held"}
    found = []
    for path in sorted((OWN / "pool").glob("*.txt")):
        kind, language = path.stem.split(".")
        lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] in ("+ ", "- "))
        own = (line for line in lines if _said(line[2:]) not in held)  # who wrote the pool did not know the sets
        found += [_urgent(line[2:], language, kind, line[0] == "+") for line in own]
    for stem, rows in tables.items():
        kind, language = stem.split(".")
        tuned = (row for row in rows if row["split"] == "tune")
        found += [_urgent(row["text"], language, kind, row["expect"] == "1") for row in tuned]
    return found


def _said(text: str) -> str:
    """The text without capitals, accents and stops: who writes it so says the same."""
    return spell_plain(text).replace(".", "").strip()


def _urgent(text: str, language: str, kind: str, present: bool) -> Example:
    return Example(text, language, urgent={name: float(present and name == kind) for name in LEARNED}, source=OWN.name)


def fold_of(text: str, folds: int) -> int:
    """Which fold a text belongs to, the same in every data set."""
    return crc32(text.encode()) % folds


def targets_of(examples: list[Example]) -> Floats:
    """One row an example, one column an output; nan where the annotation says nothing."""
    targets = np.full((len(examples), len(OUTPUTS)), np.nan, np.float32)
    place = {name: column for column, name in enumerate(OUTPUTS)}
    for row, example in enumerate(examples):
        for name, value in _values(example):
            targets[row, place[name]] = value
    return targets


def _values(example: Example) -> Iterator[tuple[str, float]]:
    if example.labels is not None:
        yield from ((f"labels.{name}", float(name in example.labels)) for name in LABELS)
    if example.basic is not None:
        missing = {"disgust"} if example.source == "brighter" and example.language == "en" else set()
        yield from ((f"basic.{name}", float(name in example.basic)) for name in BASIC if name not in missing)
    for family, value in (example.families or {}).items():
        yield f"families.{family}", value
    for name, value in (example.intensity or {}).items():
        yield f"intensity.{name}", value
    if example.abuse is not None:
        yield "abuse", example.abuse
    for name, value in (example.urgent or {}).items():
        yield f"urgent.{name}", value
