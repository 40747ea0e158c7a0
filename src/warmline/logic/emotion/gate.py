"""Whether a reading is sure enough to be said (risk and coverage: El-Yaniv & Wiener 2010)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from warmline.domain.emotion import SIDES
from warmline.domain.model import Gate, Vote


def judge(families: Sequence[float], alone: Sequence[float], gate: Gate) -> tuple[float, bool]:
    """How likely the likeliest family is right, and whether it may be said.

    `alone` are the families by the linear reader alone where another reads beside it; that they disagree counts.
    """
    best = families.index(max(families))
    agree = logit(alone[best]) if alone else 0.0
    confidence = _certainty(gate.right, families[best], sorted(families)[-2], agree)
    answered = confidence >= gate.floor
    if answered and SIDES[best]:
        rival = max(p for p, side in zip(families, SIDES, strict=True) if side == -SIDES[best])
        answered = _certainty(gate.side, families[best], rival, agree) >= gate.side_floor
    return confidence, answered


def logit(p: float) -> float:
    """Log odds of p, kept finite."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def _certainty(vote: Vote, best: float, rival: float, agree: float) -> float:
    return 1 / (1 + math.exp(-(vote.best * logit(best) + vote.rival * logit(rival) + vote.agree * agree + vote.bias)))
