"""Who asks: API keys, of which only hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Annotated, TypeVar

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.requests import HTTPConnection
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param

from warmline.care.audit import note
from warmline.care.fence import fenced
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.account import Account, Role, Session
from warmline.domain.emotion import Reading
from warmline.domain.errors import Forbidden, NotFound, Unauthorised
from warmline.domain.keeping import Key, Scope
from warmline.domain.message import Role as Voice
from warmline.domain.people import ContactId, Inbox
from warmline.house import House
from warmline.logic.access.lasting import is_over
from warmline.logic.access.permissions import PERMISSIONS, reach_of
from warmline.logic.access.sight import Reach, Sight
from warmline.logic.consent.vulnerable import without_vulnerability
from warmline.ports import Ledger
from warmline.server.limits import Buckets

R = TypeVar("R", bound=Reading)
_REMEMBERED = 1.0
"""Seconds in which a revoked key may still be taken."""
_MOST = 10_000
COOKIE = "__Host-warmline"
"""Of who signed in; a browser takes it only over https or from this machine."""
_FAILURES = 20
"""Keys that nobody knows that one address may send at once; then one a second."""
_VISITS = 60
"""Visitors that may come from one address at once (a company's may be many people's); then one a second."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who asks, as far as what they sent tells."""

    tenant: str
    world: World
    name: str = ""
    """As it stands in the audit log."""
    roles: tuple[Role, ...] = ()
    scopes: tuple[Scope, ...] = ()
    session: Session | None = None
    account: Account | None = None
    contact_id: ContactId | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the one world they see: what they may not see is not there."""

    known: Known
    world: World
    sight: Sight

    @property
    def tenant(self) -> str:
        """Whose world it is."""
        return self.known.tenant

    @property
    def name(self) -> str:
        """As it stands in the audit log."""
        return self.known.name

    @property
    def account(self) -> Account | None:
        """A person of the company's."""
        return self.known.account

    def by(self, given: str) -> str:
        """Who does it: a program may say for whom, people are who they are."""
        return given if self.known.scopes else self.account.id if self.account else "contact"

    @property
    def voice_id(self) -> str:
        """The agent they are; empty: the contact, or a program."""
        return self.account.id if self.account else ""

    @property
    def session_id(self) -> str | None:
        """A customer's device."""
        return self.known.session.id if self.known.session and self.known.contact_id else None

    def _sees_vulnerability(self) -> bool:
        """Whether signs of illness or hardship are shown to them: to a contact their own, else by a right alone."""
        if self.account:
            return "vulnerability" in self.account.rights
        return self.known.contact_id is not None or bool({"vulnerability", "admin"} & set(self.known.scopes))

    def shown(self, reading: R) -> R:
        """The reading as far as they may see it."""
        return reading if self._sees_vulnerability() else without_vulnerability(reading)

    @property
    def leads(self) -> bool:
        """Whether they answer for what others do: a lead, or a program."""
        return "lead" in self.known.roles or bool(self.known.scopes)

    def voice(self, role: Voice, author: str | None) -> tuple[Voice, str | None]:
        """As whom they write: a program may say for whom it speaks, people speak for themselves."""
        if self.known.scopes:
            return role, author
        return (Voice.AGENT, self.account.id) if self.account else (Voice.CUSTOMER, None)


@dataclass(slots=True)
class Keys:
    """Keys and sessions that were checked a moment ago."""

    house: House
    known: dict[str, tuple[float, Known]] = field(default_factory=dict)
    requests: Buckets = field(init=False)
    """A bucket for each."""
    failures: Buckets = field(init=False)
    """A bucket for each address that sends what nobody knows."""
    when_changed: Callable[[str | None], None] = lambda _session_id: None
    """Is told when rights change: of whose session, None: anybody's."""
    visits: Buckets = field(init=False)
    """A bucket for each address that comes in by a page."""

    def __post_init__(self) -> None:
        rate = self.house.settings.rate_limit
        self.requests = Buckets(rate, max(1, math.ceil(2 * rate)))
        self.failures = Buckets(min(rate, 1.0), _FAILURES)
        self.visits = Buckets(min(rate, 1.0), _VISITS)

    async def caller(self, given: str, address: str) -> Known:
        """Whose key or session it is. Raises Unauthorised, TooManyRequests."""
        try:
            known = await self._caller(given, address)
        except Unauthorised:
            self.known.pop(given, None)
            self.failures.take(address)
            raise
        self.requests.take((known.tenant, known.name))
        return known

    def forget(self, session_id: str | None = None) -> None:
        """Rights have changed, of one session or of anybody: they are looked up again, also who looks just now."""
        self.known.clear()
        self.when_changed(session_id)

    async def _caller(self, given: str, address: str) -> Known:
        until, known = self.known.get(given, (0.0, None))
        if known is not None and until > time.monotonic():
            return known
        if known is None:
            self.failures.look(address)
        known = await self.look_up(given)
        if len(self.known) >= _MOST:
            self.known.clear()
        self.known[given] = (time.monotonic() + _REMEMBERED, known)
        return known

    async def look_up(self, given: str) -> Known:
        """Whose key or session it is, as it is kept just now. Raises Unauthorised."""
        parts = given.split("_", 3)
        if len(parts) != 4 or parts[0] not in ("wl", "ws"):
            raise Unauthorised("this is no key of Warmline")
        kind, tenant, own, secret = parts
        try:
            world = await self.house.world(tenant)
        except NotFound:
            raise Unauthorised("this key is not known") from None
        find = _of_key if kind == "wl" else _of_session
        found = await world.store.read(lambda ledger: find(ledger, own, digest_of(secret), Known(tenant, world)))
        if found is None:
            raise Unauthorised("this key is not known")
        return found


def _of_key(ledger: Ledger, own: str, digest: str, nobody: Known) -> Known | None:
    key = ledger.find(Key, own)
    if key is None or key.revoked_at or not hmac.compare_digest(key.digest, digest):
        return None
    return replace(nobody, name=f"key {key.id}", roles=("integration",), scopes=key.scopes)


def _of_session(ledger: Ledger, own: str, digest: str, nobody: Known) -> Known | None:
    session = ledger.find(Session, own)
    if session is None or not hmac.compare_digest(session.digest, digest):
        return None
    inbox = ledger.find(Inbox, session.inbox_id) if session.inbox_id else None
    if is_over(session, inbox, nobody.world.clock.now()):
        return None
    if session.account_id is None:
        who = f"contact {session.contact_id}"
        return replace(nobody, name=who, roles=("customer",), session=session, contact_id=session.contact_id)
    account = ledger.find(Account, session.account_id)
    if account is None or account.closed_at:
        return None
    return replace(nobody, name=f"account {account.id}", roles=account.roles, session=session, account=account)


async def issue_key(
    world: World,
    tenant: str,
    name: str,
    scopes: tuple[Scope, ...],
    actor: str = "operator",
    asked: Asked | None = None,
) -> tuple[Key, str | None]:
    """A new key, and what its holder has to send: shown once, never kept, so None when it is asked for again."""
    own, secret, digest = new_secret(world)
    new = Key(own, world.clock.now(), name, digest, scopes)

    def add(ledger: Ledger) -> Key:
        ledger.add(new)
        note(world, ledger, actor, "key.issued", new.id, scopes=" ".join(scopes))
        return new

    key = await world.store.write(once(world, asked, add))
    return key, f"wl_{tenant}_{key.id}_{secret}" if key.id == new.id else None


def new_secret(world: World) -> tuple[str, str, str]:
    """An id, what only its holder knows, and what is kept of that."""
    secret = token_urlsafe(32)
    return world.clock.new_id(), secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """Secrets are 256 random bits, so that one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Allowed(SecurityBase):
    """A caller who may do what the route is named for, by the one table. Raises Unauthorised, Forbidden.

    One dependency where there were three, one in the other: an eighth of what FastAPI takes for a request.
    """

    model = HTTPBearerModel(description="An API key, `wl_…`, or the cookie of who signed in")
    scheme_name = "HTTPBearer"

    async def __call__(self, request: Request) -> Caller:
        return await self.of(request, _given(request), request.scope["route"].name)

    @staticmethod
    async def of(asked: HTTPConnection, given: str, operation: str) -> Caller:
        """The caller whose key or session it is, for an operation."""
        keys: Keys = asked.app.state.keys
        known = await keys.caller(given, address_of(asked))
        reach = reach_of(operation, known.roles, known.scopes)
        if reach is None:
            raise Forbidden(_why_not(known, operation))
        _check_site(asked, known.session)
        sight = _sight(reach, known)
        return Caller(known, fenced(known.world, sight), sight)


def _sight(reach: Reach, known: Known) -> Sight:
    """How far they see."""
    account, session = known.account, known.session
    if account:
        return Sight(reach, account.agent_id, account.inboxes, skills=account.skills)
    if session and session.inbox_id:
        return Sight(reach, None, (session.inbox_id,), known.contact_id, session.id)
    return Sight(reach)


def _check_site(request: HTTPConnection, session: Session | None) -> None:
    """Raises Forbidden where a customer's session is used by a page of another site than it was begun on."""
    origin = request.headers.get("origin")
    if origin and session and session.contact_id and origin != session.origin and not from_own_site(request):
        raise Forbidden("this request comes from another site")


def _given(request: Request) -> str:
    """What they sent. Raises Unauthorised, and Forbidden for a cookie that came with another site's request."""
    scheme, given = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() == "bearer" and given:
        return given
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise Unauthorised("send an API key, Authorization: Bearer wl_…, or sign in")
    if request.method not in ("GET", "HEAD") and not from_own_site(request):
        raise Forbidden("this request comes from another site")
    return cookie


def from_own_site(request: HTTPConnection) -> bool:
    """Whether a browser says that a page of this very service asks; one that says nothing is none."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "")
    return site == "same-origin" if site else origin.partition("://")[2] == request.headers.get("host", "-")


def not_from_elsewhere(request: Request) -> None:
    """Raises Forbidden for another site's page."""
    if "origin" in request.headers and not from_own_site(request):
        raise Forbidden("this request comes from another site")


def address_of(request: HTTPConnection) -> str:
    """Where it comes from, as far as uvicorn believes it."""
    return request.client.host if request.client else ""


def _why_not(known: Known, operation: str) -> str:
    scope = PERMISSIONS[operation].scope if operation in PERMISSIONS else None
    if known.scopes and scope:
        return f"this key lacks the scope {scope!r}"
    return f"not for: {', '.join(known.roles) or 'nobody'}"


Who = Annotated[Caller, Security(Allowed())]
