"""Somebody sent a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from warmline.care.goes_on import goes_on_in
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.attachment import MOST_FILE, Attachment, AttachmentId
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, NotFound, TextTooLong, UnreadableInput
from warmline.domain.message import ConversationId, Role
from warmline.domain.people import Agent
from warmline.logic.attachments.name import clean_name
from warmline.ports import Ledger


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it comes in."""

    conversation_id: ConversationId
    name: str = field(repr=False)
    """As its sender calls it."""
    media_type: str
    """As its bytes show it."""
    content: bytes = field(repr=False)
    role: Role = Role.CUSTOMER
    author: str | None = None


async def attach(world: World, sent: Sent, asked: Asked | None = None) -> Attachment:
    """The attachment as it is kept; its bytes are on disk before anybody can find it.

    A crash between the two leaves bytes that nobody can find; `sweep` deletes them. Raises NotFound, TextTooLong,
    UnreadableInput for an empty file, Conflict, StoreUnavailable.
    """
    if not 0 < len(sent.content) <= MOST_FILE:
        raise TextTooLong(len(sent.content), MOST_FILE) if sent.content else UnreadableInput("body", "it is empty")
    talk = await world.store.read(lambda ledger: goes_on_in(ledger, sent.conversation_id))
    new = await world.aside(lambda: _written(world, sent, talk))

    def add(ledger: Ledger) -> Attachment:
        ledger.get(Conversation, talk.id)  # whoever was forgotten meanwhile stays so
        if new.author is not None:
            ledger.get(Agent, new.author)
        ledger.add(new)
        return new

    try:
        kept = await world.store.write(once(world, asked, add))
    except (NotFound, Conflict):
        await world.aside(lambda: world.files.drop(new.contact_id, new.id))
        raise
    if kept.id != new.id:  # it came again
        await world.aside(lambda: world.files.drop(new.contact_id, new.id))
    return kept


def _written(world: World, sent: Sent, talk: Conversation) -> Attachment:
    new = Attachment(
        AttachmentId(world.clock.new_id()), talk.id, talk.contact_id, world.clock.now(), clean_name(sent.name),
        sent.media_type, len(sent.content), sha256(sent.content).hexdigest(), sent.role, sent.author,
    )  # fmt: skip
    world.files.add(new.contact_id, new.id, sent.content)
    return new
