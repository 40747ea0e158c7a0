"""Two conversations of one contact turn out to be one: the later goes on in the earlier."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.fence import whole
from warmline.care.reach import Cause, current, reach
from warmline.care.rouse import rouse
from warmline.care.tags import put_tags
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict
from warmline.domain.events import (
    Assigned,
    ConversationContinued,
    ConversationMerged,
    ConversationReopened,
    ConversationResolved,
    Recorded,
)
from warmline.domain.hand_over import HandOver
from warmline.domain.message import ConversationId
from warmline.logic.hand_over.steps import step
from warmline.ports import Ledger

_ALL = 10**9


async def merge(world: World, conversation_id: ConversationId, into: ConversationId, by: str) -> Conversation:
    """The earlier conversation, in which the later goes on from now on: whoever waits there waits here, for as long.

    All that was said stays where it is, so that the log of events stays true; the later is resolved and says where it
    goes on. Again changes nothing. Raises NotFound unless both may be seen, Conflict, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Conversation:
        later, earlier = ledger.get(Conversation, conversation_id), ledger.get(Conversation, into)
        if later.merged_into == earlier.id:
            return earlier
        _check(later, earlier)
        return _merged(world, whole(ledger), later, earlier, by)

    return await world.store.write(keep)


def _check(later: Conversation, earlier: Conversation) -> None:
    """Raises Conflict where they cannot be one."""
    alone = (later.guarded or earlier.guarded) and later.session_id != earlier.session_id
    places = [(each.inbox_id, each.entrance) for each in (later, earlier)]
    for holds, why in (
        (later.id != earlier.id, "a conversation cannot be merged into itself"),
        (later.contact_id == earlier.contact_id, "they are of two contacts"),
        (places[0] == places[1], "they are of two inboxes"),
        (not later.merged_into and not earlier.merged_into, "one of them was merged already"),
        ((later.started_at, later.id) > (earlier.started_at, earlier.id), "the later is merged into the earlier"),
        (not alone, "one of them is guarded and goes on at a device of its own"),
    ):
        if not holds:
            raise Conflict(why)


def _merged(world: World, ledger: Ledger, later: Conversation, earlier: Conversation, by: str) -> Conversation:
    at, waiting = world.clock.now(), _live(ledger, later)
    for each in ledger.list(Conversation, merged_into=later.id, limit=_ALL):
        ledger.put(replace(each, merged_into=earlier.id))
    _end(world, ledger, later, earlier, by)
    after = _continued(world, ledger, later, earlier, by)
    if waiting:
        after = _handed_on(world, ledger, after, waiting, by)
    if after.agent_id != earlier.agent_id:
        ledger.add(Recorded(Assigned(after.agent_id), at, earlier.id, earlier.contact_id))
    ledger.add(Recorded(ConversationContinued(by, later.id), at, earlier.id, earlier.contact_id))
    ledger.put(after)
    return after


def _end(world: World, ledger: Ledger, later: Conversation, earlier: Conversation, by: str) -> None:
    """The later is resolved without a word: what the customer is told, they are told where it goes on."""
    at, waiting = world.clock.now(), _live(ledger, later)
    if waiting:
        ledger.put(step(waiting, "resolved", at))
    ended = rouse(ledger, later, by, at)
    ledger.put(replace(ended, state="resolved", waiting_since=None, merged_into=earlier.id, last_at=at))
    if later.state != "resolved":
        ledger.add(Recorded(ConversationResolved(by), at, later.id, later.contact_id))
    ledger.add(Recorded(ConversationMerged(by, earlier.id), at, later.id, later.contact_id))


def _continued(world: World, ledger: Ledger, later: Conversation, earlier: Conversation, by: str) -> Conversation:
    """The earlier with what holds of the later."""
    at, anew = world.clock.now(), earlier.state == "resolved" and later.state != "resolved"
    if anew:
        ledger.add(Recorded(ConversationReopened(), at, earlier.id, earlier.contact_id))
    over = earlier.state == later.state == "resolved"
    waits = [each.waiting_since for each in (earlier, later) if each.waiting_since and not over]
    after = replace(
        put_tags(ledger, rouse(ledger, earlier, by, at), later.tags),
        state="open" if anew else earlier.state,
        agent_id=later.agent_id if anew or not earlier.agent_id else earlier.agent_id,
        priority=max(earlier.priority, later.priority),
        guarded=earlier.guarded or later.guarded,
        hidden_from=tuple(dict.fromkeys((*earlier.hidden_from, *later.hidden_from))),
        waiting_since=min(waits, default=None),
        last_at=at,
    )
    return replace(after, agent_id=None) if after.agent_id in after.hidden_from else after


def _handed_on(world: World, ledger: Ledger, talk: Conversation, waiting: HandOver, by: str) -> Conversation:
    """The hand-over goes on here: since then, and counted as often as it was asked for."""
    own = _live(ledger, talk)
    if cause := _cause(own, waiting, talk, by):
        talk = reach(world, ledger, talk, cause)
    after = _live(ledger, talk)
    assert after
    since, asks = min(after.asked_at, waiting.asked_at), (own.asks if own else 0) + waiting.asks
    answered_at = after.answered_at or (waiting.answered_at if after.state == "joined" else None)
    ledger.put(replace(after, asked_at=since, asks=asks, answered_at=answered_at, priority=talk.priority))
    return talk


def _cause(own: HandOver | None, waiting: HandOver, talk: Conversation, by: str) -> Cause | None:
    """What happens in the earlier because of whoever waits, or is there, in the later."""
    if waiting.state == "callback" and waiting.channel and waiting.address:
        return Cause("call_back", by, "company", back=(waiting.channel, waiting.address))
    if own is None:
        return Cause("asked", by, "company")
    return Cause("taken", by, agent_id=talk.agent_id) if own.state != "joined" and talk.agent_id else None


def _live(ledger: Ledger, talk: Conversation) -> HandOver | None:
    """Its hand-over that is not settled."""
    own = current(ledger, talk)
    return own if own and own.state != "resolved" else None
