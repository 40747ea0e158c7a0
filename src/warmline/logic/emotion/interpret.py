"""From a model's scores and a turn's signs to a reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress
from operator import ge, mul
from typing import NamedTuple

from warmline.domain.emotion import BASIC, FAMILIES, LABELS, NOT_SURE, Appraisal, Flag, Need
from warmline.domain.model import Card, Gate
from warmline.domain.policy import ReadingPolicy
from warmline.domain.prepared import Prepared

DIGITS = 4
_UNKNOWN = Appraisal()


class TurnScores(NamedTuple):
    """One turn's calibrated probabilities as plain rounded numbers, in the order of LABELS, BASIC, FAMILIES."""

    labels: Sequence[float]
    basic: Sequence[float]
    families: Sequence[float]
    abuse: float
    intensity: Sequence[float]
    shares: Sequence[float] = ()
    """What each word adds to the logit of the likeliest family."""


class Feelings(NamedTuple):
    """What a reading says of the turn itself, without its place in the conversation."""

    emotion: str
    best: int
    """Index in FAMILIES of the likeliest family, also when `emotion` is `not_sure`."""
    emotions: dict[str, float]
    labels: dict[str, float]
    present: tuple[str, ...]
    basic: dict[str, float]
    basic_present: tuple[str, ...]
    valence: float
    arousal: float
    intensity: float
    confidence: float
    abstained: bool
    flags: tuple[Flag, ...]
    needs: tuple[Need, ...]
    appraisal: Appraisal


def interpret(turn: Prepared, scores: TurnScores, card: Card, policy: ReadingPolicy) -> Feelings:
    """The turn's feelings; `not_sure` below the language's gate, or when it has none."""
    families, gate = scores.families, card.gates.get(turn.language)
    best = families.index(max(families))
    confidence = _confidence(families, best, gate) if gate and turn.words.words else 0.0
    abstained = gate is None or confidence < (gate.neutral_floor if FAMILIES[best] == "neutral" else gate.floor)
    valence, arousal = _affect(turn, families, policy)
    thresholds = card.basic_thresholds.get(turn.language, card.basic_thresholds["en"])
    flags = _flags(turn, scores.abuse, card)
    return Feelings(
        emotion=NOT_SURE if abstained else FAMILIES[best],
        best=best,
        emotions=dict(zip(FAMILIES, families, strict=True)),
        labels=dict(zip(LABELS, scores.labels, strict=True)),
        present=_over(LABELS, scores.labels, card.label_thresholds),
        basic=dict(zip(BASIC, scores.basic, strict=True)),
        basic_present=_over(BASIC, scores.basic, thresholds),
        valence=round(valence, DIGITS),
        arousal=round(arousal, DIGITS),
        intensity=0.0 if FAMILIES[best] == "neutral" else max(scores.intensity),
        confidence=round(confidence, DIGITS),
        abstained=abstained,
        flags=flags,
        needs=("person",) if any(flag.kind == "person" for flag in flags) else (),
        appraisal=_UNKNOWN,
    )


def logit(p: float) -> float:
    """Log odds of p, kept finite."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def _confidence(families: Sequence[float], best: int, gate: Gate) -> float:
    second = sorted(families)[-2]
    top = logit(families[best])
    return 1 / (1 + math.exp(-(gate.top * top + gate.margin * (top - logit(second)) + gate.bias)))


def _affect(turn: Prepared, families: Sequence[float], policy: ReadingPolicy) -> tuple[float, float]:
    """Valence and arousal expected under the families' probabilities; cues raise the arousal."""
    total = sum(families) or 1.0
    valence = sum(map(mul, families, policy.valences)) / total
    arousal = sum(map(mul, families, policy.arousals)) / total
    for kind in {cue.kind for cue in turn.signs.cues} if turn.signs.cues else ():
        arousal += policy.arousal.get(kind, 0.0)
    return max(-1.0, min(1.0, valence)), max(0.0, min(1.0, arousal))


def _flags(turn: Prepared, abuse: float, card: Card) -> tuple[Flag, ...]:
    """The flags found by phrases, and abuse that the model alone sees (it knows English only)."""
    flags = turn.signs.flags
    if turn.language != "en" or abuse < card.abuse_threshold or any(flag.kind == "abuse" for flag in flags):
        return flags
    return (*flags, Flag("abuse", abuse, 0, len(turn.words.text)))


def _over(names: Sequence[str], values: Sequence[float], thresholds: Sequence[float]) -> tuple[str, ...]:
    return tuple(compress(names, map(ge, values, thresholds)))
