"""PostgreSQL is killed under traffic: nothing acknowledged is lost or doubled, and it is served again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.postgres import Mortal, mortal_postgres  # noqa: F401
from tests.crash.test_crash import CALLERS, TALKS, populate, wrong
from tests.server.conftest import Api
from warmline.adapters.clock import SystemClock
from warmline.adapters.store.tenants import PostgresTenants
from warmline.adapters.tombstones import TombstoneFile
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.world import World
from warmline.domain.errors import StoreUnavailable
from warmline.domain.message import ConversationId
from warmline.house import House
from warmline.ports import Store
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

NEVER = 60
"""Seconds after which a call hangs."""


async def end_connections(server: Mortal) -> None:
    await server.end_connections()


async def kill_backend(server: Mortal) -> None:
    await server.kill_backend()


async def kill_server(server: Mortal) -> None:
    server.kill()
    await asyncio.to_thread(server.start)


class Traffic:
    """Callers that keep messages, again when they could not be kept, and remember what was acknowledged."""

    def __init__(self, store: Store, home: Path) -> None:
        nobody: Any = None  # hears or routes here
        stones = TombstoneFile(home / "none")
        self._world = World(store, stones, SystemClock(), *[nobody] * 12)
        self._numbers = count()
        self.acknowledged: dict[str, str] = {}
        self.refused = 0

    async def call(self) -> None:
        """Until it is cancelled."""
        for number in self._numbers:
            talk = ConversationId(f"talk{number % TALKS}")
            said = Said(talk, f"Where is parcel {number}?", client_id=f"c{number}")
            while (kept := await self._kept(said)) is None:
                await asyncio.sleep(0.01)
            self.acknowledged[f"c{number}"] = kept

    async def _kept(self, said: Said) -> str | None:
        try:
            return (await asyncio.wait_for(receive(self._world, said), NEVER)).id
        except StoreUnavailable:
            self.refused += 1
            return None

    async def goes_on(self) -> None:
        """It is served again."""
        wanted = len(self.acknowledged) + 5 * CALLERS
        async with asyncio.timeout(NEVER):
            while len(self.acknowledged) < wanted:
                await asyncio.sleep(0.005)


@pytest.mark.parametrize("strike", [end_connections, kill_backend, kill_server])
def test_nothing_acknowledged_is_lost(
    mortal_postgres: Mortal,  # noqa: F811
    tmp_path: Path,
    strike: Callable[[Mortal], Awaitable[None]],
) -> None:
    async def story() -> None:
        tenants = PostgresTenants(mortal_postgres.url, tmp_path)
        await tenants.migrate()
        store = await tenants.open("one")
        talks = await populate(store)
        traffic = Traffic(store, tmp_path)
        callers = [asyncio.create_task(traffic.call()) for _ in range(CALLERS)]
        for _ in range(3):
            await traffic.goes_on()
            await strike(mortal_postgres)
            await traffic.goes_on()
        for caller in callers:
            caller.cancel()
        ended = await asyncio.gather(*callers, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended
        assert await wrong(store, talks, traffic.acknowledged) == {}
        assert traffic.refused or strike is end_connections  # which may find nobody in the middle of something
        await store.close()
        await tenants.close()

    asyncio.run(story())


def test_the_service_says_so_meanwhile_and_goes_on(mortal_postgres: Mortal, tmp_path: Path) -> None:  # noqa: F811
    settings = Settings(home=tmp_path, reader="linear", database_url=mortal_postgres.url)
    key = make_tenant(settings, "one")
    with TestClient(create_app(House(settings))) as client:
        api = Api(client, key)
        path = f"/conversations/{api.conversation()['id']}/messages"
        first = api.made(path, {"text": "Hello?", "client_id": "c1"})
        mortal_postgres.kill()
        for answer in (api("POST", path, {"text": "Hello??"}), api("GET", path), client.get("/readyz")):
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert api("GET", "/events", key="wl_other_key_secret").status_code == 503  # whose key it is cannot be known
        assert client.get("/healthz").status_code == 200
        mortal_postgres.start()
        assert api.soon("/events").json()["items"][-1]["message_id"] == first["id"]
        assert client.get("/readyz").status_code == 200
        again, second = (api.made(path, {"text": "Hello?", "client_id": own}) for own in ("c1", "c2"))
        assert again == first
        assert api.soon(f"/messages/{second['id']}/reading")
