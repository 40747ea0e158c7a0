"""The mood that follows a conversation over its turns, and the conversation's line at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz import fuzz

from warmline.domain.conversation import ConversationReading, Course, Interval
from warmline.domain.emotion import NEGATIVE, Mood, Peak, Trend
from warmline.domain.message import Role, Turn
from warmline.domain.policy import CourseWeights, MoodPolicy, RatingPolicy, ReadingPolicy
from warmline.domain.prepared import Prepared, Words
from warmline.logic.emotion.interpret import Behaviour, Feelings
from warmline.logic.emotion.words import split_words

REMEMBERED = 12
"""Turns of the customer that are remembered."""
_COMPARED = 300
"""Characters of a turn that are compared with earlier ones."""
_WORDS_TO_COMPARE = 3


def follow_reply(course: Course, turn: Turn, policy: MoodPolicy) -> Course:
    """The course after somebody spoke to the customer; a late answer counts as waiting."""
    late = course.late or _waited(course, turn, policy)
    return course._replace(asked=False, at=turn.at or course.at, spoke=turn.role, late=late)


def notice(course: Course, turn: Turn, ready: Prepared, policy: MoodPolicy) -> Behaviour:
    """What the customer does in this turn, apart from the words: asks again, asks on unanswered, waited long."""
    said = _as_compared(ready.words)
    return Behaviour(
        said,
        repeated=_is_repeat(said, course.said, policy.same),
        unanswered=course.asked and course.spoke is Role.CUSTOMER,
        waited=course.late or _waited(course, turn, policy),
    )


def wordless(course: Course) -> Course:
    """The course without anything the customer said, to be kept."""
    return course._replace(said=())


def recall(course: Course, texts: Sequence[str]) -> Course:
    """The course with the customer's last turns in mind again, oldest first."""
    return course._replace(said=tuple(_as_compared(split_words(text)) for text in texts[-REMEMBERED:]))


def follow(course: Course, turn: Turn, behaviour: Behaviour, feelings: Feelings, policy: MoodPolicy) -> Course:
    """The course after a customer's turn."""
    said, repeated, unanswered, waited = behaviour
    burden = policy.repeat * repeated + policy.unanswered * unanswered + policy.waiting * waited
    valence = max(-1.0, feelings.valence - burden)
    share = sum([feelings.emotions[family] for family in NEGATIVE]) / (sum(feelings.emotions.values()) or 1.0)
    mood, steady = next_mood(course, turn.id, valence, feelings.arousal, policy)
    return Course(
        language=feelings.language,
        mood=mood,
        said=(*course.said, said)[-REMEMBERED:],
        asked="?" in turn.text,
        at=turn.at or course.at,
        spoke=Role.CUSTOMER,
        unanswered=course.unanswered + unanswered,
        repeats=course.repeats + repeated,
        waits=course.waits + waited,
        total=course.total + feelings.valence,
        end=valence,
        steady=steady,
        worst=tuple(sorted((*course.worst, share), reverse=True)[:2]),
    )


def next_mood(course: Course, turn_id: str, valence: float, arousal: float, policy: MoodPolicy) -> tuple[Mood, int]:
    """The mood after one more turn, and for how many turns it has been about the same."""
    before = course.mood
    if before is None:
        return Mood(round(valence, 4), round(arousal, 4), "steady", Peak(round(valence, 4), turn_id), 1), 1
    keep = policy.memory
    now = keep * before.valence + (1 - keep) * valence
    change = valence - before.valence
    steady = course.steady + 1 if abs(change) < policy.step else 1
    peak = before.peak if before.peak.valence <= valence else Peak(round(valence, 4), turn_id)
    trend = _trend(change, steady, now, policy)
    excited = keep * before.arousal + (1 - keep) * arousal
    return Mood(round(now, 4), round(excited, 4), trend, peak, before.turns + 1), steady


def close_conversation(conversation_id: str, course: Course, policy: ReadingPolicy) -> ConversationReading | None:
    """The conversation's line; None when the customer said nothing."""
    if course.mood is None:
        return None
    turns = course.mood.turns
    negative_p = 1 / (1 + math.exp(-_worth(course, course.mood, policy.negativity)))
    return ConversationReading(
        conversation_id=conversation_id,
        turns=turns,
        negative=negative_p >= policy.mood.negative,
        negative_p=round(negative_p, 4),
        peak=course.mood.peak,
        end=round(course.end, 4),
        trend=course.mood.trend,
        satisfaction=_rating(_worth(course, course.mood, policy.satisfaction.weights), policy.satisfaction),
        unanswered=course.unanswered + course.asked,
        repeats=course.repeats,
    )


def _as_compared(words: Words) -> str:
    return " ".join(words.plain[:_COMPARED])[:_COMPARED]


def _trend(change: float, steady: int, valence: float, policy: MoodPolicy) -> Trend:
    if change <= -policy.step:
        return "rising"
    if change >= policy.step:
        return "cooling"
    return "stuck" if steady >= 3 and valence <= policy.stuck else "steady"


def _is_repeat(said: str, before: tuple[str, ...], same: float) -> bool:
    """Whether the customer said the same before, in these or in other words."""
    if said.count(" ") + 1 < _WORDS_TO_COMPARE:
        return False
    return any(fuzz.token_sort_ratio(said, old, score_cutoff=same) for old in before)


def _waited(course: Course, turn: Turn, policy: MoodPolicy) -> bool:
    if turn.at is None or course.at is None or course.spoke is not Role.CUSTOMER:
        return False
    if (turn.at.tzinfo is None) != (course.at.tzinfo is None):
        return False
    return (turn.at - course.at).total_seconds() > 60 * policy.patience_minutes


def _worth(course: Course, mood: Mood, weights: CourseWeights) -> float:
    """What mean, peak and end of the affect and the questions come to (doi 10.1177/10946705231194076)."""
    return (
        weights.base
        + weights.mean * course.total / mood.turns
        + weights.peak * mood.peak.valence
        + weights.end * course.end
        + weights.worst * sum(course.worst) / len(course.worst)
        + weights.repeats * course.repeats
        + weights.unanswered * (course.unanswered + course.asked)
    )


def _rating(worth: float, policy: RatingPolicy) -> Interval:
    low, mid, high = (min(5.0, max(1.0, worth + off)) for off in (-policy.below, 0.0, policy.above))
    return Interval(round(low, 2), round(mid, 2), round(high, 2))
