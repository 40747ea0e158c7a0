"""Somebody has read a conversation up to a message."""

from __future__ import annotations

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import Seen
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def see(world: World, conversation_id: ConversationId, who: str, number: int) -> Seen:
    """Up to where somebody has read, an agent by their id, the contact by none; it never goes back.

    Raises NotFound, StoreUnavailable.
    """
    at = world.clock.now()

    def keep(ledger: Ledger) -> Seen:
        talk = ledger.get(Conversation, conversation_id)
        own = f"{talk.id}/{who}"
        before = ledger.find(Seen, own)
        if before and before.number >= number:
            return before
        seen = Seen(own, talk.id, talk.contact_id, who, min(number, talk.messages), at)
        (ledger.put if before else ledger.add)(seen)
        return seen

    return await world.store.write(keep)
