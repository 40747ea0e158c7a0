"""XED: film subtitles with Plutchik's eight emotions, projected to many languages (Öhman et al. 2020).

The texts come from OpenSubtitles (opensubtitles.org) by way of OPUS.
"""

from __future__ import annotations

from pathlib import Path

from lab.datasets.brighter import FAMILY_OF
from lab.datasets.shape import Example, Source
from warmline.domain.emotion import BASIC

SOURCE = Source(
    "xed",
    "github.com/Helsinki-NLP/XED",
    "CC BY 4.0",
    may_train=True,
    sha256={
        "xed/AnnotatedData/en-annotated.tsv": "26ac0254fbdb8b09cf2b00d44041d9084ece31bd200ae7c0e0662fbd8b037d98",
        "xed/AnnotatedData/neu_en.txt": "6e8b38af83b80fb64ec1139007973b1f09ec16d48549e82de22423cdba259f08",
        "xed/Projections/de-projections.tsv": "9043be088b835643bb752a9f252809ac4d029ae5edbfee8fe45eae2c19e1443b",
        "xed/Projections/nl-projections.tsv": "28d6346b07302a3f572b1b180299efef71def97a32e0c94ad31478a96225e7da",
        "xed/Projections/fr-projections.tsv": "261c9ed2de974d8e38882699825bd2905ae0482c620dd15200bc5f43055b04b6",
        "xed/Projections/es-projections.tsv": "5e857aa6e4a09e5dd7e2029439fac60d555a452d8b5ead099f1be7ee7ea3c38e",
        "xed/Projections/it-projections.tsv": "47e658c9475b7e8379b64e367621eceb687424e2bf08b5498b3ac6a539bca947",
        "xed/Projections/pt-projections.tsv": "bf6c1db185b0038bae80205377b5be84b85d97ab70bb7df1fdcc867f9e3cfb6e",
        "xed/Projections/br-projections.tsv": "e37c1e7344b80732d19db1b6a77fffaf536718b490c844ebca715b73d9d763cc",
    },
)

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
