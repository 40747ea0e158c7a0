"""Who may come in: people of the company with their roles, and what they come in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType

from warmline.domain.people import AgentId, ContactId, InboxId

AccountId = NewType("AccountId", str)


Role = Literal["customer", "agent", "lead", "trainer", "designer", "privacy", "ethics", "admin", "integration"]
"""What somebody is to a tenant."""
StaffRole = Literal["agent", "lead", "trainer", "designer", "privacy", "ethics", "admin"]
Right = Literal["vulnerability"]
"""What no role brings by itself: to see signs of illness, hardship and the like."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the company who signs in."""

    id: AccountId
    """An agent's too, where they answer."""
    created_at: datetime
    email: str
    """As they type it, in lower case; nobody else's."""
    name: str
    roles: tuple[StaffRole, ...] = ()
    inboxes: tuple[InboxId, ...] = ()
    """Whose conversations they answer or lead."""
    rights: tuple[Right, ...] = ()
    password: str | None = field(default=None, repr=False)
    """Argon2id's hash; None: they cannot sign in with one."""
    totp: str | None = field(default=None, repr=False)
    """The second factor's secret; None: there is none."""
    totp_step: int = 0
    """The last step of it that was used: none counts twice."""
    subject: str | None = None
    """Who they are to the company's identity provider."""
    closed_at: datetime | None = None

    @property
    def agent_id(self) -> AgentId:
        """They as the one who answers."""
        return AgentId(self.id)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in on one device: one of the company, or a customer."""

    id: str
    created_at: datetime
    ends_at: datetime
    digest: str = field(repr=False)
    account_id: AccountId | None = None
    contact_id: ContactId | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Lets somebody choose a password, once."""

    id: str
    account_id: AccountId
    created_at: datetime
    ends_at: datetime
    digest: str = field(repr=False)
    used_at: datetime | None = None
