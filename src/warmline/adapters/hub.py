"""Who looks is told that something is new: in this process, or in all that serve the same database."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import msgspec

from warmline.adapters.store.migrations.tables import APP_ROLE
from warmline.domain.live import Signal
from warmline.ports import Hear

_CHANNEL = "warmline_hub"
_AGAIN = 1.0
"""Seconds until a lost connection is noticed, and tried again; who looks does so by itself meanwhile."""


class LocalHub:
    """Implements `warmline.ports.Hub` for one process."""

    def __init__(self) -> None:
        self._hearing: dict[str, set[Hear]] = defaultdict(set)

    async def open(self) -> None:
        """Nothing to do."""

    def publish(self, tenant: str, signal: Signal | None = None) -> None:
        """Tells all who look."""
        for hear in tuple(self._hearing.get(tenant, ())):
            hear(signal)

    def subscribe(self, tenant: str, hear: Hear) -> Callable[[], None]:
        """Hears what is published from now on, until what comes back is called."""
        self._hearing[tenant].add(hear)
        return lambda: self._hearing[tenant].discard(hear)

    async def close(self) -> None:
        """Nothing to do."""


class PostgresHub(LocalHub):
    """The same for all processes of a database (LISTEN and NOTIFY); a lost connection comes back by itself."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = "postgresql://" + url.partition("://")[2]
        self._told: asyncio.Queue[str] = asyncio.Queue(10_000)
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """From now on, until `close`."""
        self._task = self._task or asyncio.create_task(self._live_on())

    def publish(self, tenant: str, signal: Signal | None = None) -> None:
        """Tells those here at once, and all others by the database."""
        super().publish(tenant, signal)
        told = msgspec.json.encode((tenant, signal)).decode()
        with suppress(asyncio.QueueFull):  # whoever looks finds what is new by looking
            self._told.put_nowait(told)

    async def close(self) -> None:
        """Lets go."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _live_on(self) -> None:
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._live()
            await asyncio.sleep(_AGAIN)

    async def _live(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            await connection.execute(f"SET ROLE {APP_ROLE}")
            await connection.add_listener(_CHANNEL, self._hear)
            while not connection.is_closed():
                with suppress(TimeoutError):
                    told = await asyncio.wait_for(self._told.get(), _AGAIN)
                    await connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, told)
        finally:
            connection.terminate()

    def _hear(self, connection: Any, teller: int, _channel: str, told: Any) -> None:
        if teller != connection.get_server_pid():
            super().publish(*msgspec.json.decode(told, type=tuple[str, Signal | None]))
