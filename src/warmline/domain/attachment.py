"""A file that came with a conversation: what is known of it; its bytes are kept apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from warmline.domain.message import ConversationId, Role
from warmline.domain.people import ContactId

AttachmentId = NewType("AttachmentId", str)
MOST_FILE = 10_000_000
"""Bytes of one file; longer ones are refused, never cut."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is kept."""

    id: AttachmentId
    conversation_id: ConversationId
    contact_id: ContactId
    at: datetime
    name: str = field(repr=False)
    """A plain file name, whatever was sent."""
    media_type: str
    """As its bytes show it, whatever was said."""
    bytes: int
    sha256: str = field(repr=False)
    role: Role = Role.CUSTOMER
    author: str | None = None
    """The agent, when a person of the company sent it."""
