"""XED: film subtitles with Plutchik's eight emotions, projected to many languages (Öhman et al. 2020).

The texts come from OpenSubtitles (opensubtitles.org) by way of OPUS.
"""

from __future__ import annotations

from pathlib import Path

from lab.datasets.brighter import FAMILY_OF
from lab.datasets.shape import Example, Source
from warmline.domain.emotion import BASIC

SOURCE = Source("xed", "github.com/Helsinki-NLP/XED", "CC BY 4.0", may_train=True)

PLUTCHIK = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
FILES = {
    "de": ("de",),
    "nl": ("nl",),
    "fr": ("fr",),
    "es": ("es",),
    "it": ("it",),
    "pt": ("pt", "br"),
}


def load_xed(folder: Path, language: str) -> list[Example]:
    """All rows of a language: English as annotated with its neutral rows, others as projected.

    The projections hold no neutral rows, so they say nothing of the neutral family.
    """
    if language == "en":
        names = [folder / "xed/AnnotatedData/en-annotated.tsv"]
    else:
        names = [folder / f"xed/Projections/{code}-projections.tsv" for code in FILES[language]]
    rows = [_example(line, language) for name in names for line in _lines(name)]
    if language == "en":
        neutral = (line.split("\t", 1)[1] for line in _lines(folder / "xed/AnnotatedData/neu_en.txt"))
        rows += [_labelled(text, language, frozenset()) for text in neutral]
    return list({row.text: row for row in rows if row}.values())


def _example(line: str, language: str) -> Example | None:
    text, tab, codes = line.rpartition("\t")
    if not tab or not codes.replace(",", "").replace(" ", "").isdigit():
        return None
    return _labelled(text, language, frozenset(PLUTCHIK[int(code) - 1] for code in codes.split(",")))


def _labelled(text: str, language: str, found: frozenset[str]) -> Example:
    basic = found & frozenset(BASIC)
    families = {FAMILY_OF[name] for name in basic}
    known = {name: float(name in families) for name in FAMILY_OF.values()}
    if language == "en":
        known["neutral"] = float(not found)
    return Example(text, language, basic=basic, families=known, plutchik=found, source="xed")


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
