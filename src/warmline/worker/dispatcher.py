"""Tells other software what happens; of several replicas one at a time does so for a tenant."""

from __future__ import annotations

import asyncio
import logging

from warmline.adapters.timers import DurableTimers
from warmline.care.deliver import deliver
from warmline.care.retry import retry, revive
from warmline.care.world import World
from warmline.domain.keeping import Errand
from warmline.domain.webhook import Endpoint, EndpointId, Lane
from warmline.house import House
from warmline.worker.lease import hold

_LOG = logging.getLogger(__name__)
_LOOK = 1.0
"""Seconds between looks at what is new."""
_REVIVE = 60
"""Looks between searches for timers that were lost."""
_MOST = 1000


class Dispatcher:
    """Delivers soon after something happened, each endpoint by one task at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._timers = DurableTimers(house.timers_url, house.replica, self._ring)
        self._task: asyncio.Task[None] | None = None
        self._alone_with: dict[tuple[str, EndpointId], asyncio.Lock] = {}
        self._looks = 0
        self._telling: dict[tuple[str, EndpointId], asyncio.Task[None]] = {}

    async def start(self) -> None:
        """From now on, until `stop`."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """What is on its way is sent again after the next start."""
        tasks = [task for task in (self._task, *self._telling.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._timers.close()

    async def _work(self) -> None:
        while True:
            self._looks += 1
            try:
                for tenant in await self._house.tenants():
                    await self._try(tenant)
            except Exception:  # the outermost loop
                _LOG.exception("looking for tenants failed")
            await asyncio.sleep(_LOOK)

    async def _try(self, tenant: str) -> None:
        """One tenant's trouble holds up none of the others."""
        try:
            await self._look(tenant, await self._house.world(tenant))
        except Exception:  # the outermost loop of a tenant
            _LOG.exception("looking for what is to be told failed")

    async def _look(self, tenant: str, world: World) -> None:
        endpoints = await world.store.read(lambda ledger: ledger.list(Endpoint, limit=_MOST))
        if not endpoints or not await hold(self._house, world, "webhooks"):
            return
        if self._looks % _REVIVE == 1:
            await revive(world)
        await self._start_timers(tenant, world)
        if await world.store.read(lambda ledger: ledger.list(Lane, limit=1)):
            await self._timers.open()  # for what was left undone before
        for endpoint in endpoints:
            own = tenant, endpoint.id
            if endpoint.stopped_at is None and (own not in self._telling or self._telling[own].done()):
                self._telling[own] = asyncio.create_task(self._tell(world, endpoint.id))

    async def _tell(self, world: World, endpoint_id: EndpointId) -> None:
        try:
            while await deliver(world, endpoint_id):
                pass
        except Exception:  # the outermost loop of this task
            _LOG.exception("delivering failed")

    async def _start_timers(self, tenant: str, world: World) -> None:
        """From the outbox, so that a lane and its timer cannot part."""
        for errand in await world.store.read(lambda ledger: ledger.list(Errand, topic="retry", limit=_MOST)):
            await self._timers.start(tenant, errand.subject, errand.due)
            await world.store.write(lambda ledger, own=errand: ledger.drop(Errand, own.position))  # type: ignore[misc]

    async def _ring(self, tenant: str, endpoint_id: str) -> None:
        """A timer; when this fails, or is not ours to do any more, the lanes are found by `revive`."""
        own = tenant, EndpointId(endpoint_id)
        try:
            world = await self._house.world(tenant)
            async with self._alone_with.setdefault(own, asyncio.Lock()):
                if await hold(self._house, world, "webhooks"):
                    await retry(world, own[1])
        except Exception:  # the outermost loop of a timer
            _LOG.exception("telling again failed")
