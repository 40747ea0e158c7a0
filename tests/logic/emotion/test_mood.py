import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.logic.emotion.own import own_policy, prepared
from warmline.domain.conversation import Course, Interval
from warmline.domain.emotion import FAMILIES, Appraisal, Peak
from warmline.domain.message import Role, Turn
from warmline.domain.policy import CourseWeights, MoodPolicy, RatingPolicy
from warmline.logic.emotion.interpret import Feelings
from warmline.logic.emotion.mood import close_conversation, follow, follow_reply, notice

MOOD = MoodPolicy(
    memory=0.5,
    step=0.15,
    stuck=-0.2,
    repeat=0.1,
    unanswered=0.1,
    waiting=0.1,
    patience_minutes=15,
    same=82,
    negative=0.5,
)
NEGATIVITY = CourseWeights(base=-2, mean=0, peak=0, end=0, worst=4, repeats=0, unanswered=1)
SATISFACTION = CourseWeights(base=3.3, mean=1, peak=0.5, end=1, worst=0, repeats=-0.2, unanswered=-0.3)
POLICY = own_policy(mood=MOOD, negativity=NEGATIVITY, satisfaction=RatingPolicy(SATISFACTION, below=1.0, above=0.5))
NINE = datetime(2026, 5, 4, 9, 0)


def feel(valence: float, arousal: float = 0.5, negative: float = 0.0) -> Feelings:
    emotions = dict.fromkeys(FAMILIES, 0.0) | {"anger": negative, "neutral": 1 - negative}
    return Feelings(
        language="en", emotion="neutral", best=13, emotions=emotions, labels={}, present=(), basic={}, basic_present=(),
        valence=valence, arousal=arousal, intensity=0.0, confidence=0.9, abstained=False, flags=(), needs=(),
        appraisal=Appraisal(), ask=None,
    )  # fmt: skip


def said(course: Course, text: str, valence: float = 0.0, at: datetime | None = None, **more: float) -> Course:
    turn = Turn(text, id=f"t{course.mood.turns + 1 if course.mood else 1}", at=at)
    return follow(course, turn, notice(course, turn, prepared(text), MOOD), feel(valence, **more), MOOD)


def answered(course: Course, at: datetime | None = None, role: Role = Role.AGENT) -> Course:
    return follow_reply(course, Turn("ok", role=role, at=at), MOOD)


def after(*valences: float) -> Course:
    course = Course()
    for number, valence in enumerate(valences):
        course = said(course, f"w{number}", valence)
    return course


TRENDS = [
    # valences, mood's valence, trend
    ((0.4,), 0.4, "steady"),
    ((0.4, 0.4), 0.4, "steady"),
    ((0.0, -0.5), -0.25, "rising"),
    ((0.0, -0.1), -0.05, "steady"),
    ((-0.5, 0.5), 0.0, "cooling"),
    ((-0.5, -0.5), -0.5, "steady"),
    ((-0.5, -0.5, -0.5), -0.5, "stuck"),
    ((-0.5, -0.5, -0.5, -0.5), -0.5, "stuck"),
    ((0.5, 0.5, 0.5), 0.5, "steady"),
    ((-0.1, -0.1, -0.1), -0.1, "steady"),
    ((-0.5, -0.5, -0.5, 0.5), 0.0, "cooling"),
    ((-0.5, -0.5, -0.9), -0.7, "rising"),
    # two steady turns after a jump are not three
    ((0.5, -0.5, -0.05, -0.06), -0.0425, "steady"),
    # compared with the mood until now, not with the last turn
    ((0.8, 0.0, 0.0), 0.2, "rising"),
]  # fmt: skip


@pytest.mark.parametrize("valences, valence, trend", TRENDS)
def test_trend(valences: tuple[float, ...], valence: float, trend: str) -> None:
    mood = after(*valences).mood
    assert mood
    assert mood.valence == pytest.approx(valence, abs=1e-3)
    assert (mood.trend, mood.turns) == (trend, len(valences))


@pytest.mark.parametrize(
    "valences, peak",
    [
        ((0.5,), Peak(0.5, "t1")),
        ((0.5, -0.2, 0.1), Peak(-0.2, "t2")),
        ((-0.2, -0.2), Peak(-0.2, "t1")),
        ((-0.2, 0.9, -0.21), Peak(-0.21, "t3")),
    ],
)
def test_the_peak_is_the_worst_moment(valences: tuple[float, ...], peak: Peak) -> None:
    mood = after(*valences).mood
    assert mood
    assert mood.peak == peak


def test_arousal_follows_like_valence() -> None:
    course = said(said(Course(), "one", arousal=0.2), "two", arousal=0.8)
    assert course.mood
    assert course.mood.arousal == 0.5


REPEATS = [
    (["where is my parcel", "where is my parcel"], 1),
    (["where is my parcel", "my parcel where is it"], 1),
    (["where is my parcel now ?", "so where is my parcel ?"], 1),
    (["where is my parcel", "i want to return the shoes"], 0),
    (["hello", "hello"], 0),
    (["thank you", "thank you"], 0),
    (["", ""], 0),
    (["where is my parcel", "it is green", "where is my parcel", "where is my parcel"], 2),
    (["where is my parcel", *(f"{word * 3} {word * 5} {word * 7}" for word in "abcdefghijk"), "where is my parcel"], 1),
    (
        ["where is my parcel", *(f"{word * 3} {word * 5} {word * 7}" for word in "abcdefghijkl"), "where is my parcel"],
        0,
    ),
]


@pytest.mark.parametrize("texts, repeats", REPEATS)
def test_a_question_asked_again_also_in_other_words(texts: list[str], repeats: int) -> None:
    course = Course()
    for text in texts:
        course = answered(said(course, text))
    assert course.repeats == repeats


def test_a_repeat_darkens_the_mood() -> None:
    course = said(said(Course(), "where is my parcel"), "where is my parcel")
    assert course.mood
    assert course.end == pytest.approx(-0.1)
    assert course.mood.peak == Peak(-0.1, "t2")


def test_no_burden_takes_the_valence_below_its_floor() -> None:
    course = said(said(Course(), "is my parcel here?", -1.0), "is my parcel here?", -1.0)
    assert course.mood
    assert (course.end, course.mood.valence) == (-1.0, -1.0)


UNANSWERED = [
    # who says what (an agent's answer is None), unanswered while it goes on, in the conversation's line
    (["where is it?", "hello?"], 1, 2),
    (["where is it?", None, "thanks"], 0, 0),
    (["where is it?"], 0, 1),
    (["I want it.", "please."], 0, 0),
    (["a?", "b?", "c."], 2, 2),
    (["a?", None, "b?", None], 0, 0),
    ([None, "a."], 0, 0),
]


@pytest.mark.parametrize("script, going, ended", UNANSWERED)
def test_unanswered(script: list[str | None], going: int, ended: int) -> None:
    course = Course()
    for text in script:
        course = said(course, text) if text else answered(course)
    assert course.unanswered == going
    line = close_conversation("c", course, POLICY)
    assert line
    assert line.unanswered == ended


def test_a_bot_answers_too() -> None:
    course = answered(said(Course(), "where is it?"), role=Role.BOT)
    assert not said(course, "thanks").unanswered


EAST = timezone(timedelta(hours=2))
WAITS = [
    # the times of two turns in a row, whether that was too long
    (NINE, NINE + timedelta(minutes=16), 1),
    (NINE, NINE + timedelta(minutes=15), 0),
    (NINE, NINE, 0),
    (NINE, NINE - timedelta(days=1), 0),
    (None, NINE, 0),
    (NINE, None, 0),
    (NINE.replace(tzinfo=UTC), NINE.replace(tzinfo=UTC) + timedelta(hours=1), 1),
    (NINE.replace(tzinfo=UTC), (NINE + timedelta(hours=2, minutes=5)).replace(tzinfo=EAST), 0),
    (NINE.replace(tzinfo=UTC), (NINE + timedelta(hours=2, minutes=16)).replace(tzinfo=EAST), 1),
    # with and without a time zone: nobody can say
    (NINE, (NINE + timedelta(hours=1)).replace(tzinfo=UTC), 0),
    (NINE.replace(tzinfo=UTC), NINE + timedelta(hours=1), 0),
]  # fmt: skip


@pytest.mark.parametrize("first, second, waits", WAITS)
def test_waiting(first: datetime | None, second: datetime | None, waits: int) -> None:
    course = said(said(Course(), "one", at=first), "two", at=second)
    assert course.waits == waits
    assert course.end == pytest.approx(-0.1 * waits)


def test_after_an_answer_nobody_waits() -> None:
    course = answered(said(Course(), "one", at=NINE), NINE + timedelta(minutes=5))
    assert said(course, "two", at=NINE + timedelta(hours=3)).waits == 0


def test_a_late_answer_counts_as_waiting_once() -> None:
    late = answered(said(Course(), "one", at=NINE), NINE + timedelta(hours=3))
    course = said(late, "two", at=NINE + timedelta(hours=3, minutes=1))
    assert (course.waits, course.end) == (1, pytest.approx(-0.1))
    assert said(answered(course, NINE + timedelta(hours=3, minutes=2)), "three").waits == 1


@pytest.mark.parametrize("minutes, waits", [((16,), 1), ((15,), 0), ((5, 90), 0), ((16, 17), 1), ((None,), 0)])
def test_only_the_first_answer_can_be_late(minutes: tuple[int | None, ...], waits: int) -> None:
    course = said(Course(), "one", at=NINE)
    for after_nine in minutes:
        course = answered(course, None if after_nine is None else NINE + timedelta(minutes=after_nine))
    assert said(course, "two", at=NINE + timedelta(hours=2)).waits == waits


def test_a_turn_without_a_time_keeps_the_last_one() -> None:
    course = said(said(Course(), "one", at=NINE), "two")
    assert course.at == NINE
    assert answered(course).at == NINE


def test_nothing_said_has_no_line() -> None:
    assert close_conversation("c", Course(), POLICY) is None
    assert close_conversation("c", answered(Course()), POLICY) is None


def test_a_conversations_line() -> None:
    course = said(Course(), "all fine", 0.5, negative=0.1)
    course = answered(said(course, "where is my parcel", -0.5, negative=0.9))
    line = close_conversation("c", said(course, "thanks", 0.3, negative=0.2), POLICY)
    assert line
    assert (line.kind, line.conversation_id, line.turns) == ("conversation", "c", 3)
    assert line.negative_p == pytest.approx(1 / (1 + math.exp(-0.2)), abs=1e-4)
    assert line.negative
    assert line.peak == Peak(-0.5, "t2")
    assert (line.end, line.trend) == (0.3, "cooling")
    assert line.satisfaction == Interval(2.45, 3.45, 3.95)
    assert (line.unanswered, line.repeats) == (0, 0)


@pytest.mark.parametrize(
    "valences, low, mid, high",
    [((1.0,) * 3, 4.8, 5.0, 5.0), ((-1.0,) * 3, 1.0, 1.0, 1.3), ((0.0,), 2.3, 3.3, 3.8), ((-0.2,), 1.8, 2.8, 3.3)],
)
def test_satisfaction_stays_between_1_and_5(valences: tuple[float, ...], low: float, mid: float, high: float) -> None:
    line = close_conversation("c", after(*valences), POLICY)
    assert line
    assert line.satisfaction == Interval(low, mid, high)


def test_repeats_lower_the_satisfaction() -> None:
    course = after(0.0)
    once, again = (close_conversation("c", each, POLICY) for each in (course, course._replace(repeats=2)))
    assert once
    assert again
    assert once.satisfaction.mid - again.satisfaction.mid == pytest.approx(0.4)


@pytest.mark.parametrize("asked, unanswered, lower", [(True, 0, 0.3), (False, 2, 0.6), (True, 1, 0.6)])
def test_unanswered_questions_lower_it_and_darken_the_line(asked: bool, unanswered: int, lower: float) -> None:
    course = after(0.0)
    before, line = (
        close_conversation("c", each, POLICY) for each in (course, course._replace(asked=asked, unanswered=unanswered))
    )
    assert before
    assert line
    assert before.satisfaction.mid - line.satisfaction.mid == pytest.approx(lower)
    assert line.negative_p > before.negative_p


@pytest.mark.parametrize(
    "negative, worst", [((0.6,), 0.6), ((0.9, 0.0), 0.45), ((0.1, 0.9, 0.2, 0.7), 0.8), ((0.5, 0.5), 0.5)]
)
def test_the_two_worst_turns_make_a_conversation_negative(negative: tuple[float, ...], worst: float) -> None:
    course = Course()
    for number, share in enumerate(negative):
        course = said(course, f"w{number}", negative=share)
    line = close_conversation("c", course, POLICY)
    assert line
    p = 1 / (1 + math.exp(2 - 4 * worst))
    assert (line.negative_p, line.negative) == (pytest.approx(p, abs=1e-4), worst >= 0.5)


def test_what_is_remembered_of_a_long_conversation_is_bounded() -> None:
    course = Course()
    for number in range(200):
        course = said(course, f"this is number {number} of many", -0.1, negative=0.3)
    assert course.mood
    assert course.mood.turns == 200
    assert (len(course.said), len(course.worst)) == (12, 2)
