"""Other software that is told what happens, and how far it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from warmline.domain.message import ConversationId
from warmline.domain.people import ContactId

EndpointId = NewType("EndpointId", str)
LaneId = NewType("LaneId", str)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events are sent."""

    id: EndpointId
    created_at: datetime
    url: str = field(repr=False)
    kinds: tuple[str, ...]
    """Kinds of events it wants; none: all."""
    secrets: tuple[str, ...] = field(repr=False)
    """Each signs; the newest first."""
    told: int
    """Every event up to this position was sent, or waits in a lane."""
    ok_at: datetime | None = None
    """When it last took an event."""
    stopped_at: datetime | None = None
    stopped_why: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Events of one conversation, or of one contact apart from these, that wait because one was not taken."""

    id: LaneId
    endpoint_id: EndpointId
    contact_id: ContactId | None
    conversation_id: ConversationId | None
    told: int
    """Position of the last event that was taken, or that came before the first."""
    since: datetime
    """When the event that blocks it was first sent."""
    due: datetime
    """When it is sent again."""
    failures: int = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to send an event, and what came of it."""

    at: datetime
    endpoint_id: EndpointId
    event: int
    """Its position."""
    kind: str
    contact_id: ContactId | None
    conversation_id: ConversationId | None
    attempt: int
    status: int | None
    """Of the answer; None: there was none."""
    why: str
    """Why it was not taken; empty: it was."""
    milliseconds: int
    position: int = 0
