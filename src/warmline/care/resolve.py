"""Nobody has to answer any more."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.reach import Cause, reach
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationResolved, Recorded
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def resolve(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, resolved; asking again changes nothing. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Conversation:
        talk, at = ledger.get(Conversation, conversation_id), world.clock.now()
        if talk.state == "resolved":
            return talk
        talk = rouse(ledger, talk, by, at)
        after = replace(
            reach(world, ledger, talk, Cause("resolved", by)), state="resolved", last_at=at, waiting_since=None
        )
        ledger.put(after)
        ledger.add(Recorded(ConversationResolved(by), at, talk.id, talk.contact_id))
        return after

    return await world.store.write(keep)
