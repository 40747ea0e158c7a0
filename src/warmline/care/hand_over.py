"""From now on a person answers."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound
from warmline.domain.events import HandedOver, Recorded
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def hand_over(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, with a person; asking again changes nothing. Raises NotFound, StoreUnavailable."""
    at = world.clock.now()

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.find(Conversation, conversation_id)
        if talk is None:
            raise NotFound("no such conversation")
        if talk.state == "with_person":
            return talk
        handed = replace(talk, state="with_person", last_at=at)
        ledger.put(handed)
        ledger.add(Recorded(HandedOver(by), at, talk.id, talk.contact_id))
        return handed

    return await world.store.write(keep)
