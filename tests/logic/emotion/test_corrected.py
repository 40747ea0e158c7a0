from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.logic.emotion.test_mood import MOOD, said
from warmline.adapters.policies import load_affect_policy
from warmline.domain.conversation import Course
from warmline.domain.emotion import FAMILIES, Appraisal, Mood, Reading
from warmline.domain.keeping import Correction
from warmline.domain.message import ConversationId, MessageId
from warmline.domain.people import ContactId
from warmline.logic.emotion.corrected import as_said, last_word, show_corrected, tell_again

POLICY = replace(load_affect_policy(), mood=MOOD)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def correction(number: int, by: Any, emotion: str) -> Correction:
    at = NOON + timedelta(minutes=number)
    return Correction(f"c{number}", MessageId("t1"), ConversationId("1"), ContactId("anna"), by, at, emotion)


def reading(mood: Mood, valence: float, anger: float = 0.0) -> Reading:
    emotions = dict.fromkeys(FAMILIES, 0.0) | {"anger": anger, "neutral": 1 - anger}
    return Reading(
        f"t{mood.turns}", "1", "en", "neutral", emotions, {}, (), {}, (), valence, 0.5, 0.0, 0.9, False, (), (), (),
        (), Appraisal(), None, mood, {},
    )  # fmt: skip


def talk(*valences: float) -> tuple[Course, list[Reading]]:
    """A conversation of different questions, as it was followed."""
    course, readings = Course(), []
    for number, valence in enumerate(valences):
        course = said(course, f"w{number}", valence, negative=max(0.0, -valence))
        assert course.mood
        readings.append(reading(course.mood, valence, max(0.0, -valence)))
    return course, readings


WORDS = [
    # corrections, which holds
    ([], None),
    ([correction(1, "agent", "anger"), correction(2, "agent", "relief")], "relief"),
    ([correction(1, "contact", "anger"), correction(2, "agent", "relief")], "anger"),
    ([correction(1, "contact", "anger"), correction(2, "contact", "regret")], "regret"),
    ([correction(2, "contact", "regret"), correction(1, "contact", "anger")], "regret"),
]


@pytest.mark.parametrize("corrections, holds", WORDS)
def test_the_contacts_newest_word_holds(corrections: list[Correction], holds: str | None) -> None:
    found = last_word(corrections)
    assert (found and found.emotion) == holds


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_course_is_as_if_it_had_been_heard_so(at: int) -> None:
    valences = [0.2, -0.5, 0.1, -0.3]
    course, readings = talk(*valences)
    again, told = tell_again(course, readings, {}, {f"t{at + 1}": "anger"}, POLICY)
    valences[at] = POLICY.affect["anger"][0]
    wanted, as_heard = talk(*valences)
    assert again.mood
    assert wanted.mood
    assert again.mood.valence == pytest.approx(wanted.mood.valence, abs=1e-3)
    assert (again.mood.trend, again.mood.turns, again.steady) == (wanted.mood.trend, 4, wanted.steady)
    assert again.mood.peak.id == wanted.mood.peak.id
    assert (again.end, again.total) == (pytest.approx(wanted.end, abs=1e-3), pytest.approx(wanted.total, abs=1e-3))
    assert again.worst[0] == 1.0
    assert [each.mood.valence for each in told] == [pytest.approx(e.mood.valence, abs=1e-3) for e in as_heard]
    assert [each.mood for each in told[:at]] == [each.mood for each in readings[:at]]


def test_a_second_word_takes_the_place_of_the_first() -> None:
    course, readings = talk(0.2, -0.5, 0.1)
    once, told = tell_again(course, readings, {}, {"t2": "anger"}, POLICY)
    twice, _ = tell_again(once, told, {"t2": "anger"}, {"t2": "gratitude"}, POLICY)
    straight, _ = tell_again(course, readings, {}, {"t2": "gratitude"}, POLICY)
    assert twice.mood
    assert straight.mood
    assert twice.mood.valence == pytest.approx(straight.mood.valence, abs=1e-3)
    assert (twice.total, twice.worst) == (pytest.approx(straight.total), straight.worst)


def test_what_is_forgotten_is_not_told_again() -> None:
    course, readings = talk(0.2, -0.5, 0.1, -0.3)
    again, told = tell_again(course, readings[2:], {}, {"t3": "relief"}, POLICY)
    assert [each.mood.turns for each in told] == [3, 4]
    assert told[0].mood.valence == POLICY.affect["relief"][0]
    assert again.mood == told[-1].mood


def test_a_reading_as_it_was_said_to_be() -> None:
    (one,) = talk(0.2)[1]
    held = as_said(replace(one, abstained=True), "anger", POLICY)
    assert (held.emotion, held.emotions["anger"], sum(held.emotions.values())) == ("anger", 1.0, 1.0)
    assert (held.abstained, held.valence) == (False, POLICY.affect["anger"][0])


def test_what_was_said_of_it_is_shown_beside_it() -> None:
    (one,) = talk(0.2)[1]
    assert show_corrected(one, None).corrected is None
    shown = show_corrected(one, correction(1, "contact", "anger"))
    assert shown.emotion == "neutral"
    assert shown.corrected
    assert (shown.corrected.emotion, shown.corrected.by) == ("anger", "contact")
