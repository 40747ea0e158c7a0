"""What is kept is sealed: each cell opens in its own place, for its own tenant, with its own key."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warmline.adapters.store.migrate import migrate_sqlite
from warmline.adapters.store.reseal import admit, reseal
from warmline.adapters.store.seal import Keyring, load_keys
from warmline.adapters.store.sqlite import SqliteStore
from warmline.domain.errors import DataDamaged, SettingInvalid
from warmline.domain.people import Contact, ContactId
from warmline.ports import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OLD, NEW = (bytes([number]) * 32 for number in (1, 2))
WORD = "zanzibar"
Story = Callable[[Store], Awaitable[None]]


def contact(number: int) -> Contact:
    return Contact(ContactId(f"c{number:04}"), NOW, name=f"{WORD} {number}", attributes={"tier": WORD})


def play(path: Path, story: Story, *keys: bytes) -> None:
    """Plays a story in a tenant's file with these keys."""

    async def whole() -> None:
        migrate_sqlite(path)
        seal = Keyring(keys).seal("one") if keys else None
        store = await admit(SqliteStore(path, seal), seal, "one")
        try:
            await story(store)
        finally:
            await store.close()

    asyncio.run(whole())


def adds(*contacts: Contact) -> Story:
    async def story(store: Store) -> None:
        await store.write(lambda ledger: [ledger.add(each) for each in contacts])

    return story


def finds(*contacts: Contact) -> Story:
    async def story(store: Store) -> None:
        assert await store.read(lambda ledger: ledger.list(Contact, limit=10_000)) == list(contacts)

    return story


def seals_anew(key: bytes, rows: int) -> Story:
    async def story(store: Store) -> None:
        assert await reseal(store, Keyring((key,)).ids[0]) == rows

    return story


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def holding(folder: Path) -> list[str]:
    """The files that hold the word."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes())


@pytest.mark.parametrize("text", ["", "x", "Grüße 👋🏽 \u202e\n", "sealed1:", "x" * 100_000])
def test_a_cell_is_opened_as_it_was_closed_and_never_twice_the_same(text: str) -> None:
    seal = Keyring((OLD,)).seal("one")
    first, second = seal.close(text, "a.b of c"), seal.close(text, "a.b of c")
    assert first != second
    assert seal.open(first, "a.b of c") == seal.open(second, "a.b of c") == text
    assert first.isascii()


def test_what_was_changed_or_moved_says_so() -> None:
    ring = Keyring((OLD, NEW))
    seal, kept = ring.seal("one"), ring.seal("one").close("Hello", "messages.text of m1")
    wrong = [
        (seal, kept, "messages.text of m2"),
        (seal, kept, "messages.clean of m1"),
        (ring.seal("two"), kept, "messages.text of m1"),
        (seal, kept[:-1], "messages.text of m1"),
        (seal, kept[:17], "messages.text of m1"),
        (seal, kept[:20] + ("A" if kept[20] != "A" else "B") + kept[21:], "messages.text of m1"),
        (seal, kept + "ä", "messages.text of m1"),
        (seal, kept.replace(ring.ids[0], ring.ids[1]), "messages.text of m1"),
    ]
    for by, text, place in wrong:
        with pytest.raises(DataDamaged, match=place) as raised:
            by.open(text, place)
        assert "Hello" not in str(raised.value)


def test_a_plain_cell_is_taken_until_all_were_sealed() -> None:
    seal = Keyring((OLD,)).seal("one")
    assert seal.open("Hello", "a") == "Hello"
    assert seal.open("sealed1:0123abcd:QUJD", "a") == "sealed1:0123abcd:QUJD"  # a customer may write what they like
    seal.takes_plain = False
    for text in ("Hello", "", "sealed1:0123abcd:QUJD"):
        with pytest.raises(DataDamaged):
            seal.open(text, "a")


def test_a_new_tenant_is_sealed_from_its_first_row_on(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    play(path, adds(contact(1), contact(2)), OLD)
    play(path, finds(contact(1), contact(2)), OLD)
    assert holding(tmp_path) == []
    change(path, "UPDATE contacts SET name = 'Eve' WHERE id = 'c0001'")
    with pytest.raises(DataDamaged, match=r"contacts\.name of c0001"):
        play(path, finds(contact(1)), OLD)


def test_a_cell_put_into_another_row_is_not_taken_for_its_own(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    play(path, adds(contact(1), contact(2)), OLD)
    change(path, "UPDATE contacts SET name = (SELECT name FROM contacts WHERE id = 'c0001') WHERE id = 'c0002'")
    with pytest.raises(DataDamaged, match=r"contacts\.name of c0002"):
        play(path, finds(contact(1), contact(2)), OLD)


def test_what_was_plain_is_readable_and_sealed_anew(tmp_path: Path) -> None:
    path, people = tmp_path / "one.db", [contact(number) for number in range(1203)]
    play(path, adds(*people[:1200]))
    play(path, adds(*people[1200:]), OLD)
    assert holding(tmp_path) == ["one.db"]
    play(path, finds(*people), OLD)
    play(path, seals_anew(OLD, 1200), OLD)
    assert holding(tmp_path) == []
    play(path, finds(*people), OLD)
    play(path, seals_anew(OLD, 0), OLD)
    change(path, "UPDATE contacts SET name = 'Eve' WHERE id = 'c0001'")
    with pytest.raises(DataDamaged):
        play(path, finds(*people), OLD)


def test_a_new_key_takes_over(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    play(path, adds(contact(1)), OLD)
    play(path, adds(contact(2)), NEW, OLD)
    play(path, finds(contact(1), contact(2)), NEW, OLD)
    with pytest.raises(SettingInvalid, match=f"the key {Keyring((OLD,)).ids[0]}, which is not given"):
        play(path, finds(), NEW)
    play(path, seals_anew(NEW, 1), NEW, OLD)
    play(path, finds(contact(1), contact(2)), NEW)
    with pytest.raises(SettingInvalid, match=f"the key {Keyring((NEW,)).ids[0]}, which is not given"):
        play(path, finds(), OLD)


def test_without_its_key_nothing_is_opened_and_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    play(path, adds(contact(1)), OLD)
    for keys in ((), (NEW,)):
        with pytest.raises(SettingInvalid, match="tenant 'one' is sealed with the key"):
            play(path, adds(contact(2)), *keys)
    play(path, finds(contact(1)), OLD)


def test_keys_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file, old, new = tmp_path / "keys", b64encode(OLD).decode(), b64encode(NEW).decode()
    file.write_text(f"# new\n{new}\n\n  {old}  \n")
    assert load_keys("", None) is None
    assert load_keys(old, None) == Keyring((OLD,))
    assert load_keys("", file) == Keyring((NEW, OLD))
    assert old not in repr(load_keys(old, None))


@pytest.mark.parametrize(
    "given, lines, why",
    [
        ("x", None, "WARMLINE_ENCRYPTION_KEY is not 32 bytes in base64"),
        (b64encode(OLD[1:]).decode(), None, "WARMLINE_ENCRYPTION_KEY is not 32 bytes in base64"),
        ("\ud800", None, "WARMLINE_ENCRYPTION_KEY is not 32 bytes in base64"),
        (b64encode(OLD).decode(), "", "both given"),
        ("", "", "there is no key"),
        ("", "# none\n", "there is no key"),
        ("", f"{b64encode(OLD).decode()}\nsecret\n", "keys:2 is not 32 bytes in base64"),
        ("", f"{b64encode(OLD).decode()}\n" * 2, "a key is there twice"),
    ],
)
def test_what_is_no_key_is_said_and_not_shown(tmp_path: Path, given: str, lines: str | None, why: str) -> None:
    file = tmp_path / "keys"
    if lines is not None:
        file.write_text(lines)
    with pytest.raises(SettingInvalid, match=why) as raised:
        load_keys(given, file if lines is not None else None)
    assert "secret" not in str(raised.value)


def test_a_file_of_keys_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(os.urandom(200) + b"\xff\xfe")
    for name in ("none", "binary", "."):
        with pytest.raises(SettingInvalid, match="cannot be read"):
            load_keys("", tmp_path / name)
