"""Timers that survive a crash: delayed work of DBOS, in a database of its own that holds ids and moments only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar

Ring = Callable[[str, str], Awaitable[None]]
"""Given tenant and subject: does what is due. What fails is not rung again."""
_Timer = Callable[[str, str], None]
_QUEUE = "timers"
_AT_ONCE = 32
"""Timers that ring in one process at the same time."""


class DurableTimers:
    """Rings within about a second of its time; one of these lives in a process, on the event loop it is made on.

    A timer waits for whichever process comes first. `replica` is the stable name of this one: what it was about when
    it died is done after it starts again.
    """

    _alive: ClassVar[bool] = False
    """DBOS knows one set of timers in a process."""

    def __init__(self, url: str, replica: str, ring: Ring) -> None:
        self._url, self._replica, self._ring = url, replica, ring
        self._loop = asyncio.get_running_loop()
        self._launching: asyncio.Future[_Timer] | None = None

    async def open(self) -> None:
        """From now on timers ring; again changes nothing."""
        await self._opened()

    async def start(self, tenant: str, subject: str, due: datetime) -> None:
        """Rings at `due`; started again it is the same timer."""
        timer = await self._opened()
        await asyncio.to_thread(self._start, timer, tenant, subject, due.timestamp())

    async def close(self) -> None:
        """What did not ring yet rings after the next start."""
        if self._launching is not None:
            await asyncio.wait([self._launching])
            await self._destroy()

    async def _opened(self) -> _Timer:
        if self._launching is None:
            if DurableTimers._alive:
                raise RuntimeError("another service of this process has timers")
            DurableTimers._alive = True
            self._launching = asyncio.ensure_future(asyncio.to_thread(self._launch))
        try:
            return await asyncio.shield(self._launching)
        except Exception:  # tried again when it is opened again
            await self._destroy()
            raise

    async def _destroy(self) -> None:
        from dbos import DBOS

        self._launching = None
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        DurableTimers._alive = False

    def _start(self, timer: _Timer, tenant: str, subject: str, due: float) -> None:
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        wait = max(0.0, due - time.time())
        with SetWorkflowID(f"{tenant}/{subject}/{due}"), SetEnqueueOptions(delay_seconds=wait):
            DBOS.enqueue_workflow(_QUEUE, timer, tenant, subject)

    def _launch(self) -> _Timer:
        """In a thread, because it waits for its database."""
        from dbos import DBOS  # takes a second: only where something has to be told

        @DBOS.workflow(name="timer", max_recovery_attempts=None)
        def timer(tenant: str, subject: str) -> None:
            async def rung() -> None:
                await self._ring(tenant, subject)

            asyncio.run_coroutine_threadsafe(rung(), self._loop).result()

        DBOS(
            config={
                "name": "warmline", "system_database_url": self._url, "executor_id": self._replica,
                "application_version": "1", "log_level": "CRITICAL", "dbos_system_schema": "warmline_timers",
            }
        )  # fmt: skip
        DBOS.launch()
        DBOS.register_queue(_QUEUE, worker_concurrency=_AT_ONCE, polling_interval_sec=0.5)
        return timer
