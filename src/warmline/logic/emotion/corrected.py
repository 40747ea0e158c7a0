"""What somebody said of a turn counts more than what was read: readings, moods and the course, told again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

from warmline.domain.conversation import Course
from warmline.domain.emotion import FAMILIES, NEGATIVE, Mood, Reading
from warmline.domain.keeping import Corrected, Correction, ShownReading
from warmline.domain.policy import AffectPolicy
from warmline.logic.emotion.mood import next_mood

Said = Mapping[str, str]
"""The care family that holds, by the id of the turn; only for turns of which somebody said so."""


def last_word(corrections: Iterable[Correction]) -> Correction | None:
    """The correction that holds: the contact's before an agent's, of these the newest."""
    return max(corrections, key=lambda each: (each.by == "contact", each.at, each.id), default=None)


def as_said(reading: Reading, family: str, policy: AffectPolicy) -> Reading:
    """The reading as if the machine had known: sure of the family, with nothing left to ask about the emotion."""
    valence, arousal = policy.affect[family]
    return replace(
        reading, emotion=family, emotions=dict.fromkeys(FAMILIES, 0.0) | {family: 1.0}, valence=valence,
        arousal=arousal, confidence=1.0, abstained=False,
        ask=None if reading.ask and reading.ask.about == "emotion" else reading.ask,
    )  # fmt: skip


def tell_again(
    course: Course, readings: Sequence[Reading], before: Said, said: Said, policy: AffectPolicy
) -> tuple[Course, list[Reading]]:
    """The course and the readings' moods, in order, once `said` holds where `before` did.

    What a repeated question or a wait took from a turn's valence is found in the moods themselves. Of turns that are
    forgotten nothing is told again.
    """
    told: list[Reading] = []
    now, kept = Course(), None
    for reading in readings:
        valence, arousal = _affect(reading, kept, said, policy)
        mood, steady = next_mood(now, reading.id, valence, arousal, policy.mood)
        changed = reading.id in said or any(each.id in said for each in told)
        mood = replace(mood, turns=reading.mood.turns) if changed else reading.mood
        now = now._replace(mood=mood, steady=steady, end=valence)
        told.append(replace(reading, mood=mood))
        kept = reading.mood
    moved = sum(_valence(each, said, policy) - _valence(each, before, policy) for each in readings)
    worst = sorted((_share(each, said) for each in readings), reverse=True)[:2]
    return course._replace(
        mood=now.mood, steady=now.steady, end=now.end, total=course.total + moved, worst=tuple(worst)
    ), told


def show_corrected(reading: Reading, correction: Correction | None) -> ShownReading:
    """The reading as it is shown: beside it, what somebody said of it."""
    of = Corrected(correction.emotion, correction.by, correction.at) if correction else None
    return ShownReading(**{each.name: getattr(reading, each.name) for each in fields(reading)}, corrected=of)


def _affect(reading: Reading, kept: Mood | None, said: Said, policy: AffectPolicy) -> tuple[float, float]:
    """Valence and arousal with which the turn counted, or counts now; `kept` is the mood before it."""
    if reading.id in said:
        return policy.affect[said[reading.id]]
    if kept is None:
        return reading.mood.valence if reading.mood.turns == 1 else reading.valence, reading.arousal
    memory = policy.mood.memory
    valence = (reading.mood.valence - memory * kept.valence) / (1 - memory)
    return max(-1.0, min(1.0, valence)), reading.arousal


def _valence(reading: Reading, said: Said, policy: AffectPolicy) -> float:
    return policy.affect[said[reading.id]][0] if reading.id in said else reading.valence


def _share(reading: Reading, said: Said) -> float:
    """Of negative feeling in the turn."""
    if reading.id in said:
        return float(said[reading.id] in NEGATIVE)
    return sum(reading.emotions[family] for family in NEGATIVE) / (sum(reading.emotions.values()) or 1.0)
