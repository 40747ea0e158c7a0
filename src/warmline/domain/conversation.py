"""A conversation as a whole, and what is remembered of it while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from warmline.domain.desk import TagId
from warmline.domain.emotion import Mood, Peak, Reading, Trend
from warmline.domain.message import ConversationId, Role, Turn
from warmline.domain.people import AgentId, ContactId, InboxId

State = Literal["open", "with_person", "resolved"]
"""Who has the next word: the machine may answer, a person answers, nobody has to."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One contact's matter in one inbox; how it came to its state stands in its events."""

    id: ConversationId
    inbox_id: InboxId
    contact_id: ContactId
    started_at: datetime
    last_at: datetime
    state: State = "open"
    priority: int = 0
    """0 to 3; only ever raised by an inference."""
    messages: int = 0
    agent_id: AgentId | None = None
    """Who answers it; None: whoever of the inbox is free."""
    guarded: bool = False
    """Nothing goes to any other address or device; why is not said."""
    hidden_from: tuple[AgentId, ...] = ()
    """Agents whom the contact named: they are not shown it."""
    waiting_since: datetime | None = None
    """The contact's first word that nobody has answered; None: nobody waits."""
    session_id: str | None = None
    """The contact's own device it goes on at; None: it does not come from a page."""
    tags: tuple[TagId, ...] = ()
    snoozed: bool = False
    """It is out of the way until something happens, which its events tell."""
    snoozed_until: datetime | None = None
    """When it comes back by itself; None: it is not snoozed, or until the customer writes."""
    merged_into: ConversationId | None = None
    """Where it goes on; None: here."""
    first_inbox_id: InboxId | None = None
    """Where the contact writes to, once people of another inbox answer; None: to this one."""

    @property
    def entrance(self) -> InboxId:
        """The inbox that the contact writes to."""
        return self.first_inbox_id or self.inbox_id


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 80 % interval."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class ConversationReading:
    """One conversation's line: how it went, and how it may be rated (1 to 5)."""

    conversation_id: str
    turns: int
    negative: bool
    negative_p: float
    peak: Peak
    end: float
    trend: Trend
    satisfaction: Interval
    unanswered: int
    repeats: int
    kind: Literal["conversation"] = "conversation"


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn that has been listened to; only customers' turns have a reading."""

    turn: Turn
    reading: Reading | None
    beside: Reading | None = None
    """What another reader makes of the same turn, where two are compared."""


class Course(NamedTuple):
    """What is remembered of a conversation while it goes on; bounded, however long it gets."""

    language: str = ""
    mood: Mood | None = None
    said: tuple[str, ...] = ()
    """The customer's last turns, as words, to notice a question asked again."""
    asked: bool = False
    """The customer's last turn was a question that nobody has answered yet."""
    at: datetime | None = None
    spoke: Role | None = None
    unanswered: int = 0
    repeats: int = 0
    waits: int = 0
    late: bool = False
    """The customer waited long for the last answer, which the mood does not show yet."""
    total: float = 0.0
    """The turns' valence added up, before what was asked again or left unanswered darkens it."""
    end: float = 0.0
    steady: int = 0
    worst: tuple[float, ...] = ()
    """The two largest shares of negative feeling."""
