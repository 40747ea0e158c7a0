"""GoEmotions: Reddit comments with 28 emotions (Demszky et al. 2020)."""

from __future__ import annotations

from pathlib import Path

from lab.datasets.shape import Example, Source
from warmline.domain.emotion import EKMAN, LABELS

SOURCE = Source(
    "goemotions",
    "github.com/google-research/google-research/tree/master/goemotions",
    "Apache-2.0 (code), CC BY 4.0 (data)",
    may_train=True,
    sha256={
        "goemotions/train.tsv": "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
        "goemotions/dev.tsv": "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
        "goemotions/labels.txt": "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89",
    },
)

FAMILY_OF = {
    "anger": "anger", "disgust": "anger", "annoyance": "frustration", "disapproval": "frustration",
    "disappointment": "disappointment", "fear": "anxiety", "nervousness": "anxiety",
    "sadness": "sadness", "grief": "sadness", "confusion": "confusion",
    "embarrassment": "embarrassment", "remorse": "regret", "gratitude": "gratitude",
    "admiration": "satisfaction", "amusement": "satisfaction", "approval": "satisfaction",
    "caring": "satisfaction", "excitement": "satisfaction", "joy": "satisfaction",
    "love": "satisfaction", "optimism": "satisfaction", "pride": "satisfaction",
    "relief": "relief", "surprise": "surprise", "realization": "surprise", "desire": "desire",
    "curiosity": "neutral", "neutral": "neutral",
}  # fmt: skip
"""Each label's care family; curiosity is how a question is asked, not a feeling about service."""

BASIC_OF = {
    "anger": {"anger", "annoyance"}, "disgust": {"disgust"}, "fear": {"fear", "nervousness"},
    "joy": {"joy", "amusement", "excitement", "love", "gratitude", "pride"},
    "sadness": {"sadness", "disappointment", "grief", "remorse"}, "surprise": {"surprise"},
}  # fmt: skip
"""Labels that name a basic emotion outright, narrower than the paper's grouping."""

SENTIMENT = {
    "positive": EKMAN["joy"],
    "negative": EKMAN["anger"] | EKMAN["disgust"] | EKMAN["fear"] | EKMAN["sadness"],
    "ambiguous": EKMAN["surprise"],
    "neutral": {"neutral"},
}
"""The paper's grouping into sentiments."""


def load_goemotions(folder: Path, split: str) -> list[Example]:
    """Rows of `train` or `dev`."""
    examples = []
    for line in (folder / f"goemotions/{split}.tsv").read_text(encoding="utf-8").splitlines():
        text, ids, _ = line.rsplit("\t", 2)
        labels = frozenset(LABELS[int(index)] for index in ids.split(","))
        examples.append(_example(text, labels))
    return examples


def _example(text: str, labels: frozenset[str]) -> Example:
    found = {FAMILY_OF[label] for label in labels}
    families = {family: float(family in found) for family in set(FAMILY_OF.values())}
    basic = frozenset(name for name, group in BASIC_OF.items() if labels & group)
    return Example(text, "en", labels=labels, families=families, basic=basic, source="goemotions")
