"""A contact's matter begins."""

from __future__ import annotations

from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationStarted, Recorded
from warmline.domain.message import ConversationId
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.ports import Ledger


async def start(
    world: World, inbox_id: InboxId, contact_id: ContactId, asked: Asked | None = None, session_id: str | None = None
) -> Conversation:
    """A new conversation, of a device where it begins on a page.

    Raises NotFound where there is no such inbox or contact, StoreUnavailable.
    """
    conversation_id, at = ConversationId(world.clock.new_id()), world.clock.now()

    def keep(ledger: Ledger) -> Conversation:
        ledger.get(Inbox, inbox_id)
        ledger.get(Contact, contact_id)
        talk = Conversation(conversation_id, inbox_id, contact_id, at, at, session_id=session_id)
        ledger.add(talk)
        ledger.add(Recorded(ConversationStarted(inbox_id), at, talk.id, contact_id))
        return talk

    return await world.store.write(once(world, asked, keep))
