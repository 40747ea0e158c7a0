"""What people who answer keep for each other: notes, tags and replies that are ready."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from warmline.domain.message import ConversationId
from warmline.domain.people import ContactId, InboxId

NoteId = NewType("NoteId", str)
TagId = NewType("TagId", str)
ReplyId = NewType("ReplyId", str)

MOST_NOTE, MOST_REPLY, MOST_NAME = 10_000, 10_000, 30
"""Characters of a note, of a reply that is ready, and of a tag's or such a reply's name."""
MOST_TAGS, MOST_NAMES = 20, 500
"""Tags of one conversation; different ones of a tenant."""


@dataclass(frozen=True, slots=True)
class Note:
    """Words of the company's people about a conversation, for each other; the customer is not shown them."""

    id: NoteId
    conversation_id: ConversationId
    contact_id: ContactId
    by: str
    """Who wrote it: an account's id, or what a program says."""
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tag:
    """A word by which conversations are found; there as long as one has it."""

    id: TagId
    created_at: datetime
    name: str = field(repr=False)
    """In lower case, and nobody else's."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """A conversation has a tag."""

    id: str
    """Of the tag and the conversation, so that there is one of each pair, in the order of conversations."""
    tag_id: TagId
    conversation_id: ConversationId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A reply that is ready, to be looked at before it is sent."""

    id: ReplyId
    created_at: datetime
    name: str
    """By which it is called while one writes."""
    language: str
    text: str = field(repr=False)
    """With what stands in for something in braces."""
    inbox_id: InboxId | None = None
    """Whose people have it; None: everybody."""
