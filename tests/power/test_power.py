"""The power is cut while messages are kept: no acknowledged word is lost, doubled or without its event.

A layer below the driver that is shipped writes down what reaches the files and what is acknowledged, in order. A cut is
a beginning of that; what was not synced by then is there in part, in any order, or not at all.
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import msgspec
import pytest

from tests.crash.test_crash import LONG, in_store, populate, wrong
from tests.power.disk import Disk, Record
from tests.shim import sqlite_library
from warmline.adapters.store.migrate import migrate_sqlite

MESSAGES = 600
"""In one run: the log is emptied into the database some times, and starts anew."""


class Plant:
    """A home whose power fails."""

    def __init__(self, home: Path, talks: list[str], seed: int) -> None:
        self.home, self.talks, self.random = home, talks, Random(seed)
        self.folder = home / "tenants" / "one"
        self.acknowledged: dict[str, str] = {}

    def wrong_after(self, runs: int, cuts: int, *mistakes: str) -> dict[str, int]:
        """What is wrong after so many cuts of each run, or as soon as something is; every run goes on from a cut."""
        for _ in range(runs):
            before = self._files()
            records = list(_records(self._run(mistakes)))
            for _ in range(cuts):
                disk = Disk(before)
                disk.follow(records[: self.random.randrange(len(records) + 1)])
                self._place(disk.after(self.random))
                known = self.acknowledged | disk.acknowledged
                if found := self._wrong(known):
                    return found
            self.acknowledged = known
        return {}

    def _run(self, mistakes: tuple[str, ...]) -> bytes:
        journal = self.home / "journal"
        journal.unlink(missing_ok=True)
        first = next(number for number in range(10**9) if f"c{number}" not in self.acknowledged)
        call = [sys.executable, "-m", "tests.power.serve", self.home, journal, str(first), str(MESSAGES), *mistakes]
        subprocess.run(call, check=True, timeout=300)
        return journal.read_bytes()

    def _files(self) -> dict[str, bytes]:
        """What is on disk; the index of the log (-shm) is memory, not a file."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if not path.name.endswith("-shm")}

    def _place(self, files: dict[str, bytes]) -> None:
        for path in self.folder.iterdir():
            path.unlink()
        for name, content in files.items():
            (self.folder / name).write_bytes(content)

    def _wrong(self, acknowledged: dict[str, str]) -> dict[str, int]:
        files = self._files()
        try:
            found = asyncio.run(in_store(self.home, lambda store: wrong(store, self.talks, acknowledged)))
            with closing(sqlite3.connect(self.folder / "warmline.db")) as connection:
                damaged = connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
        finally:
            self._place(files)  # the next run starts from the cut itself
        return found | ({"damaged": 1} if damaged else {})


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    try:
        sqlite_library()
    except (OSError, AttributeError) as error:
        pytest.skip(f"Python's SQLite cannot be reached from outside: {error}")
    migrate_sqlite(tmp_path / "tenants" / "one" / "warmline.db")
    return Plant(tmp_path, asyncio.run(in_store(tmp_path, populate)), 7)


@pytest.mark.parametrize("runs, cuts", [(2, 5), pytest.param(30, 10, marks=LONG)])
def test_nothing_acknowledged_is_lost(plant: Plant, runs: int, cuts: int) -> None:
    assert plant.wrong_after(runs, cuts) == {}
    assert len(plant.acknowledged) > 10 * runs


def test_not_to_wait_for_the_disk_is_noticed(plant: Plant) -> None:
    assert "lost" in plant.wrong_after(10, 20, "normal")


def _records(journal: bytes) -> Iterator[Record]:
    at = 0
    while at < len(journal):
        size = int.from_bytes(journal[at : at + 4])
        yield msgspec.msgpack.decode(journal[at + 4 : at + 4 + size], type=tuple)
        at += 4 + size
