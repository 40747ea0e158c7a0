from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from warmline.adapters.policies import load_routing_policy
from warmline.assemble import Reader
from warmline.domain.conversation import State
from warmline.domain.emotion import Ask, Cue, Flag, Mood, Peak, Reading
from warmline.logic.routing.decide import NAMES, RULES, decide
from warmline.settings import Settings

POLICY = load_routing_policy()
CALM: Reading = replace(Reader(Settings(reader="linear")).read("Hello"), flags=(), ask=None, abstained=False)
QUIET = dict.fromkeys(CALM.emotions, 0.0)


def reading(**changes: Any) -> Reading:
    """A calm turn with these changes."""
    return replace(CALM, emotions=QUIET, **changes) if "emotions" not in changes else replace(CALM, **changes)


def flagged(kind: Any, p: float) -> Reading:
    return reading(flags=(Flag(kind, p, 0, 1),))


def moody(valence: float, trend: Any, turns: int) -> Reading:
    return reading(mood=Mood(valence, 0.5, trend, Peak(valence, "1"), turns))


CASES = [
    (reading(), "answer", ["calm"], 0),
    (flagged("person", 0.9), "hand_over", ["person"], 2),
    (flagged("person", 0.49), "answer", ["calm"], 0),
    (flagged("crisis", 0.5), "hand_over", ["crisis"], 3),
    (flagged("safety", 0.8), "hand_over", ["safety"], 3),
    (flagged("minor", 0.8), "hand_over", ["minor"], 3),
    (flagged("abuse", 0.8), "hand_over", ["abuse"], 1),
    (flagged("health", 0.99), "answer", ["calm"], 0),
    (reading(emotions=QUIET | {"anger": 0.5}), "hand_over", ["angry"], 2),
    (reading(emotions=QUIET | {"anger": 0.49}), "answer", ["calm"], 0),
    (reading(emotions=QUIET | {"anger": 0.9}, abstained=True), "answer", ["calm"], 0),
    (reading(emotions=QUIET | {"frustration": 0.9}), "answer", ["calm"], 0),
    (moody(-0.5, "stuck", 3), "hand_over", ["stuck"], 2),
    (moody(-0.5, "rising", 3), "hand_over", ["stuck"], 2),
    (moody(-0.5, "cooling", 9), "answer", ["calm"], 0),
    (moody(-0.5, "stuck", 2), "answer", ["calm"], 0),
    (moody(-0.2, "stuck", 5), "answer", ["calm"], 0),
    (reading(ask=Ask("event", "why")), "ask", ["unclear"], 0),
    (reading(emotions=QUIET | {"anger": 0.6, "sadness": 0.5}, abstained=True), "ask", ["unsure"], 1),
    (reading(emotions=QUIET | {"anger": 1.1}, abstained=True, needs=("leave",)), "hand_over", ["matters", "unsure"], 2),
    (
        reading(emotions=QUIET | {"anger": 1.1}, abstained=True, cues=(Cue("threat_to_leave", 0, 1),)),
        "hand_over",
        ["matters", "unsure"],
        2,
    ),
    (reading(needs=("leave", "compensation")), "answer", ["calm"], 0),
    (reading(ask=Ask("need", "why"), flags=(Flag("person", 0.9, 0, 1),)), "hand_over", ["person", "unclear"], 2),
]


@pytest.mark.parametrize("read, action, rules, priority", CASES)
def test_what_is_done_and_why(read: Reading, action: str, rules: list[str], priority: int) -> None:
    found = decide(read, "open", POLICY)
    assert (found.action, [reason.rule for reason in found.reasons], found.priority) == (action, rules, priority)
    assert all(reason.because for reason in found.reasons)


def test_a_person_who_answers_already_stays_and_still_sees_why() -> None:
    found = decide(flagged("crisis", 0.9), "with_person", POLICY)
    assert found.action == "none"
    assert [reason.rule for reason in found.reasons] == ["with_person", "crisis"]
    assert found.priority == 3


@pytest.mark.parametrize("unhelpful, action", [(1, "answer"), (2, "hand_over"), (3, "hand_over")])
def test_answers_that_did_not_help_bring_a_person(unhelpful: int, action: str) -> None:
    assert decide(reading(), "open", POLICY, unhelpful).action == action


def test_a_published_phrase_brings_a_person_whatever_is_read() -> None:
    found = decide(reading(), "open", POLICY, called=True)
    assert (found.action, [reason.rule for reason in found.reasons]) == ("hand_over", ["phrase"])


@pytest.mark.parametrize("state", get_args(State))
def test_no_reading_lowers_the_priority(state: State) -> None:
    for read, *_ in CASES:
        assert decide(read, state, POLICY).priority >= 0


def test_every_rule_has_a_name_and_a_priority() -> None:
    assert len(RULES) == len(NAMES) - 2  # `unhelpful` and `phrase` are of no reading
    assert set(POLICY.priority) == set(NAMES)


def test_no_reason_holds_the_customers_words() -> None:
    read = Reader(Settings(reader="linear")).read("My unmistakable parcel is lost. I want to speak to a person!")
    found = decide(read, "open", POLICY)
    assert found.action == "hand_over"
    assert "unmistakable" not in str(found)
