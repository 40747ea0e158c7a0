"""From a model's scores and a turn's signs to a reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress
from operator import ge, mul
from typing import NamedTuple, cast, get_args

from warmline.domain.emotion import (
    BASIC,
    FAMILIES,
    LABELS,
    LANGUAGES,
    LEARNED,
    NOT_SURE,
    Appraisal,
    Ask,
    Flag,
    FlagKind,
    Need,
)
from warmline.domain.model import ANY, Card
from warmline.domain.policy import ReadingPolicy
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.ask import what_to_ask
from warmline.logic.emotion.gate import judge, logit
from warmline.logic.emotion.present import present_labels

DIGITS = 4


class TurnScores(NamedTuple):
    """One turn's probabilities as plain rounded numbers, in the order of LABELS, BASIC, FAMILIES, LEARNED."""

    labels: Sequence[float]
    basic: Sequence[float]
    families: Sequence[float]
    abuse: float
    intensity: Sequence[float]
    flags: Sequence[float] = (0.0,) * len(LEARNED)
    alone: Sequence[float] = ()
    """Care families by the linear reader alone, where another model reads beside it."""
    shares: Sequence[float] = ()
    """What each word adds to the logit of the likeliest family."""


class Behaviour(NamedTuple):
    """What a customer does, apart from the words of the turn itself."""

    said: str
    """The turn's plain words, as far as turns are compared."""
    repeated: bool = False
    unanswered: bool = False
    waited: bool = False


class Feelings(NamedTuple):
    """What a reading says of the turn itself, without its place in the conversation."""

    language: str
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
    ask: Ask | None


def interpret(turn: Prepared, scores: TurnScores, behaviour: Behaviour, card: Card, policy: ReadingPolicy) -> Feelings:
    """The turn's feelings; `not_sure` below the language's gate, or when it has none."""
    families, gate = _moved(turn, scores.families, behaviour, policy), card.gates.get(turn.language)
    best = families.index(max(families))
    confidence, answered = judge(families, scores.alone, gate) if gate and turn.words.words else (0.0, False)
    valence, arousal = _affect(turn, families, policy)
    thresholds = card.basic_thresholds.get(turn.language, card.basic_thresholds["en"])
    flags = _flags(turn, scores, card, policy.least_words)
    needs, appraisal = _needs(turn, flags), turn.signs.appraisal
    return Feelings(
        language=turn.language,
        emotion=FAMILIES[best] if answered else NOT_SURE,
        best=best,
        emotions=dict(zip(FAMILIES, families, strict=True)),
        labels=dict(zip(LABELS, scores.labels, strict=True)),
        present=present_labels(scores.labels, card.label_thresholds.get(turn.language, card.label_thresholds[ANY])),
        basic=dict(zip(BASIC, scores.basic, strict=True)),
        basic_present=tuple(compress(BASIC, map(ge, scores.basic, thresholds))),
        valence=round(valence, DIGITS),
        arousal=round(arousal, DIGITS),
        intensity=0.0 if FAMILIES[best] == "neutral" else max(scores.intensity),
        confidence=round(confidence, DIGITS),
        abstained=not answered,
        flags=flags,
        needs=needs,
        appraisal=appraisal,
        ask=what_to_ask(turn, (families, scores.alone), needs, appraisal, not answered, policy.ask),
    )


def _moved(turn: Prepared, families: Sequence[float], behaviour: Behaviour, policy: ReadingPolicy) -> Sequence[float]:
    """The families' probabilities after what the customer did (behaviour adds to words: Sandbank et al. 2018) and
    after sarcasm, which means the opposite of what it says."""
    kinds = [name for name in ("repeated", "unanswered", "waited") if getattr(behaviour, name)]
    if any(cue.kind == "sarcasm" for cue in turn.signs.cues):
        kinds.append("sarcasm")
    for shift in (policy.shifts[kind] for kind in kinds):
        families = [
            round(1 / (1 + math.exp(-logit(p) - shift[family])), DIGITS) if family in shift else p
            for family, p in zip(FAMILIES, families, strict=True)
        ]
    return families


def _affect(turn: Prepared, families: Sequence[float], policy: ReadingPolicy) -> tuple[float, float]:
    """Valence and arousal of the likely families; cues raise the arousal.

    Each family counts by the square of its probability: many slight doubts are no feeling.
    """
    squares = [p * p for p in families]
    total = sum(squares) or 1.0
    valence = sum(map(mul, squares, policy.valences)) / total
    arousal = sum(map(mul, squares, policy.arousals)) / total
    for kind in {cue.kind for cue in turn.signs.cues} if turn.signs.cues else ():
        arousal += policy.arousal.get(kind, 0.0)
    return max(-1.0, min(1.0, valence)), max(0.0, min(1.0, arousal))


def _flags(turn: Prepared, scores: TurnScores, card: Card, least_words: int) -> tuple[Flag, ...]:
    """The flags found by phrases, and those that a model alone sees (abuse in English only).

    Of other matters in fewer than `least_words` words the phrases know enough; a model would read much into little.
    """
    flags, whole = turn.signs.flags, len(turn.words.text)
    if turn.language not in LANGUAGES:
        return flags
    learned = [*zip(LEARNED, scores.flags, strict=True)] if len(turn.words.words) >= least_words else []
    if turn.language == "en":
        learned.append(("abuse", scores.abuse))
    found = {flag.kind for flag in flags}
    seen = [
        Flag(cast(FlagKind, kind), p, 0, whole)
        for kind, p in learned
        if p >= card.flag_thresholds[kind] and kind not in found
    ]
    return (*flags, *seen) if seen else flags


def _needs(turn: Prepared, flags: tuple[Flag, ...]) -> tuple[Need, ...]:
    needs = turn.signs.needs
    if "person" in needs or all(flag.kind != "person" for flag in flags):
        return needs
    return tuple([need for need in get_args(Need) if need in (*needs, "person")])
