"""What was kept long enough goes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from warmline.care.own_policies import own_retention
from warmline.care.sweep import sweep
from warmline.care.world import World
from warmline.logic.retention.days import KINDS

_AT_ONCE = 500
"""Rows deleted in one transaction, so that nobody who writes waits long."""


async def expire(world: World) -> int:
    """Deletes what is older than the tenant's policy says; how many rows. Raises StoreUnavailable.

    While it is not sure what time it is nothing goes: a clock that leaps ahead would take everything along.
    """
    now = world.clock.now()
    if not world.clock.is_sure():
        return 0
    gone, policy = 0, await world.store.read(lambda ledger: own_retention(world, ledger))
    for data in KINDS:
        if days := getattr(policy, data):
            gone += await _delete_older(world, data, now - timedelta(days=days))
    if gone:
        await world.store.scrub()
    await sweep(world)
    return gone


async def _delete_older(world: World, data: str, before: datetime) -> int:
    gone = 0
    while found := await world.store.write(lambda ledger: ledger.expire(data, before, _AT_ONCE), spare=1):
        gone += found
    return gone
