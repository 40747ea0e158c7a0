"""Every state of a hand-over and whatever can happen in it: there is an answer to each pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from warmline.domain.hand_over import CallBackChannel, HandOver, HandOverState, Happening
from warmline.domain.people import AgentId

_STEPS: dict[HandOverState, dict[Happening, HandOverState]] = {
    "none": {
        "asked": "queued", "call_back": "callback", "taken": "none", "wrote": "joined", "left": "none",
        "resolved": "none", "reopened": "none",
    },
    "queued": {
        "asked": "queued", "call_back": "callback", "taken": "joined", "wrote": "joined", "left": "queued",
        "resolved": "resolved", "reopened": "queued",
    },
    "callback": {
        "asked": "callback", "call_back": "callback", "taken": "joined", "wrote": "joined", "left": "callback",
        "resolved": "resolved", "reopened": "callback",
    },
    "joined": {
        "asked": "joined", "call_back": "callback", "taken": "joined", "wrote": "joined", "left": "queued",
        "resolved": "resolved", "reopened": "joined",
    },
    "resolved": {
        "asked": "queued", "call_back": "callback", "taken": "resolved", "wrote": "resolved", "left": "resolved",
        "resolved": "resolved", "reopened": "none",
    },
}  # fmt: skip


def next_state(state: HandOverState, happening: Happening) -> HandOverState:
    """The state after it; of one that is settled `queued`, `callback` and `none` are a fresh start."""
    return _STEPS[state][happening]


def step(before: HandOver, happening: Happening, at: datetime, agent_id: AgentId | None = None) -> HandOver:
    """The hand-over after something happened in it; who gives back a call-back leaves it a call-back."""
    state = next_state(before.state, happening)
    if happening == "left" and state == "queued" and before.callback_at:
        state = "callback"
    after = replace(before, state=state)
    match happening:
        case "asked":
            return replace(after, asks=before.asks + 1)
        case "left" if state != "resolved":
            return replace(after, joined_at=None, agent_id=None)
        case "taken" | "wrote" if state == "joined":
            return _joined(after, happening, at, agent_id)
        case "resolved" if before.state != "resolved":
            return replace(after, resolved_at=at)
    return after


def ask_back(before: HandOver, channel: CallBackChannel, address: str, at: datetime) -> HandOver:
    """The hand-over with where the customer is to be called or written to."""
    return replace(before, channel=channel, address=address, callback_at=at)


def _joined(after: HandOver, happening: Happening, at: datetime, agent_id: AgentId | None) -> HandOver:
    answered = after.answered_at or (at if happening == "wrote" else None)
    who = after.agent_id if happening == "wrote" and after.agent_id else agent_id
    return replace(after, joined_at=after.joined_at or at, agent_id=who, answered_at=answered)
