"""Nobody has to answer any more."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound
from warmline.domain.events import ConversationResolved, Recorded
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def resolve(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, resolved; asking again changes nothing. Raises NotFound, StoreUnavailable."""
    at = world.clock.now()

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.find(Conversation, conversation_id)
        if talk is None:
            raise NotFound("no such conversation")
        if talk.state == "resolved":
            return talk
        resolved = replace(talk, state="resolved", last_at=at)
        ledger.put(resolved)
        ledger.add(Recorded(ConversationResolved(by), at, talk.id, talk.contact_id))
        return resolved

    return await world.store.write(keep)
