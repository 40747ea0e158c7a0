"""The whole server is killed under traffic: no acknowledged word is lost, doubled or without its event."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from warmline.adapters.clock import SystemClock
from warmline.adapters.store.sqlite import SqliteStore
from warmline.domain.conversation import Conversation
from warmline.domain.events import Recorded
from warmline.domain.keeping import Errand, KeptReading
from warmline.domain.message import ConversationId, Message, Role
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.ports import Store
from warmline.server.run import make_tenant
from warmline.settings import Settings

T = TypeVar("T")
CALLERS, TALKS = 12, 8
ALL = 10**6


class Traffic:
    """Callers that send messages, again if no answer came, and remember what was acknowledged."""

    def __init__(self, home: Path, key: str, talks: list[str], seed: int) -> None:
        self.home, self.key, self.talks, self.random = home, key, talks, random.Random(seed)
        self.nursery: subprocess.Popen[str] | None = None
        self.sent = 0
        self.pending: list[tuple[str, str, str]] = []
        self.acknowledged: dict[str, str] = {}

    async def through_a_crash(self, mistakes: list[str]) -> None:
        """Sends until the server is killed in the middle of it."""
        async with self.served(mistakes) as (server, client):
            callers = [asyncio.create_task(self._call(client)) for _ in range(CALLERS)]
            known = len(self.acknowledged)
            while len(self.acknowledged) == known:
                await asyncio.sleep(0.001)
            await asyncio.sleep(self.random.uniform(0.0, 3.0 if self.random.random() < 0.1 else 0.3))
            kill(server)
            await asyncio.gather(*callers)

    async def until_nothing_is_left_to_do(self) -> None:
        """Lets the server do what it finds undone."""
        async with self.served([]):
            async with asyncio.timeout(600):
                while await in_store(self.home, lambda store: store.read(lambda ledger: ledger.list(Errand, limit=1))):
                    await asyncio.sleep(0.1)

    async def wrongly_read(self, store: Store) -> dict[str, int]:
        """What is wrong with how the customer's messages were read."""
        kept = await store.read(lambda ledger: ledger.list(Message, role=Role.CUSTOMER, limit=ALL))
        events = await store.read(lambda ledger: ledger.list(Recorded, limit=ALL))
        found_read = await store.read(lambda ledger: ledger.list(KeptReading, limit=ALL))
        readings = Counter(reading.message_id for reading in found_read)
        told = Counter(each.message_id for each in events if each.event.kind == "turn_read")
        found = {
            "not read once": sum(readings[message.id] != 1 for message in kept),
            "not told once": sum(told[message.id] != 1 for message in kept),
            "of nothing": (readings | told).total() - len(kept),
        }
        return {name: count for name, count in found.items() if count}

    async def wrong(self, store: Store) -> dict[str, int]:
        """What is wrong with what is kept."""
        return await wrong(store, self.talks, self.acknowledged)

    async def _call(self, client: httpx2.AsyncClient) -> None:
        while True:
            talk, client_id, text = self.pending.pop() if self.pending else self._next()
            try:
                answer = await client.post(
                    f"/v1/conversations/{talk}/messages", json={"text": text, "client_id": client_id}
                )
            except httpx2.HTTPError:
                self.pending.append((talk, client_id, text))
                return
            assert answer.status_code == 201, answer.text
            self.acknowledged[client_id] = answer.json()["id"]

    @asynccontextmanager
    async def served(self, mistakes: list[str]) -> AsyncIterator[tuple[int, httpx2.AsyncClient]]:
        """The server's process and a client, once it is ready."""
        port = _free_port()
        server = self._born(port, mistakes)
        try:
            headers = {"Authorization": f"Bearer {self.key}"}
            async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10) as client:
                await _until_ready(client)
                yield server, client
        finally:
            kill(server)

    def _born(self, port: int, mistakes: list[str]) -> int:
        """The id of a new server's process."""
        own = {"WARMLINE_HOME": str(self.home), "WARMLINE_READER": "linear", "WARMLINE_RATE_LIMIT": "0"}
        self.nursery = self.nursery or subprocess.Popen(
            [sys.executable, "-m", "tests.crash.serve", *mistakes], env=os.environ | own, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(f"{port}\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def _next(self) -> tuple[str, str, str]:
        self.sent += 1
        return self.random.choice(self.talks), f"c{self.sent}", f"This is message {self.sent}. Where is my parcel?"


@pytest.fixture
def traffic(tmp_path: Path) -> Iterator[Traffic]:
    key = make_tenant(Settings(home=tmp_path, reader="linear"), "one")
    found = Traffic(tmp_path, key, asyncio.run(in_store(tmp_path, populate)), 7)
    yield found
    if found.nursery:
        found.nursery.kill()
        found.nursery.wait()


def kill(pid: int) -> None:
    """At once; it is gone when this comes back."""
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.002)


async def populate(store: Store) -> list[str]:
    """New conversations."""
    now = SystemClock().now()
    talks = [f"talk{number}" for number in range(TALKS)]
    nouns = [Inbox(InboxId("in"), now, "Shop"), Contact(ContactId("anna"), now)]
    made = [Conversation(ConversationId(talk), InboxId("in"), ContactId("anna"), now, now) for talk in talks]
    await store.write(lambda ledger: [ledger.add(noun) for noun in (*nouns, *made)])
    return talks


async def in_store(home: Path, story: Callable[[Store], Awaitable[T]]) -> T:
    """What comes of a story while the store is open."""
    store = store_of(home)
    try:
        return await story(store)
    finally:
        await store.close()


def store_of(home: Path) -> SqliteStore:
    return SqliteStore(home / "tenants" / "one" / "warmline.db")


async def wrong(store: Store, talks: list[str], acknowledged: dict[str, str]) -> dict[str, int]:
    """What is wrong with what is kept, by what was acknowledged: message ids by client ids."""
    kept = await store.read(
        lambda ledger: [m for talk in talks for m in ledger.list(Message, conversation_id=talk, limit=ALL)]
    )
    events = await store.read(lambda ledger: ledger.list(Recorded, limit=ALL))
    told = {event.message_id for event in events if event.event.kind == "message_kept"}
    own = {message.client_id: message.id for message in kept}
    found = {
        "lost": sum(own.get(client_id) != message_id for client_id, message_id in acknowledged.items()),
        "doubled": len(kept) - len(own),
        "without event": sum(message.id not in told for message in kept),
    }
    return {name: count for name, count in found.items() if count}


def _crash(traffic: Traffic, cycles: int, *mistakes: str, every: int = 1) -> dict[str, int]:
    """What is wrong after so many crashes, or as soon as something is seen to be, looking after every so many."""
    for cycle in range(1, cycles + 1):
        asyncio.run(traffic.through_a_crash(list(mistakes)))
        if cycle % every:
            continue
        sys.stdout.write(f"{cycle} crashes, {len(traffic.acknowledged):,} messages acknowledged\n")
        if found := asyncio.run(in_store(traffic.home, traffic.wrong)):
            return found
    return {}


LONG = [pytest.mark.proof, pytest.mark.skipif("WARMLINE_PROOF" not in os.environ, reason="long: run `make proof`")]


@pytest.mark.parametrize("cycles", [20, pytest.param(1000, marks=LONG)])
def test_nothing_acknowledged_is_lost(traffic: Traffic, cycles: int) -> None:
    assert _crash(traffic, cycles, every=max(1, cycles // 50)) == {}
    assert len(traffic.acknowledged) > 10 * cycles
    asyncio.run(traffic.until_nothing_is_left_to_do())
    assert asyncio.run(in_store(traffic.home, traffic.wrongly_read)) == {}


@pytest.mark.parametrize("mistake, seen", [("early", "lost"), ("apart", "without event")])
def test_the_mistakes_it_is_there_for_are_noticed(traffic: Traffic, mistake: str, seen: str) -> None:
    assert seen in _crash(traffic, 20, mistake)


async def _until_ready(client: httpx2.AsyncClient) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx2.HTTPError:
            await asyncio.sleep(0.05)
    raise AssertionError("the server does not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
