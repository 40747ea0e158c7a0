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
    conversation_id = ConversationId(world.clock.new_id())
    return await world.store.write(
        once(world, asked, lambda ledger: begin(world, ledger, conversation_id, inbox_id, contact_id, session_id))
    )


def begin(
    world: World, ledger: Ledger, conversation_id: ConversationId, inbox_id: InboxId, contact_id: ContactId,
    session_id: str | None = None,
) -> Conversation:  # fmt: skip
    """The same in a transaction. Raises NotFound."""
    ledger.get(Inbox, inbox_id)
    ledger.get(Contact, contact_id)
    at = world.clock.now()
    talk = Conversation(conversation_id, inbox_id, contact_id, at, at, session_id=session_id)
    ledger.add(talk)
    ledger.add(Recorded(ConversationStarted(inbox_id), at, talk.id, contact_id))
    return talk
