"""Somebody asks for a person: from now on one answers."""

from __future__ import annotations

from warmline.care.goes_on import goes_on_in
from warmline.care.reach import Cause, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def hand_over(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, with a person; asking again is counted and answered. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Conversation:
        talk = goes_on_in(ledger, conversation_id)
        after = reach(world, ledger, talk, Cause("asked", by, "button" if by == "contact" else "company"))
        ledger.put(after)
        return after

    return await world.store.write(keep)
