"""How many messages a second are acknowledged, each with its event and errand on disk; 64 callers, SQLite, FULL.

python -m bench.acknowledge: through the store, through the story, and over HTTP, where the server has one core, the
callers the other, and the readings run beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

from bench.read import about_machine, read_texts
from bench.service import HERE, processor_seconds, serving
from warmline.adapters.clock import SystemClock
from warmline.adapters.home import DATABASE
from warmline.adapters.store.sqlite import SqliteStore, open_sqlite
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import MessageKept, Recorded
from warmline.domain.keeping import Errand
from warmline.domain.message import CleanText, ConversationId, Message, MessageId, Role
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.house import House
from warmline.ports import Ledger, Store
from warmline.server.run import make_tenant, run_server
from warmline.settings import READERS, Settings

CALLERS, TALKS, SECONDS, RATE = 64, 200, 5.0, 500
CLOCK = SystemClock()


def main() -> None:
    """Print messages/s and how long an acknowledgement takes."""
    texts = read_texts()
    print(about_machine(texts))
    _in_new_home("linear", lambda settings, _: asyncio.run(_in_process(settings, texts)))
    for reader in READERS:
        _in_new_home(reader, lambda settings, key: _over_http(settings, key, texts))


def _in_new_home(reader: str, measure: Callable[[Settings, str], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), reader=reader, rate_limit=0)
        key = make_tenant(settings, "one")
        asyncio.run(_populate(settings))
        measure(settings, key)


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
        kept = Message(
            own, talk_id, talk.contact_id, talk.messages + 1, Role.CUSTOMER, at, text, CleanText(text),
            client_id=f"s{number}",
        )  # fmt: skip
        ledger.add(kept)
        ledger.add(Recorded(MessageKept(Role.CUSTOMER), at, talk_id, talk.contact_id, own))
        ledger.put(replace(talk, last_at=at, messages=kept.number))
        ledger.add(Errand("respond", talk_id, at, talk.contact_id))

    await store.write(unit)


async def _receive(world: World, number: int, texts: list[str]) -> None:
    talk = ConversationId(f"talk{number % TALKS}")
    await receive(world, Said(talk, texts[number % len(texts)], client_id=f"r{number}"))


def _over_http(settings: Settings, key: str, texts: list[str]) -> None:
    with serving(settings, _serve) as (server, port):
        asyncio.run(_call(settings, server, port, key, texts))


def _serve(settings: Settings, host: str, port: int) -> None:
    os.sched_setaffinity(0, {0})
    run_server(settings, host, port)


async def _call(settings: Settings, server: BaseProcess, port: int, key: str, texts: list[str]) -> None:
    os.sched_setaffinity(0, {1})
    numbers, head = count(), f"Host: bench\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post() -> None:
        number, (reader, writer) = next(numbers), free.pop()
        body = json.dumps({"text": texts[number % len(texts)], "client_id": uuid4().hex}).encode()
        path = f"/v1/conversations/talk{number % TALKS}/messages"
        writer.write(f"POST {path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 201 " in answer, answer
        await reader.readexactly(int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        free.append((reader, writer))

    for name, rate in {"to warm up": 50, "as fast as they can": 0, f"{RATE} a second": RATE}.items():
        free = [await asyncio.open_connection(HERE, port) for _ in range(CALLERS)]
        before = processor_seconds(server), _counted(settings)[0]
        await _measure(f"over HTTP, {settings.reader} reader, {name}", post, rate)
        kept, read = _counted(settings)
        each = (processor_seconds(server) - before[0]) / (kept - before[1]) * 1e3
        print(f"    processor time a message, until the last was kept: {each:.2f} ms beside the reader's")
        start = time.perf_counter()
        while _counted(settings)[1] < kept:
            await asyncio.sleep(0.05)
        print(
            f"    {kept - read:,} of {kept - before[1]:,} not yet read, {time.perf_counter() - start:.1f} s later all",
            flush=True,
        )


def _counted(settings: Settings) -> tuple[int, int]:
    """Messages and readings that are kept."""
    with closing(open_sqlite(_path(settings), reads_only=True)) as connection:
        kept, read = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("messages", "readings")
        )
    return kept[0], read[0]


async def _measure(name: str, call: Callable[[], Awaitable[None]], rate: float = 0) -> None:
    """Every caller calls again as soon as it was answered, or all together at a rate, late or not."""
    taken: list[float] = []
    start = time.perf_counter()

    async def caller(number: int) -> None:
        due = start + (number / rate if rate else 0.0)
        while due < start + SECONDS:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await call()
            taken.append(time.perf_counter() - due)
            due = due + CALLERS / rate if rate else time.perf_counter()

    await asyncio.gather(*map(caller, range(CALLERS)))
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
    return SqliteStore(_path(settings))


def _path(settings: Settings) -> Path:
    return settings.home / "tenants" / "one" / DATABASE


if __name__ == "__main__":
    main()
