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
    agree: float = 0.0
    """Weight, in the same sum, of the best family's logit by the linear reader alone where another reads beside it."""


@dataclass(frozen=True, slots=True)
class LabelThresholds:
    """From what probability on a label, and a group of labels, counts as present."""

    labels: tuple[float, ...]
    """In the order of LABELS."""
    groups: tuple[float, ...]
    """In the order of EKMAN, and last that of its unpleasant groups together."""


ANY = "any"
"""Stands for every language that has no entry of its own."""


@dataclass(frozen=True, slots=True)
class Card:
    """Names, thresholds and gates of what reads; a language without a gate is never answered."""

    models: Mapping[str, str]
    """Name and version of each model that takes part."""
    label_thresholds: Mapping[str, LabelThresholds]
    basic_thresholds: Mapping[str, tuple[float, ...]]
    flag_thresholds: Mapping[str, float]
    """From where on the model alone raises a flag: `abuse` and each of LEARNED."""
    gates: Mapping[str, Gate]
