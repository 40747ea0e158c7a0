"""How many messages a second are acknowledged, each with its event and errand on disk; 64 callers, SQLite, FULL.

python -m bench.acknowledge: through the store, through the story, and over HTTP, where the server has one core, the
callers the other, and the readings run beside it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx2
import uvicorn

from bench.read import about_machine, read_texts
from warmline.adapters.clock import SystemClock
from warmline.adapters.store.sqlite import SqliteStore
from warmline.care.receive import Said, receive
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import MessageKept, Recorded
from warmline.domain.keeping import Errand
from warmline.domain.message import CleanText, ConversationId, Message, MessageId, Role
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.house import House
from warmline.ports import Ledger, Store
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

CALLERS, TALKS, SECONDS = 64, 200, 5.0
CLOCK = SystemClock()


def main() -> None:
    """Print messages/s and how long an acknowledgement takes."""
    texts = read_texts()
    print(about_machine(texts))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), reader="linear", rate_limit=0)
        key = make_tenant(settings, "one")
        asyncio.run(_populate(settings))
        asyncio.run(_in_process(settings, texts))
        _over_http(settings, key, texts)


async def _in_process(settings: Settings, texts: list[str]) -> None:
    numbers = count()
    store = _store(settings)
    await _measure("through the store", lambda: _keep(store, next(numbers), texts))
    await store.close()
    house = House(settings)
    await house.open()
    world = await house.world("one")
    await _measure("through the story, redaction included", lambda: _receive(world, next(numbers), texts))
    await house.close()


async def _keep(store: Store, number: int, texts: list[str]) -> None:
    """What `receive` writes, without what goes before."""
    talk_id, at, own = ConversationId(f"talk{number % TALKS}"), CLOCK.now(), MessageId(CLOCK.new_id())
    text = texts[number % len(texts)]

    def unit(ledger: Ledger) -> None:
        talk = ledger.find(Conversation, talk_id)
        assert talk
        assert not ledger.list(Message, conversation_id=talk_id, client_id=f"s{number}", limit=1)
        kept = Message(own, talk_id, talk.contact_id, talk.messages + 1, Role.CUSTOMER, at, text, CleanText(text))
        ledger.add(replace(kept, client_id=f"s{number}"))
        ledger.add(Recorded(MessageKept(Role.CUSTOMER), at, talk_id, talk.contact_id, own))
        ledger.put(replace(talk, last_at=at, messages=kept.number))
        ledger.add(Errand("respond", talk_id, at, talk.contact_id))

    await store.write(unit)


async def _receive(world: World, number: int, texts: list[str]) -> None:
    talk = ConversationId(f"talk{number % TALKS}")
    await receive(world, Said(talk, texts[number % len(texts)], client_id=f"r{number}"))


def _over_http(settings: Settings, key: str, texts: list[str]) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(settings, port))
    server.start()
    try:
        asyncio.run(_call(port, key, texts))
    finally:
        server.kill()
        server.join()


def _serve(settings: Settings, port: int) -> None:
    os.sched_setaffinity(0, {0})
    uvicorn.run(create_app(House(settings)), port=port, log_level="error", access_log=False)


async def _call(port: int, key: str, texts: list[str]) -> None:
    numbers = count()
    headers = {"Authorization": f"Bearer {key}"}
    limits = httpx2.Limits(max_connections=CALLERS)
    address = f"http://127.0.0.1:{port}"
    async with httpx2.AsyncClient(base_url=address, headers=headers, limits=limits, timeout=60) as client:
        while not await _ready(client):
            await asyncio.sleep(0.1)

        async def post() -> None:
            number = next(numbers)
            body = {"text": texts[number % len(texts)], "client_id": f"h{number}"}
            answer = await client.post(f"/v1/conversations/talk{number % TALKS}/messages", json=body)
            assert answer.status_code == 201, answer.text

        await _measure("over HTTP", post)


async def _ready(client: httpx2.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx2.HTTPError:
        return False


async def _measure(name: str, call: Callable[[], Awaitable[None]]) -> None:
    taken: list[float] = []
    until = time.perf_counter() + SECONDS

    async def caller() -> None:
        while (start := time.perf_counter()) < until:
            await call()
            taken.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    rate = len(taken) / (time.perf_counter() - start)
    taken.sort()
    p50, p99 = (taken[int(len(taken) * share)] * 1e3 for share in (0.5, 0.99))
    print(f"{name}: {rate:,.0f} messages/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms", flush=True)


async def _populate(settings: Settings) -> None:
    store, now = _store(settings), CLOCK.now()
    nouns = [Inbox(InboxId("in"), now, "Shop"), Contact(ContactId("anna"), now)]
    talks = [
        Conversation(ConversationId(f"talk{number}"), InboxId("in"), ContactId("anna"), now, now)
        for number in range(TALKS)
    ]
    await store.write(lambda ledger: [ledger.add(noun) for noun in (*nouns, *talks)])
    await store.close()


def _store(settings: Settings) -> SqliteStore:
    return SqliteStore(settings.home / "tenants" / "one" / "warmline.db")


if __name__ == "__main__":
    main()
