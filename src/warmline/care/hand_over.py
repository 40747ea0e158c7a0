"""From now on a person answers."""

from __future__ import annotations

from warmline.care.move import move
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import HandedOver
from warmline.domain.message import ConversationId


async def hand_over(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, with a person; asking again changes nothing. Raises NotFound, StoreUnavailable."""
    return await move(world, conversation_id, "with_person", HandedOver(by))
