"""How often in a row the machine's answers did not help."""

from __future__ import annotations

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import Rating
from warmline.domain.message import Message
from warmline.logic.hand_over.unhelpful import unhelpful_in_a_row
from warmline.ports import Ledger

_LAST = 40
"""Messages that are looked at."""


def unhelped(world: World, ledger: Ledger, talk: Conversation) -> int:
    """Of the conversation's last answers; asked for only where the contact is read or rates."""
    rating = ledger.find(Rating, talk.id)
    low_at = rating.at if rating and rating.csat <= world.hand_overs.rating else None
    last = ledger.list(Message, conversation_id=talk.id, newest=True, limit=_LAST)
    return unhelpful_in_a_row(last[::-1], low_at, world.hand_overs.alike)
