"""What a model says of itself: its card, as far as a reading depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """From what confidence on a language is answered, and how confidence is made from the scores."""

    floor: float
    neutral_floor: float
    """The same for a turn read as neutral, which cannot take a feeling for its opposite."""
    top: float
    margin: float
    bias: float
    """confidence = sigmoid(top · logit(best) + margin · (logit(best) − logit(second)) + bias)"""


@dataclass(frozen=True, slots=True)
class Card:
    """Name, thresholds and gates of a model; a language without a gate is never answered."""

    name: str
    version: str
    label_thresholds: tuple[float, ...]
    basic_thresholds: Mapping[str, tuple[float, ...]]
    abuse_threshold: float
    gates: Mapping[str, Gate]
