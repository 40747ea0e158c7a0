"""Who may come in: people of the company with their roles, and what they come in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType

from warmline.domain.people import AgentId, ContactId, InboxId

AccountId = NewType("AccountId", str)
THE_ONE = "the one"
"""Of what a tenant has one at most."""


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
    skills: tuple[str, ...] = ()
    """What they are trained for; `safety`: people in danger and children."""
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
class IdentityProvider:
    """Whom the company trusts to say who its people are (OpenID Connect)."""

    created_at: datetime
    issuer: str
    """An address, letter by letter as the provider itself writes it."""
    client_id: str
    """Who the company is there."""
    client_secret: str | None = field(default=None, repr=False)
    """None: the company proves itself by PKCE alone."""
    only: bool = False
    """Passwords let in nobody but admins, who keep a way in."""
    id: str = THE_ONE


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as the identity provider has proven it."""

    subject: str
    """A hash of the issuer and of its name for them; nobody else's."""
    email: str | None
    """In lower case; None unless the provider says that it is verified."""


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
    inbox_id: InboxId | None = None
    """Where a customer writes to; None: one of the company."""
    origin: str | None = None
    """The site whose page they are on; None: no other site's."""
    vouched: bool = False
    """The tenant's own server said who it is."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Lets somebody choose a password, once."""

    id: str
    account_id: AccountId
    created_at: datetime
    ends_at: datetime
    digest: str = field(repr=False)
    used_at: datetime | None = None
    recovery: bool = False
    """Asked for by whoever named the address, not by an admin: the second factor stays."""
