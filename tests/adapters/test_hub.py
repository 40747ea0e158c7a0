"""What one process says, all processes of a database hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.contract.postgres import Mortal, mortal_postgres, postgres_server, postgres_url  # noqa: F401
from warmline.adapters.hub import PostgresHub
from warmline.adapters.store.migrate import migrate_postgres
from warmline.domain.live import Signal
from warmline.domain.message import ConversationId

TYPING = Signal("typing", ConversationId("talk"))


class Process:
    """As another process would: a hub of its own, and what it heard."""

    def __init__(self, url: str) -> None:
        self.hub = PostgresHub(url)
        self.heard: list[Signal | None] = []
        self.hub.subscribe("one", self.heard.append)

    async def hears(self, other: PostgresHub) -> None:
        """Says it until it is heard, within twenty seconds."""
        before = len(self.heard)
        async with asyncio.timeout(20):
            while len(self.heard) == before:
                other.publish("one", TYPING)
                await asyncio.sleep(0.1)


@asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Process, Process]]:
    processes = Process(url), Process(url)
    for process in processes:
        await process.hub.open()
    yield processes
    for process in processes:
        await process.hub.close()


def test_each_hears_the_other_and_nobody_hears_themselves_twice(postgres_url: str) -> None:  # noqa: F811
    async def story() -> None:
        async with two(postgres_url) as (one, other):
            await one.hears(other.hub)
            await other.hears(one.hub)
            one.heard.clear()
            one.hub.publish("two", TYPING)
            one.hub.publish("one", None)
            await one.hears(other.hub)
            assert one.heard[:2] == [None, TYPING]

    asyncio.run(migrate_postgres(postgres_url))
    asyncio.run(story())


def test_a_lost_connection_comes_back(mortal_postgres: Mortal) -> None:  # noqa: F811
    async def story() -> None:
        async with two(mortal_postgres.url) as (one, other):
            await one.hears(other.hub)
            await mortal_postgres.end_connections()
            await one.hears(other.hub)
            await other.hears(one.hub)

    asyncio.run(migrate_postgres(mortal_postgres.url.replace("postgresql://", "postgresql+asyncpg://")))
    asyncio.run(story())
