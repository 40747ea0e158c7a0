"""What the stories need from the outside world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from warmline.domain.model import Card
from warmline.domain.prepared import Prepared

Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """A model's calibrated probabilities for n turns."""

    labels: Probabilities
    """n × 28, in the order of LABELS."""
    basic: Probabilities
    """n × 6, in the order of BASIC."""
    families: Probabilities
    """n × 14, in the order of FAMILIES."""
    abuse: Probabilities
    """n."""
    intensity: Probabilities
    """n × 6, 0 to 1 per basic emotion."""
    flags: Probabilities
    """n × 8, in the order of LEARNED; not calibrated to how seldom these are."""
    alone: Probabilities | None = None
    """n × 14: care families by the linear reader alone, where another model reads beside it."""
    shares: Sequence[NDArray[np.floating]] = ()
    """On demand: what each word of each turn adds to the logit of its likeliest family."""


class Runtime(Protocol):
    """A model that reads prepared turns."""

    card: Card

    def run(self, turns: Sequence[Prepared], *, explain: bool = False) -> Scores:
        """Scores of the turns, in order."""
        ...


class LanguageDetector(Protocol):
    """Tells the language of a text."""

    def detect(self, text: str) -> list[tuple[str, float]]:
        """Likely languages (ISO 639-1) with their probabilities, best first; empty when it cannot say."""
        ...
