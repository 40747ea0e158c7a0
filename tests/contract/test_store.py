"""What every store must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.postgres import postgres_server, postgres_url  # noqa: F401
from warmline.adapters.store.codec import Seal
from warmline.adapters.store.migrate import migrate_postgres, migrate_sqlite
from warmline.adapters.store.postgres import PostgresStore, postgres_engine
from warmline.adapters.store.seal import Keyring
from warmline.adapters.store.sqlite import SqliteStore
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, StoreUnavailable
from warmline.domain.events import Decided, MessageKept, Recorded
from warmline.domain.keeping import Errand
from warmline.domain.message import CleanText, ConversationId, Message, MessageId, Role, Token
from warmline.domain.people import Contact, ContactId, InboxId
from warmline.ports import Ledger, Store

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
ANNA = Contact(ContactId("anna"), NOW, "4711", "Anna Müller", attributes={"tier": "gold"})
TALK = Conversation(ConversationId("talk"), InboxId("inbox"), ANNA.id, NOW, NOW)
Open = Callable[[str], Any]


@pytest.fixture(params=["sqlite", "postgres", "sqlite sealed", "postgres sealed"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the store of a tenant; the same tenant again is the same data."""
    keys = Keyring((bytes(32),)) if "sealed" in request.param else None
    if "sqlite" in request.param:
        yield lambda tenant: _sqlite(tmp_path / f"{tenant}.db", keys and keys.seal(tenant))
    else:
        url = request.getfixturevalue("postgres_url")
        asyncio.run(migrate_postgres(url))
        yield lambda tenant: _postgres(url, tenant, keys and keys.seal(tenant))


@asynccontextmanager
async def _sqlite(path: Path, seal: Seal | None) -> AsyncIterator[Store]:
    migrate_sqlite(path)
    store = SqliteStore(path, seal)
    yield store
    await store.close()


@asynccontextmanager
async def _postgres(url: str, tenant: str, seal: Seal | None) -> AsyncIterator[Store]:
    engine = postgres_engine(url)
    store = PostgresStore(engine, tenant, seal)
    yield store
    await store.close()
    await engine.dispose()


def run(open_store: Open, story: Callable[[Store], Awaitable[None]], tenant: str = "one") -> None:
    async def whole() -> None:
        async with open_store(tenant) as store:
            await story(store)

    asyncio.run(whole())


def message(number: int, text: str = "Where is it?") -> Message:
    return Message(
        MessageId(f"m{number}"), TALK.id, ANNA.id, number, Role.CUSTOMER, NOW + timedelta(seconds=number), text,
        CleanText("[NAME_1]"), (Token(0, 4, "[NAME_1]"),), f"client-{number}",
    )  # fmt: skip


def test_what_was_written_is_found_again_after_opening_anew(open_store: Open) -> None:
    odd = message(1, "Grüße 👋🏽 \u202e ' \" \\ \n ; DROP TABLE messages; --")

    async def write(store: Store) -> None:
        await store.write(lambda ledger: [ledger.add(noun) for noun in (ANNA, TALK, odd)])

    async def find(store: Store) -> None:
        assert await store.read(lambda ledger: ledger.find(Contact, "anna")) == ANNA
        assert await store.read(lambda ledger: ledger.find(Conversation, "talk")) == TALK
        assert await store.read(lambda ledger: ledger.find(Message, "m1")) == odd
        assert await store.read(lambda ledger: ledger.find(Message, "m2")) is None

    run(open_store, write)
    run(open_store, find)


def test_a_unit_that_fails_leaves_nothing_and_harms_no_other(open_store: Open) -> None:
    def fail(ledger: Ledger) -> None:
        ledger.add(message(7))
        raise Conflict("no")

    def clash(ledger: Ledger) -> None:
        ledger.add(message(8))
        ledger.add(message(8))

    async def story(store: Store) -> None:
        units = [fail, lambda ledger: ledger.add(message(1)), clash, lambda ledger: ledger.add(message(2))]
        found = await asyncio.gather(*(store.write(unit) for unit in units), return_exceptions=True)
        assert isinstance(found[0], Conflict)
        assert isinstance(found[2], Conflict)
        kept = await store.read(lambda ledger: ledger.list(Message, conversation_id="talk"))
        assert [each.id for each in kept] == ["m1", "m2"]

    run(open_store, story)


def test_units_run_one_after_the_other(open_store: Open) -> None:
    def count(ledger: Ledger) -> int:
        talk = ledger.find(Conversation, "talk")
        assert talk
        ledger.put(replace(talk, messages=talk.messages + 1))
        return talk.messages

    async def story(store: Store) -> None:
        await store.write(lambda ledger: ledger.add(TALK))
        found = await asyncio.gather(*(store.write(count) for _ in range(300)))
        assert sorted(found) == list(range(300))

    run(open_store, story)


def test_lists_go_in_order_by_pages_and_backwards(open_store: Open) -> None:
    async def story(store: Store) -> None:
        other = replace(message(9), conversation_id=ConversationId("other"))
        await store.write(lambda ledger: [ledger.add(each) for each in (other, *map(message, (3, 1, 2, 5, 4)))])

        async def numbers(**how: Any) -> list[int]:
            found = await store.read(lambda ledger: ledger.list(Message, conversation_id="talk", **how))
            return [each.number for each in found]

        assert await numbers() == [1, 2, 3, 4, 5]
        assert await numbers(limit=2) == [1, 2]
        assert await numbers(limit=2, after=2) == [3, 4]
        assert await numbers(after=5) == []
        assert await numbers(newest=True, limit=2) == [5, 4]
        assert await numbers(newest=True, after=3) == [2, 1]
        assert await numbers(client_id="client-3") == [3]

    run(open_store, story)


def test_events_are_numbered_in_order_and_keep_their_shape(open_store: Open) -> None:
    decided = Recorded(Decided("hand_over", 2), NOW, TALK.id, ANNA.id, MessageId("m1"))
    kept = Recorded(MessageKept(Role.AGENT), NOW, TALK.id, ANNA.id, MessageId("m1"))

    async def story(store: Store) -> None:
        for event in (kept, decided):
            await store.write(lambda ledger, own=event: ledger.add(own))
        found = await store.read(lambda ledger: ledger.list(Recorded))
        first, second = [event.position for event in found]
        assert 0 < first < second
        assert found == [replace(kept, position=first), replace(decided, position=second)]
        with pytest.raises(Conflict):
            await store.write(lambda ledger: ledger.add(decided))  # once per message and kind

    run(open_store, story)


def test_what_is_done_is_gone(open_store: Open) -> None:
    async def story(store: Store) -> None:
        await store.write(lambda ledger: ledger.add(Errand("respond", "m1", NOW)))
        (errand,) = await store.read(lambda ledger: ledger.list(Errand, topic="respond"))
        place = errand.position
        assert errand == Errand("respond", "m1", NOW, None, place)
        for topic, number in (("respond", 1), ("retry", 0)):
            assert await store.read(lambda ledger, own=topic: ledger.count(Errand, topic=own)) == number
        await store.write(lambda ledger: ledger.drop(Errand, place))
        assert await store.read(lambda ledger: ledger.list(Errand)) == []

    run(open_store, story)


def test_a_tenant_sees_no_other(open_store: Open) -> None:
    async def write(store: Store) -> None:
        await store.write(lambda ledger: [ledger.add(ANNA), ledger.add(message(1))])

    async def look(store: Store) -> None:
        assert await store.read(lambda ledger: ledger.find(Contact, "anna")) is None
        assert await store.read(lambda ledger: ledger.list(Message)) == []
        await store.write(lambda ledger: ledger.drop(Contact, "anna"))
        await store.write(lambda ledger: ledger.add(replace(ANNA, name="Another Anna")))

    async def still(store: Store) -> None:
        assert await store.read(lambda ledger: ledger.find(Contact, "anna")) == ANNA

    run(open_store, write, "one")
    run(open_store, look, "two")
    run(open_store, still, "one")


def test_reading_is_of_one_moment_and_writes_nothing(open_store: Open) -> None:
    async def story(store: Store) -> None:
        with pytest.raises(StoreUnavailable):
            await store.read(lambda ledger: ledger.add(ANNA))
        assert await store.read(lambda ledger: ledger.list(Contact)) == []

    run(open_store, story)


def test_a_closed_store_says_so(open_store: Open) -> None:
    async def story(store: Store) -> None:
        waiting = [asyncio.ensure_future(store.write(lambda ledger, n=n: ledger.add(message(n)))) for n in range(1, 9)]
        await asyncio.sleep(0)
        await store.close()
        await asyncio.gather(*waiting)
        with pytest.raises(StoreUnavailable):
            await store.write(lambda ledger: ledger.add(ANNA))

    async def found(store: Store) -> None:
        assert len(await store.read(lambda ledger: ledger.list(Message))) == 8

    run(open_store, story)
    run(open_store, found)
