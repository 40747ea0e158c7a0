"""Follows conversations soon after somebody wrote, and does what has to be done from time to time."""

from __future__ import annotations

import asyncio
import logging

from warmline.care.expire import expire
from warmline.care.forget import forget_again
from warmline.care.respond import respond
from warmline.care.snooze import wake_due
from warmline.domain.errors import DiskFull
from warmline.domain.keeping import Errand
from warmline.domain.message import ConversationId
from warmline.house import House

_LOG = logging.getLogger(__name__)
_SWEEP = 5.0
"""Seconds between looks at what may have been forgotten, as another process may have died, and at whose time came."""
_MOST = 1000
"""Errands looked at in one sweep."""
_AT_ONCE = 4
"""Conversations followed together when many wait: it takes less time than one after the other."""
_HOUR = 3600.0


class Responder:
    """Follows conversations soon after somebody wrote, each by one at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: asyncio.Queue[tuple[str, ConversationId]] = asyncio.Queue()
        self._queued: set[tuple[str, ConversationId]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """From now on, until `stop`; first what was to be forgotten is forgotten."""
        for tenant in await self._house.tenants():
            await forget_again(await self._house.world(tenant))
        self._tasks = [asyncio.create_task(each) for each in (self._work(), self._sweep(), self._expire())]

    async def stop(self) -> None:
        """What is not done stays an errand."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, tenant: str, conversation_id: ConversationId) -> None:
        """Somebody wrote in this conversation."""
        if (tenant, conversation_id) not in self._queued:
            self._queued.add((tenant, conversation_id))
            self._waiting.put_nowait((tenant, conversation_id))

    async def _work(self) -> None:
        while True:
            tenant, conversation_ids = await self._next()
            if not await self._follow(tenant, conversation_ids):
                alone = [await self._follow(tenant, [own]) for own in conversation_ids]
                if not any(alone):
                    await asyncio.sleep(_SWEEP)

    async def _follow(self, tenant: str, conversation_ids: list[ConversationId]) -> bool:
        """False when it failed: then the errands stay, and the sweep brings them back."""
        try:
            with self._house.span("respond"):
                followed = await respond(await self._house.world(tenant), *conversation_ids)
            for more in followed:
                self.wake(tenant, more)
        except DiskFull:
            _LOG.warning("the disk is full: what was said is read when there is room")
            await asyncio.sleep(_SWEEP)
        except Exception:  # the outermost loop
            _LOG.exception("responding failed", extra={"tenant": tenant, "conversations": conversation_ids})
            return False
        return True

    async def _next(self) -> tuple[str, list[ConversationId]]:
        """The conversations of one tenant that wait, up to _AT_ONCE; waits for the first."""
        tenant, first = await self._waiting.get()
        found = [first]
        while len(found) < _AT_ONCE and not self._waiting.empty():
            other, conversation_id = self._waiting.get_nowait()
            if other != tenant:
                self._waiting.put_nowait((other, conversation_id))
                break
            found.append(conversation_id)
        self._queued.difference_update((tenant, conversation_id) for conversation_id in found)
        return tenant, found

    async def _sweep(self) -> None:
        while True:
            try:
                for tenant in await self._house.tenants():
                    await self._wake_all(tenant)
            except Exception:  # the outermost loop
                _LOG.exception("looking for errands failed")
            await asyncio.sleep(_SWEEP)

    async def _expire(self) -> None:
        while True:
            try:
                for tenant in await self._house.tenants():
                    world = await self._house.world(tenant)
                    await forget_again(world)
                    await expire(world)
            except Exception:  # the outermost loop
                _LOG.exception("deleting what has to go failed")
            await asyncio.sleep(_HOUR)

    async def _wake_all(self, tenant: str) -> None:
        world = await self._house.world(tenant)
        await wake_due(world)
        for errand in await world.store.read(lambda ledger: ledger.list(Errand, topic="respond", limit=_MOST)):
            self.wake(tenant, ConversationId(errand.subject))
