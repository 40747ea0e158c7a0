"""A person is brought in: who asked, who came and when, when an inbox is open, and what people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from warmline.domain.message import ConversationId, MessageId
from warmline.domain.people import AgentId, ContactId, InboxId
from warmline.domain.policy import Phrase

HandOverState = Literal["none", "queued", "callback", "joined", "resolved"]
"""Nobody was asked for; somebody comes; somebody calls or mails back; somebody is there; it is settled."""
Happening = Literal["asked", "call_back", "taken", "wrote", "left", "resolved", "reopened"]
"""A person is asked for, or a call-back; somebody takes it, writes, gives it back; it is resolved; written to again."""
Way = Literal["button", "turn", "phrase", "rating", "company", "wrote"]
"""How a person came to be asked for: by the button, because of what a message is read as, by a published phrase, by a
rating, by the company, or one simply wrote. Why a message brought one in is an inference and stands in its decision."""
CallBackChannel = Literal["phone", "email"]
Section = Literal["facts", "tried", "open", "feeling"]
Author = Literal["warmline", "customer", "agent"]


@dataclass(frozen=True, slots=True)
class HandOver:
    """One hand-over of a conversation to a person."""

    id: str
    conversation_id: ConversationId
    contact_id: ContactId
    inbox_id: InboxId
    state: HandOverState
    way: Way
    asked_at: datetime
    priority: int = 0
    """The conversation's, by which it is queued."""
    asks: int = 1
    message_id: MessageId | None = None
    """The message it came of."""
    told_at: datetime | None = None
    told: str = ""
    """What the customer was told last, as a name."""
    joined_at: datetime | None = None
    """When somebody took it or wrote."""
    agent_id: AgentId | None = None
    answered_at: datetime | None = None
    """The first message of a person."""
    channel: CallBackChannel | None = None
    address: str | None = field(default=None, repr=False)
    callback_at: datetime | None = None
    """When a call-back was asked for."""
    resolved_at: datetime | None = None
    seen_at: datetime | None = None
    """When the customer first saw what the person is told."""


@dataclass(frozen=True, slots=True)
class PassportEntry:
    """One thing the person is told, which the customer may edit or strike."""

    id: str
    hand_over_id: str
    conversation_id: ConversationId
    contact_id: ContactId
    section: Section
    by: Author
    at: datetime
    text: str = field(default="", repr=False)
    """Empty for a feeling: that is the reading of its message as it holds now, or gone with it."""
    message_id: MessageId | None = None
    edited_by: str | None = None
    edited_at: datetime | None = None
    struck_by: str | None = None
    struck_at: datetime | None = None


Spans = tuple[tuple[str, str], ...]
"""From and to, as 09:00; what ends at or before its beginning ends the next day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When people answer an inbox."""

    inbox_id: InboxId
    time_zone: str
    week: tuple[Spans, ...]
    """Monday first; seven."""
    holidays: tuple[str, ...] = ()
    """Days on which nothing begins, as 2026-12-25."""
    country: str | None = None
    """ISO 3166-1, of customers of whom nothing else tells it."""


@dataclass(frozen=True, slots=True)
class TellingWords:
    """What customers are told in one language, and the words by which their own are sorted for the person."""

    told: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    moment: str
    feelings: Mapping[str, str]
    products: tuple[str, ...]
    tried: tuple[str, ...]
    asks: Mapping[str, tuple[str, ...]]
    """Words of a question for a kind of fact."""


@dataclass(frozen=True, slots=True)
class CrisisLines:
    """Whom to call in one country."""

    reviewed: bool
    emergency: str
    crisis: tuple[str, ...]
    safety: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOverPolicy:
    """How people are brought in."""

    words: Mapping[str, TellingWords]
    """By language."""
    crisis: Mapping[str, CrisisLines]
    """By country."""
    delicate: tuple[Phrase, ...]
    """Signs of a vulnerability: what holds one is quoted to nobody."""
    same: timedelta
    """For which the same is not told again."""
    target: timedelta
    """Within which a person should be there."""
    rating: int
    """Highest rating that says that an answer did not help."""
    alike: float
    """How alike, of 100, a question is to an earlier one that it repeats."""
