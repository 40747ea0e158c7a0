"""A conversation comes to another state."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.world import World
from warmline.domain.conversation import Conversation, State
from warmline.domain.events import Event, Recorded
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def move(world: World, conversation_id: ConversationId, state: State, event: Event) -> Conversation:
    """The conversation in its state; moving it there again changes nothing. Raises NotFound, StoreUnavailable."""
    at = world.clock.now()

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.get(Conversation, conversation_id)
        if talk.state == state:
            return talk
        moved = replace(talk, state=state, last_at=at)
        ledger.put(moved)
        ledger.add(Recorded(event, at, talk.id, talk.contact_id))
        return moved

    return await world.store.write(keep)
