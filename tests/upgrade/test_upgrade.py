"""A database of the first release, full and in use, becomes one of a later release, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.contract.postgres import postgres_server  # noqa: F401
from tests.upgrade.places import WITH_LATER, File, Place, migrate, new_base
from warmline.adapters.home import back_up, restore
from warmline.adapters.store.codec import TABLES
from warmline.adapters.store.migrate import STEPS, known_versions
from warmline.domain.errors import StoreUnavailable
from warmline.domain.message import Message
from warmline.house import House
from warmline.ports import Ledger
from warmline.settings import Settings

FIRST = (Path(__file__).parent / "first.sql").read_text(encoding="utf-8")
SHAPE = "2127c1bae5b97cf603696eac72ea2dadb0271ac81d8b25f53b5370d6fce6d4b8"
"""SHA-256 of the first release's SQLite tables: databases of it are out there, so that its step is never changed."""
PROOF = "WARMLINE_PROOF" in os.environ
LONG = [pytest.mark.proof, pytest.mark.skipif(not PROOF, reason="long: run `make proof`")]
CHILDREN = multiprocessing.get_context("forkserver")
ORDER = list(reversed(known_versions(WITH_LATER)))


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    file = request.param == "sqlite"
    place = File(str(tmp_path / "one.db")) if file else new_base(request.getfixturevalue("postgres_server"))
    yield place
    place.drop()


def fill(place: Place, many: int) -> None:
    """Makes it a database of the first release."""
    migrate(place.where, "0001")
    tenant = "" if isinstance(place, File) else "INSERT INTO tenants VALUES ('one');"
    place.run(tenant + FIRST.replace("{many}", str(many)).replace("{talks}", "10"))


def test_the_first_shape_stays_as_it_is(tmp_path: Path) -> None:
    place = File(str(tmp_path / "one.db"))
    migrate(place.where, "0001")
    shape = place.ask(
        'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m, pragma_table_info(m.name) c UNION ALL '
        'SELECT m.name, i.name, c.name, i."unique", c.seqno '
        "FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c ORDER BY 1, 2, 3"
    )
    assert hashlib.sha256(repr(shape).encode()).hexdigest() == SHAPE


@pytest.mark.parametrize("many", [2_000, pytest.param(100_000, marks=LONG)])
def test_nothing_is_lost_while_somebody_writes_on(empty: Place, many: int, tmp_path: Path) -> None:
    fill(empty, many)
    old = "SELECT id, conversation_id, number, role, at, text, clean FROM messages WHERE id LIKE 'old%' ORDER BY id"
    before = empty.ask(old)
    with somebody_writing(empty, tmp_path / "told") as told:
        pauses = [_pause(told, lambda to=to: migrate(empty.where, to)) for to in ORDER]
    sys.stdout.write(f"{type(empty).__name__}, {many:,} messages, longest pause at each of {ORDER}: {pauses} s\n")
    assert len(before) == many
    assert empty.ask(old) == before
    assert empty.ask("SELECT count(*) FROM messages WHERE id LIKE 'old%' AND length IS NULL") == [(0,)]
    kept = {row[0] for row in empty.ask("SELECT m.id FROM messages m JOIN events e ON e.message_id = m.id")}
    assert {name for name, _ in _read(told)} <= kept
    assert asyncio.run(_read_and_written(empty)) == []
    assert max(pauses) <= 5 or not PROOF


@contextmanager
def somebody_writing(place: Place, told: Path) -> Iterator[Path]:
    """The first release goes on writing meanwhile, and tells of each message that was kept."""
    with told.open("wb") as file:
        writer = subprocess.Popen([sys.executable, "-m", "tests.upgrade.writer", place.where], stdout=file)
    try:
        _await_more(told, writer)
        yield told
        _await_more(told, writer)
    finally:
        writer.kill()
        writer.wait()


def _await_more(told: Path, writer: subprocess.Popen[bytes]) -> None:
    until, known = time.monotonic() + 60, len(_read(told))
    while len(_read(told)) == known:
        assert writer.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)


def _read(told: Path) -> list[tuple[str, float]]:
    lines = [line.split() for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [(name, float(at)) for name, at in lines]


def _pause(told: Path, step: Any) -> float:
    """Seconds for which at most nothing was acknowledged while the step was taken."""
    start = time.monotonic()
    step()
    end = time.monotonic()
    while _read(told)[-1][1] < end:
        time.sleep(0.01)
    moments = [at for _, at in _read(told)]
    around = zip(moments, moments[1:], strict=False)
    return round(max(after - before for before, after in around if after >= start and before <= end), 3)


async def _read_and_written(place: Place) -> list[str]:
    """Tables of which this release does not read what it wrote back."""
    async with place.store() as store:

        def wrong(ledger: Ledger) -> list[str]:
            found = []
            for kind, table in TABLES.items():
                nouns = ledger.list(kind, limit=3, **({"conversation_id": "talk"} if kind is Message else {}))
                for noun in nouns:
                    ledger.put(noun)
                again = ledger.list(kind, limit=3, **({"conversation_id": "talk"} if kind is Message else {}))
                if nouns != again or (f"INSERT INTO {table.name} " in FIRST and not nouns):
                    found.append(table.name)
            return found

        found: list[str] = await store.write(wrong)
        return found


@pytest.mark.parametrize("version", ORDER)
def test_a_step_cut_short_anywhere_is_taken_again(empty: Place, version: str) -> None:
    before = ORDER.index(version) - 1
    if before >= 0:
        fill(empty, 1200)
        migrate(empty.where, ORDER[before])
    whole = empty.copy()
    migrate(whole.where, version)
    wanted = whole.all()
    whole.drop()
    stride = 1 if PROOF else 3 if isinstance(empty, File) else 19
    for moment in count(1, stride):
        place = empty.copy()
        was_killed = _killed(place, version, moment)
        migrate(place.where, version)
        assert place.all() == wanted, moment
        place.drop()
        if not was_killed:
            assert moment > stride
            return


def _killed(place: Place, version: str, moment: int) -> bool:
    """Whether there were so many statements that it was killed before the one with this number."""
    child = CHILDREN.Process(target=_die, args=(place.where, version, moment))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def _die(where: str, version: str, moment: int) -> None:
    numbers = count(1)

    def look(*_: Any) -> None:
        if next(numbers) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)
    event.listen(Engine, "commit", look)
    migrate(where, version)


def test_an_older_release_says_that_it_is_older(empty: Place) -> None:
    fill(empty, 10)
    migrate(empty.where)
    before = empty.all()
    with pytest.raises(StoreUnavailable, match="shape 'rewrite' of a newer release"):
        migrate(empty.where, steps=STEPS)
    assert empty.all() == before


def test_a_backup_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "tenants" / "one").mkdir(parents=True)
    fill(File(str(old / "tenants" / "one" / "warmline.db")), 10)
    back_up(old, tmp_path / "backup")
    restore(tmp_path / "backup", new)

    async def whole() -> None:
        house = House(Settings(home=new, reader="linear"))
        await house.open()
        world = await house.world("one")
        assert len(await world.store.read(lambda ledger: ledger.list(Message, conversation_id="talk"))) == 2
        await house.close()

    asyncio.run(whole())
    place = File(str(new / "tenants" / "one" / "warmline.db"))
    assert place.ask("SELECT version_num FROM warmline_version") == [(known_versions()[0],)]
