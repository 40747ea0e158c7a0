"""BRIGHTER: social media posts in 28 languages, basic emotions and their intensity (SemEval-2025 task 11)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source
from warmline.domain.emotion import BASIC

SOURCE = Source(
    "brighter",
    "github.com/emotion-analysis-project/SemEval2025-Task11",
    "CC BY 4.0",
    may_train=True,
    sha256={
        "brighter/track_a/train/eng.csv": "b1f0115cfb31e7da089e06a963d774d1c95c8353a4cea5f0804cb9649cb5f684",
        "brighter/track_a/dev/eng.csv": "b0f699be2a6fabf8781e6180c51414e7b1bcc90bda62f2e43fc4ee2390ee8bae",
        "brighter/track_a/train/deu.csv": "e0006e837a74afcc46f12c877442e4823a0de6a396afa37b7949487e2940b295",
        "brighter/track_a/dev/deu.csv": "cd0371398dbc7a08075d8cbabbf253b802975100d536106ee5ed6da4c50ffb9c",
        "brighter/track_a/train/esp.csv": "136e5a49e3fd0f270e40985b66c7c804cca649888a606ce47d0536082ea412d7",
        "brighter/track_a/dev/esp.csv": "3bd2d0cabe03fcd09cc1fc4b39b2e9b554f5170fc7ac5415449bc4f55b8d0b41",
        "brighter/track_a/train/ptbr.csv": "ca24d3eab10afef0682e778a735e7c21611f3d027bd88341d3f7aa3d9aee6ae0",
        "brighter/track_a/dev/ptbr.csv": "a462854eb28e8ce4c81ed9c1f3aff6d2bab405c9202b29466c7db59468d22d47",
        "brighter/track_a/train/ptmz.csv": "86592aaf5a32221dbe8907109ef41fbb94a43786e4eacd7826f22d2590329c9b",
        "brighter/track_a/dev/ptmz.csv": "e82586ce84099afa35edf4e8f74d925a4dcf54028468b889902c4146699b2f21",
        "brighter/track_b/train/eng.csv": "7e7b967bfd96304e74498db28278c4ed343a58fb6f40cd03c6b2df1bedc8bc54",
        "brighter/track_b/dev/eng.csv": "a10d4a7e94c9d1f91ab07f87084c6322a224192e87970438c3af65eb96552c35",
        "brighter/track_b/train/deu.csv": "c495c65a5bc21cbcbabf18108dd0c1211f725508fd759c3383a00c38ba8ec39c",
        "brighter/track_b/dev/deu.csv": "a04b12c27f6f70e944d33096401a50a04e0252a435b9d8f29bd626e6159d908a",
        "brighter/track_b/train/esp.csv": "3d0d55c5afb5dff90cc581a4280d024d6c8b1bcea314cabf00923250e19f617d",
        "brighter/track_b/dev/esp.csv": "88991a80a86ee84f2689a0b61918a1e7b21964df60845bb3e24cf4429d226e38",
        "brighter/track_b/train/ptbr.csv": "6ade4b4bb0351f1a5efcf474aa0f71b5a5f68be09e53de57b5cfc8fe38902ab2",
        "brighter/track_b/dev/ptbr.csv": "6ed2ff8add43381dab7a17881c45f08c9a4cd19b66d0bd955ef0e2b196663100",
    },
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
            row["text"],
            FILES[code],
            intensity={name: int(row[name]) / 3 for name in BASIC if row.get(name)},
            source="intensity",
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
