"""Of several replicas one does something for a tenant."""

from __future__ import annotations

from datetime import datetime, timedelta

from warmline.care.world import World
from warmline.domain.keeping import Lease
from warmline.house import House
from warmline.ports import Ledger

_LEASE = timedelta(seconds=30)


async def hold(house: House, world: World, name: str) -> bool:
    """Whether this replica does it just now, and for a while. Raises StoreUnavailable."""
    lease, now = await world.store.read(lambda ledger: ledger.find(Lease, name)), world.clock.now()
    if lease and lease.holder == house.replica and lease.until - now > _LEASE / 2:
        return True
    return await world.store.write(lambda ledger: _take(ledger, Lease(name, house.replica, now + _LEASE), now))


def _take(ledger: Ledger, mine: Lease, now: datetime) -> bool:
    lease = ledger.find(Lease, mine.name)
    if lease and lease.holder != mine.holder and lease.until > now:
        return False
    (ledger.put if lease else ledger.add)(mine)
    return True
