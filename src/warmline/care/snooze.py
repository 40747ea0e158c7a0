"""Somebody puts a conversation out of the way for a while; it comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from warmline.care.reach import current
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, UnreadableInput
from warmline.domain.events import Recorded, Snoozed
from warmline.domain.message import ConversationId
from warmline.logic.hand_over.waiting import waits
from warmline.ports import Ledger

_LONGEST = timedelta(days=366)
_AT_ONCE = 500


async def snooze(world: World, conversation_id: ConversationId, until: datetime | None, by: str) -> Conversation:
    """The conversation, out of the way until then, None: until the customer writes, which brings it back in any case.

    Raises NotFound, UnreadableInput for a moment that is past or far away, StoreUnavailable, and Conflict where the
    customer waits for a person or nobody has to answer.
    """

    def keep(ledger: Ledger) -> Conversation:
        talk, at = ledger.get(Conversation, conversation_id), world.clock.now()
        if until is not None and not at < until <= at + _LONGEST:
            raise UnreadableInput("until", "it has to be later than now, by a year at most")
        _check(ledger, talk)
        if talk.snoozed and talk.snoozed_until == until:
            return talk
        after = replace(talk, snoozed=True, snoozed_until=until)
        ledger.put(after)
        ledger.add(Recorded(Snoozed(by, until), at, talk.id, talk.contact_id))
        return after

    return await world.store.write(keep)


async def wake(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, in the way again; again changes nothing. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Conversation:
        after = rouse(ledger, ledger.get(Conversation, conversation_id), by, world.clock.now())
        ledger.put(after)
        return after

    return await world.store.write(keep)


async def wake_due(world: World) -> int:
    """Brings back all whose time has come; how many. Raises StoreUnavailable."""
    now = world.clock.now()
    due = [each.id for each in await world.store.read(lambda ledger: list(_snoozed(ledger))) if _is_due(each, now)]

    def keep(ledger: Ledger) -> int:
        found = [talk for own in due if (talk := ledger.find(Conversation, own)) and _is_due(talk, now)]
        for talk in found:
            ledger.put(rouse(ledger, talk, "warmline", now))
        return len(found)

    return await world.store.write(keep) if due else 0


def _check(ledger: Ledger, talk: Conversation) -> None:
    """Raises Conflict where it may not be out of the way."""
    if talk.state == "resolved":
        raise Conflict("it is resolved: nobody has to answer it")
    if waits(current(ledger, talk)):
        raise Conflict("the customer waits for a person: answer first, so that nobody who waits is out of sight")


def _snoozed(ledger: Ledger) -> Iterator[Conversation]:
    after: str | None = None
    while found := ledger.list(Conversation, snoozed=1, after=after, limit=_AT_ONCE):
        yield from found
        after = found[-1].id


def _is_due(talk: Conversation, now: datetime) -> bool:
    return talk.snoozed and talk.snoozed_until is not None and talk.snoozed_until <= now
