"""A turn of a conversation, as it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from warmline.domain.people import ContactId

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
CleanText = NewType("CleanText", str)
"""Pseudonymised text. Only `warmline.logic.privacy.redact` makes it."""

MAX_TURN = 100_000
"""Code points in one turn; longer text is refused, never cut."""


class Role(StrEnum):
    """Who wrote a turn."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; offsets in readings are Unicode code points in `text`."""

    text: str
    id: str = ""
    conversation_id: str = ""
    role: Role = Role.CUSTOMER
    at: datetime | None = None
    language: str = ""
    """ISO 639-1 when the sender said so; empty means: find out."""


@dataclass(frozen=True, slots=True)
class Token:
    """What stands in the clean text for `text[start:end]`."""

    start: int
    end: int
    token: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is kept: the raw words have their one home here."""

    id: MessageId
    conversation_id: ConversationId
    contact_id: ContactId
    number: int
    """1 for the conversation's first."""
    role: Role
    at: datetime
    """When it was accepted, by this system's clock."""
    text: str = field(repr=False)
    clean: CleanText = field(repr=False)
    """What may leave this system."""
    tokens: tuple[Token, ...] = field(default=(), repr=False)
    """Where the clean text stands for something in the raw one."""
    client_id: str | None = None
    """The sender's own id of it: the same id again is the same message."""
    author: str | None = None
    """The agent, when a person of the company wrote it."""
    language: str = ""
