"""Nobody has to answer any more."""

from __future__ import annotations

from warmline.care.move import move
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationResolved
from warmline.domain.message import ConversationId


async def resolve(world: World, conversation_id: ConversationId, by: str) -> Conversation:
    """The conversation, resolved; asking again changes nothing. Raises NotFound, StoreUnavailable."""
    return await move(world, conversation_id, "resolved", ConversationResolved(by))
