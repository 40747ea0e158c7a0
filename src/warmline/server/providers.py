"""Identity providers as they are asked: what they say of themselves is remembered for an hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc.jwk import Key

from warmline.care.world import World
from warmline.domain.account import Identity, IdentityProvider
from warmline.domain.errors import ProviderUnavailable, Unauthorised
from warmline.logic.access.openid import (
    Begun,
    Description,
    believe,
    description_url,
    kid_of,
    proof,
    read_description,
    read_keys,
    read_token,
    refusal,
)
from warmline.ports import Fetched, Outbound

_REMEMBERED, _ANEW = 3600, 60
"""Seconds for which it is remembered, and after which an unknown key is looked for again."""
_MOST = 1000
_JSON = {"accept": "application/json", "accept-encoding": "identity"}
_FORM = {**_JSON, "content-type": "application/x-www-form-urlencoded"}
Known = tuple[float, Any]


@dataclass(slots=True)
class Providers:
    """What is known of them, by their addresses."""

    now: Callable[[], float] = time.monotonic
    _descriptions: dict[str, Known] = field(default_factory=dict)
    _keys: dict[str, Known] = field(default_factory=dict)

    async def describe(self, outbound: Outbound, issuer: str, *, anew: bool = False) -> Description:
        """What the provider says of itself. Raises ProviderUnavailable."""
        at, found = self._descriptions.get(issuer, (0.0, None))
        if found is None or anew or self.now() - at > _REMEMBERED:
            found = read_description(await _content(outbound, description_url(issuer)), issuer)
            self._keep(self._descriptions, issuer, found)
        described: Description = found
        return described

    async def identify(
        self, world: World, provider: IdentityProvider, code: str, begun: Begun, redirect_uri: str
    ) -> Identity:
        """Who the provider says came back with a code. Raises Unauthorised, ProviderUnavailable."""
        described = await self.describe(world.outbound, provider.issuer)
        headers, fields = proof(described, provider)
        asked = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri,
            "code_verifier": begun.verifier, **fields,
        }  # fmt: skip
        came = await world.outbound.fetch(
            "POST", described.token_endpoint, {**_FORM, **headers}, urlencode(asked).encode()
        )
        if came.status in (400, 401, 403):
            raise Unauthorised(refusal(came.content))
        token = read_token(_taken(came))
        keys = await self._keys_of(world.outbound, described.jwks_uri, kid_of(token))
        return believe(token, keys, provider, begun.nonce, world.clock.now())

    async def _keys_of(self, outbound: Outbound, url: str, kid: str | None) -> tuple[Key, ...]:
        at, known = self._keys.get(url, (0.0, ()))
        age = self.now() - at
        if not known or age > _REMEMBERED or (age > _ANEW and kid not in [key.kid for key in known]):
            known = read_keys(await _content(outbound, url))
            self._keep(self._keys, url, known)
        keys: tuple[Key, ...] = known
        return keys

    def _keep(self, known: dict[str, Known], name: str, what: Any) -> None:
        if len(known) >= _MOST:
            known.clear()
        known[name] = (self.now(), what)


async def _content(outbound: Outbound, url: str) -> bytes:
    return _taken(await outbound.fetch("GET", url, _JSON))


def _taken(came: Fetched) -> bytes:
    if came.why:
        raise ProviderUnavailable(came.why)
    return came.content
