"""A customer says how it was."""

from __future__ import annotations

from warmline.care.once import Asked, once
from warmline.care.reach import Cause, reach
from warmline.care.unhelped import unhelped
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import UnreadableInput
from warmline.domain.events import ConversationRated, Recorded
from warmline.domain.keeping import Rating
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def rate(
    world: World, conversation_id: ConversationId, csat: int, comment: str | None = None, asked: Asked | None = None
) -> Rating:
    """The rating as it is kept; a later one replaces it. A low one may be the last straw that brings in a person.

    Raises NotFound, UnreadableInput, StoreUnavailable.
    """
    if not 1 <= csat <= 5:
        raise UnreadableInput("csat", f"{csat} is not from 1 to 5")
    at = world.clock.now()

    def keep(ledger: Ledger) -> Rating:
        talk = ledger.get(Conversation, conversation_id)
        rating = Rating(talk.id, talk.contact_id, at, csat, comment)
        (ledger.put if ledger.find(Rating, talk.id) else ledger.add)(rating)
        ledger.add(Recorded(ConversationRated(csat), at, talk.id, talk.contact_id))
        low = csat <= world.hand_overs.rating and talk.state == "open"
        if low and unhelped(world, ledger, talk) >= world.routing.unhelpful:
            ledger.put(reach(world, ledger, talk, Cause("asked", way="rating")))
        return rating

    return await world.store.write(once(world, asked, keep))
