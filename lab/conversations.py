"""Satisfaction and negativity of whole conversations: their weights, from the project's own conversations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from lab.logistic import fit_near
from lab.metrics import Figure, macro_f1, mean_pearson, share
from warmline.assemble import Reader
from warmline.domain.conversation import ConversationReading
from warmline.domain.emotion import NEGATIVE, Reading
from warmline.domain.message import Role, Turn
from warmline.domain.policy import CourseWeights

SET = Path(__file__).parent / "sets" / "conversations.jsonl"
NAMES = tuple(field.name for field in fields(CourseWeights))
_ANY, _UP, _DOWN = (-np.inf, np.inf), (0.0, np.inf), (-np.inf, 0.0)
_SIGNS = (_ANY, _UP, _UP, _UP, _DOWN, _DOWN, _DOWN)
"""Bounds of what each fact may add to the stars; it may take the same from negativity."""
_BEFORE = (0.0, 0.5, 0.3, 0.8, 0.0, -0.15, -0.15)
"""What is believed before any conversation is seen, in stars; from negativity as much in logits."""
_LEAST_SPREAD = 0.1
_RIDGE = 10.0
_WITHIN = 0.8
"""Share of ratings that an interval is to hold."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation as it was read, and what was said of it."""

    line: ConversationReading
    facts: tuple[float, ...]
    """In the order of NAMES."""
    negative: bool
    rating: int


def judged_conversations(reader: Reader, split: str) -> list[Judged]:
    """The conversations of a half (`tune` or `held`), or `all`."""
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    return [_judged(reader, row) for row in rows if split in ("all", row["split"])]


def fit_conversations(reader: Reader) -> dict[str, dict[str, float]]:
    """Weights of negativity and satisfaction, and the interval, on the `tune` half; tables of reading.toml."""
    judged = judged_conversations(reader, "tune")
    facts = np.array([each.facts for each in judged])
    middle, spread = facts.mean(0), np.maximum(facts.std(0), _LEAST_SPREAD)
    middle[0], spread[0] = 0.0, 1.0
    scaled = (facts - middle) / spread
    ratings = np.array([each.rating for each in judged], float)
    held_down = np.vstack([scaled, np.sqrt(_RIDGE) * np.eye(len(NAMES))[1:]])
    before = np.array(_BEFORE) * spread
    stars = lsq_linear(held_down, np.append(ratings, before[1:]), np.transpose(_SIGNS)).x
    wanted = np.array([each.negative for each in judged], float)
    worse = [(-high, -low) for low, high in _SIGNS]
    negative = fit_near(scaled, wanted, -before, _RIDGE, worse)
    off = ratings - np.clip(scaled @ stars, 1, 5)
    below, above = -np.quantile(off, (1 - _WITHIN) / 2), np.quantile(off, (1 + _WITHIN) / 2)
    return {
        "negativity": _named(negative, middle, spread),
        "satisfaction": _named(stars, middle, spread),
        "interval": {"below": round(float(below), 2), "above": round(float(above), 2)},
    }


def conversation_figures(reader: Reader) -> Iterator[Figure]:
    """On the half that was held back: how well ratings are foretold, what the interval holds, and negativity."""
    judged = judged_conversations(reader, "held")
    ratings = np.array([[float(each.rating)] for each in judged])
    told = np.array([[each.line.satisfaction.mid] for each in judged])
    yield Figure("satisfaction, own conversations, held, Pearson", *mean_pearson(told, ratings))
    within = np.array([each.line.satisfaction.low <= each.rating <= each.line.satisfaction.high for each in judged])
    yield Figure("satisfaction, held, ratings within the interval", *share(within), f"{_WITHIN} (nominal)")
    found, wanted = (np.array([[yes] for yes in column]) for column in zip(*_negative(judged), strict=True))
    yield Figure("negativity, own conversations, held, F1", *macro_f1(found, wanted))


def _negative(judged: list[Judged]) -> Iterator[tuple[bool, bool]]:
    yield from ((each.line.negative, each.negative) for each in judged)


def _judged(reader: Reader, row: dict[str, object]) -> Judged:
    turns = [
        Turn(turn["text"], conversation_id=str(row["id"]), role=Role(turn["role"]), language=str(row["language"]))
        for turn in row["turns"]  # type: ignore[attr-defined]
    ]
    heard = list(reader.listen(turns))
    line = next(each for each in heard if isinstance(each, ConversationReading))
    readings = [each.reading for each in heard if not isinstance(each, ConversationReading) and each.reading]
    worst = sorted((_negative_share(reading) for reading in readings), reverse=True)[:2]
    mean = sum(reading.valence for reading in readings) / len(readings)
    facts = (1.0, mean, line.peak.valence, line.end, sum(worst) / len(worst), line.repeats, line.unanswered)
    return Judged(line, facts, row["negative"] == 1, int(str(row["rating"])))


def _negative_share(reading: Reading) -> float:
    return sum(reading.emotions[family] for family in NEGATIVE) / (sum(reading.emotions.values()) or 1.0)


def _named(weights: NDArray[np.float64], middle: NDArray[np.float64], spread: NDArray[np.float64]) -> dict[str, float]:
    """Weights of the facts as they are, from those of the facts scaled."""
    each = weights / spread
    each[0] -= (each[1:] * middle[1:]).sum()
    return {name: round(float(value), 3) for name, value in zip(NAMES, each, strict=True)}
