"""What a model says of itself: its card, as far as a reading depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vote:
    """p = sigmoid(best · logit(likeliest family) + rival · logit(its rival) + agree · logit(likeliest, alone) + bias)

    `alone` is the linear reader where another reads beside it.
    """

    best: float
    rival: float
    bias: float
    agree: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """When a language is answered: the emotion is likely enough right, and a feeling not taken for its opposite."""

    floor: float
    """Least confidence."""
    side_floor: float
    """Least certainty of being pleasant or unpleasant; a turn that is neither needs none."""
    right: Vote
    """The confidence; the rival is the second likeliest family."""
    side: Vote
    """The certainty of the side; the rival is the likeliest family of the other side."""


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
