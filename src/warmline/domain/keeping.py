"""What is kept beside the conversation itself: inferences with their own lives, and the traces of care."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from warmline.domain.conversation import Course
from warmline.domain.decision import Decision
from warmline.domain.emotion import Reading
from warmline.domain.message import ConversationId, MessageId
from warmline.domain.people import ContactId

Forgotten = Literal["feelings", "everything", "reading", "vulnerability"]
"""`reading`: the feelings, and that they are read at all; `vulnerability`: signs of illness or hardship alone."""
Topic = Literal["respond", "retry", "seal", "mail"]
Scope = Literal["read", "write", "privacy", "vulnerability", "admin"]


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading beside its message; its spans hold no words, these stay with the message."""

    message_id: MessageId
    conversation_id: ConversationId
    contact_id: ContactId
    at: datetime
    reading: Reading


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What was done with a turn, and why."""

    message_id: MessageId
    conversation_id: ConversationId
    contact_id: ContactId
    at: datetime
    decision: Decision


@dataclass(frozen=True, slots=True)
class KeptCourse:
    """How far a conversation was followed and what is remembered of it, without words."""

    conversation_id: ConversationId
    contact_id: ContactId
    at: datetime
    number: int
    """The message it was followed to."""
    course: Course


@dataclass(frozen=True, slots=True)
class Correction:
    """How it really was, said by the one who knows or by an agent."""

    id: str
    message_id: MessageId
    conversation_id: ConversationId
    contact_id: ContactId
    by: Literal["contact", "agent"]
    at: datetime
    emotion: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The correction that holds, as it is shown beside a reading."""

    emotion: str
    by: Literal["contact", "agent"]
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownReading(Reading):
    """A reading as it is shown."""

    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which message somebody has read a conversation."""

    id: str
    conversation_id: ConversationId
    contact_id: ContactId
    who: str
    """An agent's id; empty: the contact."""
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """A customer's mark of a conversation, 1 to 5."""

    conversation_id: ConversationId
    contact_id: ContactId
    at: datetime
    csat: int
    comment: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Errand:
    """Something still to be done because of what was kept; gone once it is done."""

    topic: Topic
    subject: str
    """The id of what it is about."""
    due: datetime
    contact_id: ContactId | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """Who alone does something, and until when."""

    name: str
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody asked to be forgotten: kept, so that it is done again after an old backup comes back."""

    id: str
    contact_id: ContactId
    what: Forgotten
    at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made, so that it may be sent again; nothing of what it said."""

    id: str
    digest: str
    kind: str
    made_id: str
    at: datetime
    contact_id: ContactId | None = None
    """Whom it is about, if what was made goes with them."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did or saw what; each entry's hash holds the one before."""

    at: datetime
    actor: str
    action: str
    object: str
    detail: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    hash: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Secret:
    """What proves that something was made here; known to the store alone."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, of which only the hash is known here."""

    id: str
    created_at: datetime
    name: str
    digest: str = field(repr=False)
    scopes: tuple[Scope, ...] = ()
    revoked_at: datetime | None = None
