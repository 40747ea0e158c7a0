"""Somebody gives a conversation to people of another inbox, or to one of them, with a word for the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from warmline.care.fence import whole
from warmline.care.notes import check_note, write_note
from warmline.care.once import Asked, once
from warmline.care.reach import Cause, current, reach
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.account import Account
from warmline.domain.conversation import Conversation
from warmline.domain.desk import NoteId
from warmline.domain.errors import Conflict
from warmline.domain.events import Assigned, Recorded, Transferred
from warmline.domain.message import ConversationId
from warmline.domain.people import Agent, AgentId, Inbox, InboxId
from warmline.ports import Ledger

_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Goal:
    """Whom it is given to."""

    inbox_id: InboxId | None = None
    """None: people of the inbox where it is."""
    agent_id: AgentId | None = None
    """None: whoever of the inbox is free."""
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Taker:
    """Whom conversations can be given to."""

    kind: Literal["inbox", "agent"]
    id: str
    name: str
    inboxes: tuple[str, ...]
    """Which somebody answers."""


async def transfer(
    world: World, conversation_id: ConversationId, goal: Goal, by: str, asked: Asked | None = None
) -> Conversation:
    """The conversation, theirs; what the person is told stays as it is. The customer is told who takes over, or that
    somebody will, and writes on where they wrote.

    Raises NotFound, Conflict where it cannot be theirs or is, StoreUnavailable.
    """
    if goal.note is not None:
        check_note(goal.note)
    note_id = NoteId(world.clock.new_id())

    def keep(ledger: Ledger) -> Conversation:
        talk, house, at = ledger.get(Conversation, conversation_id), whole(ledger), world.clock.now()
        moved = _moved(house, rouse(house, talk, by, at), goal)
        after = _told(world, house, moved, by)
        house.put(after)
        house.add(Recorded(Transferred(by, after.inbox_id, after.agent_id), at, talk.id, talk.contact_id))
        if after.agent_id != talk.agent_id:
            house.add(Recorded(Assigned(after.agent_id), at, talk.id, talk.contact_id))
        if goal.note is not None:
            write_note(house, talk, note_id, goal.note, by, at)
        return after

    # who has given it away may not see it any more, and still gets the same answer again
    return await world.store.write(lambda ledger: once(world, asked, lambda _: keep(ledger))(whole(ledger)))


async def list_takers(world: World) -> list[Taker]:
    """All inboxes, and all people who answer. Raises StoreUnavailable."""

    def find(ledger: Ledger) -> list[Taker]:
        inboxes = [Taker("inbox", each.id, each.name, (each.id,)) for each in ledger.list(Inbox, limit=_ALL)]
        return inboxes + [Taker("agent", each.id, each.name, each.inboxes) for each in _staff(ledger) if each.inboxes]

    return await world.store.read(find)


def _moved(house: Ledger, talk: Conversation, goal: Goal) -> Conversation:
    """The conversation where it goes. Raises NotFound, Conflict."""
    inbox_id = house.get(Inbox, goal.inbox_id or talk.inbox_id).id
    if talk.state == "resolved":
        raise Conflict("it is resolved: nobody has to answer it")
    if (inbox_id, goal.agent_id) == (talk.inbox_id, talk.agent_id):
        raise Conflict("it is theirs already")
    staff = _staff(house)
    if goal.agent_id is not None:
        house.get(Agent, goal.agent_id)
        _check(house, talk, goal.agent_id, inbox_id)
    elif staff and not any(inbox_id in each.inboxes for each in staff):
        raise Conflict("nobody answers that inbox: the customer would wait for nobody")
    first = None if inbox_id == talk.entrance else talk.entrance
    return replace(talk, inbox_id=inbox_id, first_inbox_id=first, agent_id=goal.agent_id)


def _check(house: Ledger, talk: Conversation, agent_id: AgentId, inbox_id: InboxId) -> None:
    """Raises Conflict where they could not see it; an agent without an account is a program's own affair."""
    account = house.find(Account, agent_id)
    answers = account is None or any(each.agent_id == agent_id and inbox_id in each.inboxes for each in _staff(house))
    if not answers or agent_id in talk.hidden_from:
        raise Conflict("they cannot take it: give it to somebody who answers that inbox")


def _told(world: World, house: Ledger, talk: Conversation, by: str) -> Conversation:
    """The conversation after its hand-over went along."""
    own, agent_id = current(house, talk), talk.agent_id
    cause = Cause("taken", by, agent_id=agent_id) if agent_id else Cause("left", by)
    if own is None or own.state == "resolved":
        cause = Cause("asked", by, "company")
    elif own.inbox_id != talk.inbox_id:
        house.put(replace(own, inbox_id=talk.inbox_id))
    return reach(world, house, talk, cause)


def _staff(house: Ledger) -> list[Account]:
    every = house.list(Account, limit=_ALL)
    return [each for each in every if each.closed_at is None and {"agent", "lead"} & set(each.roles)]
