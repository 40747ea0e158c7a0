"""What screens hold while they are open: rows of conversations, and what changes them; ids, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from warmline.domain.conversation import State
from warmline.domain.desk import TagId
from warmline.domain.events import Recorded
from warmline.domain.message import ConversationId
from warmline.domain.people import AgentId, ContactId, InboxId


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation as far as a list of them shows it."""

    id: ConversationId
    inbox_id: InboxId
    contact_id: ContactId
    state: State
    priority: int
    agent_id: AgentId | None
    guarded: bool
    messages: int
    started_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    tags: tuple[TagId, ...] = ()
    snoozed: bool = False
    snoozed_until: datetime | None = None
    merged_into: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that a screen holds, as of an event."""

    cursor: int = 0
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What changes a view: what happened up to the cursor, and the rows it happened to as they are then."""

    cursor: int
    rows: tuple[Row, ...] = ()
    gone: tuple[ConversationId, ...] = ()
    """Rows that are not to be seen any more."""
    events: tuple[Recorded, ...] = ()
    ids: tuple[ConversationId, ...] | None = None
    """All that is to be seen, where the screen was away; None: what it has stays."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that is told to who looks just now, and kept nowhere."""

    kind: Literal["typing", "viewing", "seen", "look"]
    """`look`: who may see the conversation has changed."""
    conversation_id: ConversationId
    who: str = ""
    """An agent's id; empty: the contact."""
    number: int = 0
    """Of the message that was seen."""
