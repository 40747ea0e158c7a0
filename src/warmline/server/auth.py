"""Who asks: API keys, of which only hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Annotated

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param

from warmline.care.audit import note
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.errors import Forbidden, NotFound, Unauthorised
from warmline.domain.keeping import Key, Scope
from warmline.house import House
from warmline.ports import Ledger
from warmline.server.limits import Buckets

_REMEMBERED = 1.0
"""Seconds in which a revoked key may still be taken."""
_MOST = 10_000
_FAILURES = 20
"""Keys that nobody knows that one address may send at once; then one a second."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the one world they see."""

    tenant: str
    key: Key
    world: World

    @property
    def name(self) -> str:
        """As it stands in the audit log."""
        return f"key {self.key.id}"


@dataclass(slots=True)
class Keys:
    """Keys that were checked a moment ago."""

    house: House
    known: dict[str, tuple[float, Caller]] = field(default_factory=dict)
    requests: Buckets = field(init=False)
    """A bucket for each key."""
    failures: Buckets = field(init=False)
    """A bucket for each address that sends keys nobody knows."""

    def __post_init__(self) -> None:
        rate = self.house.settings.rate_limit
        self.requests = Buckets(rate, max(1, math.ceil(2 * rate)))
        self.failures = Buckets(min(rate, 1.0), _FAILURES)

    async def caller(self, given: str, address: str) -> Caller:
        """Whose key it is. Raises Unauthorised, TooManyRequests."""
        try:
            caller = await self._caller(given, address)
        except Unauthorised:
            self.known.pop(given, None)
            self.failures.take(address)
            raise
        self.requests.take((caller.tenant, caller.key.id))
        return caller

    async def _caller(self, given: str, address: str) -> Caller:
        until, caller = self.known.get(given, (0.0, None))
        if caller is not None and until > time.monotonic():
            return caller
        if caller is None:
            self.failures.look(address)
        caller = await self._look_up(given)
        if len(self.known) >= _MOST:
            self.known.clear()
        self.known[given] = (time.monotonic() + _REMEMBERED, caller)
        return caller

    async def _look_up(self, given: str) -> Caller:
        parts = given.split("_", 3)
        if len(parts) != 4 or parts[0] != "wl":
            raise Unauthorised("this is no key of Warmline")
        _, tenant, key_id, secret = parts
        try:
            world = await self.house.world(tenant)
        except NotFound:
            raise Unauthorised("this key is not known") from None
        key = await world.store.read(lambda ledger: ledger.find(Key, key_id))
        if key is None or key.revoked_at or not hmac.compare_digest(key.digest, _digest(secret)):
            raise Unauthorised("this key is not known")
        return Caller(tenant, key, world)


async def issue_key(
    world: World,
    tenant: str,
    name: str,
    scopes: tuple[Scope, ...],
    actor: str = "operator",
    asked: Asked | None = None,
) -> tuple[Key, str | None]:
    """A new key, and what its holder has to send: shown once, never kept, so None when it is asked for again."""
    secret = token_urlsafe(32)
    new = Key(world.clock.new_id(), world.clock.now(), name, _digest(secret), scopes)

    def add(ledger: Ledger) -> Key:
        ledger.add(new)
        note(world, ledger, actor, "key.issued", new.id, scopes=" ".join(scopes))
        return new

    key = await world.store.write(once(world, asked, add))
    return key, f"wl_{tenant}_{key.id}_{secret}" if key.id == new.id else None


def _digest(secret: str) -> str:
    """Secrets are 256 random bits, so that one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Allowed(SecurityBase):
    """A caller whose key has a scope; `admin` has all. Raises Unauthorised, Forbidden.

    One dependency where there were three, one in the other: an eighth of what FastAPI takes for a request.
    """

    model = HTTPBearerModel(description="An API key: `wl_…`")
    scheme_name = "HTTPBearer"

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Caller:
        scheme, given = get_authorization_scheme_param(request.headers.get("authorization"))
        if scheme.lower() != "bearer" or not given:
            raise Unauthorised("send an API key: Authorization: Bearer wl_…")
        keys: Keys = request.app.state.keys
        caller = await keys.caller(given, request.client.host if request.client else "")
        if self.scope not in caller.key.scopes and "admin" not in caller.key.scopes:
            raise Forbidden(f"this key lacks the scope {self.scope!r}")
        return caller


Reads = Annotated[Caller, Security(Allowed("read"))]
Writes = Annotated[Caller, Security(Allowed("write"))]
Privacy = Annotated[Caller, Security(Allowed("privacy"))]
Admin = Annotated[Caller, Security(Allowed("admin"))]
