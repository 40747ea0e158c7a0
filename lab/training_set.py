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
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LANGUAGES, LEARNED, NEGATIVE, POSITIVE, URGENT
from warmline.logic.emotion.words import spell_plain

OWN = Path(__file__).parent / "sets"
CARE = "care"
"""Source of the project's own sentences with care families."""
SOURCES = (goemotions.SOURCE, brighter.SOURCE, xed.SOURCE, convabuse.SOURCE, multidogo.SOURCE)
LEARNED_FROM = (
    *(f"{source.name} ({source.licence})" for source in SOURCES),
    "the project's own sentences (Apache-2.0)",
)


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
    return examples + load_own()


def load_own() -> list[Example]:
    """The project's own sentences, with flags or care families; nothing that a held-back half of a set says."""
    tables = list(_tables())
    held = {_said(row["text"]) for row in tables if row["split"] == "held"}
    found = [
        _flagged(row["text"], row["language"], row["kind"], row["expect"] == "1")
        for row in tables
        if row["split"] == "tune" and row["kind"] in LEARNED
    ]
    for path in sorted((OWN / "pool").iterdir()):
        kind, language = path.stem.split(".")
        for line in path.read_text(encoding="utf-8").splitlines():
            judged, text = line.split(None, 1)
            if _said(text) in held:  # who wrote the pool did not know the sets
                continue
            if kind in LEARNED:
                found.append(_flagged(text, language, kind, judged == "+"))
            else:
                found.append(Example(text, language, families=_families(judged), source=CARE))
    return found


def _tables() -> Iterator[dict[str, str]]:
    """Rows of the sets that figures are measured on, with `kind`, `language`, `split` and `text`."""
    for path in sorted((OWN / "phrases").glob("*.tsv")):
        kind, language = path.stem.split(".")
        yield from (row | {"kind": kind, "language": language} for row in rows_of(path, "all"))
    yield from (row | {"kind": row["driver"]} for row in rows_of(OWN / "drivers.tsv", "all"))
    yield from (row | {"kind": row["trap"]} for row in rows_of(OWN / "traps.tsv", "all"))


def _said(text: str) -> str:
    """The text without capitals, accents and stops: who writes it so says the same."""
    return spell_plain(text).replace(".", "").strip()


def _flagged(text: str, language: str, kind: str, present: bool) -> Example:
    """An urgent line speaks of all urgent flags, one of a driver of that driver alone."""
    kinds = URGENT.intersection(LEARNED) if kind in URGENT else {kind}
    return Example(text, language, flags={name: float(present and name == kind) for name in kinds}, source=OWN.name)


def _families(judged: str) -> dict[str, float]:
    """Families named one by one, or only whether the turn is `positive` or `negative`: then what it is not."""
    if judged in ("positive", "negative"):
        return dict.fromkeys((NEGATIVE if judged == "positive" else POSITIVE) | {"neutral"}, 0.0)
    present = judged.split(",")
    assert set(present) <= set(FAMILIES), judged
    return {family: float(family in present) for family in FAMILIES}


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
    for name, value in (example.flags or {}).items():
        yield f"flags.{name}", value
