"""Timers ring once their time has come, also in a later process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.contract.postgres import postgres_server, postgres_url  # noqa: F401
from warmline.adapters.timers import DurableTimers


class Life:
    """A process that starts timers, and lives until as many have rung as it is told."""

    def __init__(self, url: str, name: str = "one") -> None:
        self.url, self.name = url, name
        self.rung: list[str] = []

    def live(self, *waits: float, until: int) -> list[str]:
        asyncio.run(asyncio.wait_for(self._live(waits, until), 60))
        return self.rung

    async def _live(self, waits: tuple[float, ...], until: int) -> None:
        timers, now = DurableTimers(self.url, self.name, self._ring), datetime.now(UTC)
        for wait in waits:
            for _ in range(2):  # the same timer
                await timers.start("shop", f"{wait}", now + timedelta(seconds=wait))
        await timers.open()
        while len(self.rung) < until:
            await asyncio.sleep(0.01)
        await timers.close()

    async def _ring(self, tenant: str, subject: str) -> None:
        self.rung.append(f"{tenant} {subject}")


def test_what_did_not_ring_rings_after_the_next_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'timers.db'}"
    assert Life(url).live(-5.0, 0.0, 8.0, until=2) == ["shop -5.0", "shop 0.0"]
    assert Life(url, "other").live(until=1) == ["shop 8.0"]


def test_the_same_on_postgresql(postgres_url: str) -> None:  # noqa: F811
    url = postgres_url.replace("+asyncpg", "")
    assert Life(url).live(0.0, 8.0, until=1) == ["shop 0.0"]
    assert Life(url).live(until=1) == ["shop 8.0"]
