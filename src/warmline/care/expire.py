"""What was kept long enough goes by itself."""

from __future__ import annotations

from datetime import timedelta

from warmline.care.world import World

_AT_ONCE = 500
"""Rows deleted in one transaction, so that nobody who writes waits long."""


async def expire(world: World) -> int:
    """Deletes what is older than the tenant's policy says; how many rows. Raises StoreUnavailable."""
    policy, now = world.retention, world.clock.now()
    gone = 0
    for data in ("inference", "words", "event", "operation"):
        days: int = getattr(policy, data)
        before = now - timedelta(days=days)
        while days and (found := await world.store.write(lambda ledger: ledger.expire(data, before, _AT_ONCE))):  # noqa: B023
            gone += found
    if gone:
        await world.store.scrub()
    return gone
