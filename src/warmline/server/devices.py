"""Devices that have signed in before: what they keep of it opens nothing, but lets them wait apart."""

from __future__ import annotations

import hmac
import re
import time
from dataclasses import dataclass, field
from secrets import token_hex

from warmline.care.keep_secret import keep_secret
from warmline.care.world import World
from warmline.domain.keeping import Secret
from warmline.house import House

DEVICE = "__Host-warmline-device"
LASTS = 365 * 24 * 3600
"""Seconds."""
_NAME = "devices"
_TOKEN = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})\.([0-9a-f]{64})")
"""Second of its end, chance, and the proof that both were put together here for one account."""


@dataclass(slots=True)
class Devices:
    """Knows a device again without looking anything up: a flood of tries costs no look into the store."""

    house: House
    _secrets: dict[str, bytes] = field(default_factory=dict)
    """By tenant."""

    async def learn(self) -> None:
        """What was promised before this start still counts."""
        for tenant in await self.house.tenants():
            world = await self.house.world(tenant)
            secret = await world.store.read(lambda ledger: ledger.find(Secret, _NAME))
            if secret:
                self._secrets[tenant] = bytes.fromhex(secret.secret)

    def account_of(self, token: str | None, tenant: str, email: str) -> tuple[str, str] | None:
        """The account (by tenant and address), if this device has signed in to it before."""
        parts, secret = _TOKEN.fullmatch(token or ""), self._secrets.get(tenant)
        if not parts or secret is None or int(parts[1]) < time.time():
            return None
        account = tenant, email.strip().lower()
        own = _token(secret, account, int(parts[1]), parts[2])
        return account if hmac.compare_digest(own, parts[0]) else None

    async def remember(self, world: World, tenant: str, email: str) -> str:
        """What a device that signed in keeps; nobody can tell from it who that was. Raises StoreUnavailable."""
        if tenant not in self._secrets:
            fresh = Secret(_NAME, token_hex(32))
            kept = await world.store.write(lambda ledger: keep_secret(ledger, fresh))
            self._secrets[tenant] = bytes.fromhex(kept.secret)
        return _token(self._secrets[tenant], (tenant, email), int(time.time()) + LASTS, token_hex(16))


def _token(secret: bytes, account: tuple[str, str], until: int, chance: str) -> str:
    proven = f"{until}.{chance}"
    return f"{proven}.{hmac.digest(secret, chr(0).join((*account, proven)).encode(), 'sha256').hex()}"
