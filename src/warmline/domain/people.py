"""Who takes part: inboxes, agents, contacts and what these consented to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType, get_args

InboxId = NewType("InboxId", str)
ContactId = NewType("ContactId", str)
AgentId = NewType("AgentId", str)

ChannelKind = Literal["api", "chat", "email", "voice"]
Identity = Literal["anyone", "signed"]
"""Who may write from a page: anyone, or only whom the tenant's own server vouches for."""
CHANNELS: tuple[ChannelKind, ...] = get_args(ChannelKind)


class Purpose(StrEnum):
    """What a contact may consent to, each apart."""

    ANSWER = "answer"
    REMEMBER = "remember"
    PERSONALISE = "personalise"
    PROACTIVE = "proactive"
    RESEARCH = "research"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Inbox:
    """One channel in."""

    id: InboxId
    created_at: datetime
    name: str
    channel: ChannelKind = "api"
    origins: tuple[str, ...] = ()
    """Sites whose pages may write to it, as `https://shop.example`; besides, pages of this service."""
    identity: Identity = "anyone"


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who answers."""

    id: AgentId
    created_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer, as far as known."""

    id: ContactId
    created_at: datetime
    external_id: str | None = None
    """The tenant's own number for them."""
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    read: bool = True
    """False once they asked not to be read: nothing is inferred about them."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer of a contact about one purpose; the newest counts."""

    id: str
    contact_id: ContactId
    purpose: Purpose
    given: bool
    at: datetime
    source: str
    """Where they said so."""
    wording: str
    """Version of the words they were shown."""
    locale: str
    proof: str | None = None
