from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from warmline.domain.hand_over import HandOver, HandOverState, Happening
from warmline.domain.message import ConversationId
from warmline.domain.people import AgentId, ContactId, InboxId
from warmline.logic.hand_over.queue import in_turn, place_of, quantile, seconds_to_person, within
from warmline.logic.hand_over.steps import ask_back, next_state, step

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
STATES, HAPPENINGS = get_args(HandOverState), get_args(Happening)
SAM, EVA = AgentId("sam"), AgentId("eva")


def hand_over(name: str = "h", state: Any = "queued", **more: Any) -> HandOver:
    fields = {"way": "button", "asked_at": NOW, **more}
    return HandOver(name, ConversationId("t"), ContactId("anna"), InboxId("in"), state, **fields)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("happening", HAPPENINGS)
def test_every_pair_has_an_answer(state: HandOverState, happening: Happening) -> None:
    assert next_state(state, happening) in STATES


@pytest.mark.parametrize("state", STATES)
def test_who_asks_is_never_left_with_nobody(state: HandOverState) -> None:
    assert next_state(state, "asked") in ("queued", "callback", "joined")
    assert next_state(state, "call_back") == "callback"


@pytest.mark.parametrize("happening", [each for each in HAPPENINGS if each != "resolved"])
@pytest.mark.parametrize("state", ["queued", "callback", "joined"])
def test_only_its_resolution_ends_one(state: HandOverState, happening: Happening) -> None:
    assert next_state(state, happening) in ("queued", "callback", "joined")


def test_a_hand_over_from_the_asking_to_its_end() -> None:
    asked = step(hand_over(), "asked", NOW)
    assert (asked.state, asked.asks) == ("queued", 2)
    taken = step(asked, "taken", LATER, SAM)
    assert (taken.state, taken.joined_at, taken.agent_id, taken.answered_at) == ("joined", LATER, SAM, None)
    wrote = step(taken, "wrote", LATER + timedelta(minutes=1), SAM)
    assert (wrote.joined_at, seconds_to_person(wrote)) == (LATER, 360)
    assert step(wrote, "wrote", LATER + timedelta(hours=1), SAM) == wrote
    assert step(wrote, "taken", LATER, EVA).agent_id == EVA
    left = step(wrote, "left", LATER)
    assert (left.state, left.agent_id, left.joined_at) == ("queued", None, None)
    resolved = step(wrote, "resolved", LATER)
    assert (resolved.state, resolved.resolved_at) == ("resolved", LATER)
    assert step(resolved, "resolved", LATER + timedelta(days=1)) == resolved


def test_a_call_back_that_is_given_back_stays_one() -> None:
    back = ask_back(step(hand_over(), "call_back", NOW), "phone", "+4930123456", NOW)
    assert back.state == "callback"
    assert step(step(back, "taken", LATER, SAM), "left", LATER).state == "callback"
    assert step(back, "left", LATER) == back
    there = ask_back(step(step(hand_over(), "taken", NOW, SAM), "call_back", NOW), "phone", "+4930123456", NOW)
    assert step(step(there, "left", LATER), "wrote", LATER, EVA).agent_id == EVA  # whom nobody else had it from
    assert "+49" not in repr(back)


def test_the_most_urgent_is_first_and_of_these_who_asked_first() -> None:
    first, second = hand_over("a"), hand_over("b", asked_at=LATER)
    urgent = hand_over("c", asked_at=LATER, priority=3)
    queue = [second, first, urgent]
    assert [each.id for each in in_turn(queue)] == ["c", "a", "b"]
    assert [place_of(each, queue) for each in (urgent, first, second)] == [1, 2, 3]
    assert place_of(replace(first, priority=3), queue) == 1  # as it stands now, not as it was kept


@pytest.mark.parametrize(
    "waits, p50, p90", [([], None, None), ([7], 7, 7), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9), ([3, 1], 1, 3)]
)
def test_quantiles(waits: list[int], p50: int | None, p90: int | None) -> None:
    assert (quantile(waits, 0.5), quantile(waits, 0.9)) == (p50, p90)


def test_who_waits_too_long_counts_though_nobody_has_come() -> None:
    minute = timedelta(minutes=1)
    assert within([], [], minute) is None
    assert within([30, 90], [], minute) == 0.5
    assert within([30], [timedelta(seconds=20), timedelta(hours=1)], minute) == 0.5
