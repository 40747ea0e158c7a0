"""A tenant's data in one SQLite file: one writer with group commit, readers beside it, every commit on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from sqlalchemy.dialects import sqlite

from warmline.adapters.reserve import Reserve
from warmline.adapters.store.codec import Seal, codecs
from warmline.adapters.store.group import (
    Database,
    GroupWriter,
    Observer,
    Outcome,
    Unit,
    commit_group,
    unavailable,
    unseen,
)
from warmline.adapters.store.ledger import Driver, SqlLedger, Statements
from warmline.domain.errors import DiskFull, StoreUnavailable
from warmline.ports import Ledger

T = TypeVar("T")
_OPENING = (("BEGIN IMMEDIATE", ()),)
_READERS = 4
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=5000",
    "trusted_schema=OFF",
)  # fmt: skip
_FULL = 2
_NO_ROOM = "there is no room on the disk"


class SqliteStore:
    """Implements `warmline.ports.Store`; belongs to the event loop that runs when it is opened."""

    def __init__(
        self, path: Path, seal: Seal | None = None, seen: Observer = unseen, reserve: Reserve | None = None
    ) -> None:
        self._reserve = reserve or Reserve(path.with_name("reserve"), 0)
        self._database = Database(codecs(seal), _OPENING, sqlite3.Error, sqlite3.IntegrityError)
        self._idle: SimpleQueue[Driver] = SimpleQueue()
        for _ in range(_READERS):
            self._idle.put(_driver(path, reads_only=True))
        self._readers = ThreadPoolExecutor(_READERS, "store-reader")
        self._disk = ThreadPoolExecutor(1, "store-writer")
        self._driver, self._alone = _driver(path), asyncio.Lock()
        self._writer = GroupWriter(self._commit, seen)

    async def write(self, unit: Callable[[Ledger], T], *, spare: float = 0) -> T:
        """What the unit gave back, once it is on disk. Raises what the unit raises, StoreUnavailable or DiskFull."""
        if not self._reserve.allows(spare):
            raise DiskFull(_NO_ROOM)
        return await self._spending(lambda: self._writer.write(unit), spare)

    async def read(self, unit: Callable[[Ledger], T]) -> T:
        """What the unit found, all of it at one moment."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def scrub(self) -> None:
        """Empties the write-ahead log, while nobody writes; deleted rows were overwritten when they were deleted."""
        await self._spending(self._empty_log, 1)

    async def ready(self) -> None:
        """Raises StoreUnavailable when nothing can be found, DiskFull when nothing more can be kept."""
        await self.read(lambda ledger: None)
        if self._reserve.is_short():
            raise DiskFull(_NO_ROOM)

    async def compact(self) -> None:
        """Writes the file anew, so that nothing is left of what was replaced."""
        try:
            async with self._alone:
                await self._there(lambda: self._driver.execute("VACUUM"))
        except sqlite3.Error as error:
            raise unavailable(error) from error
        await self.scrub()

    async def close(self) -> None:
        """Writes what waits, then lets go of the file."""
        await self._writer.close()
        self._disk.shutdown()
        self._driver.close()
        self._readers.shutdown()
        while not self._idle.empty():
            self._idle.get().close()

    async def _spending(self, work: Callable[[], Awaitable[T]], spare: float) -> T:
        """What the work gave back; done again with the room kept for it when there is no other."""
        try:
            return await work()
        except DiskFull:
            if not spare:
                raise
            self._reserve.give_up()
        return await work()

    def _read(self, unit: Callable[[Ledger], T]) -> T:
        driver = self._idle.get()
        try:
            driver.execute("BEGIN")
            return unit(SqlLedger(driver, self._database.codecs))
        except sqlite3.Error as error:
            raise unavailable(error) from error
        finally:
            with suppress(sqlite3.Error):
                driver.execute("ROLLBACK")
            self._idle.put(driver)

    async def _empty_log(self) -> None:
        try:
            async with self._alone:
                ((busy, *_),) = await self._there(lambda: self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        except sqlite3.Error as error:
            raise unavailable(error) from error
        if busy:
            raise StoreUnavailable("the write-ahead log is in use")

    async def _commit(self, units: list[Unit]) -> list[Outcome]:
        """Units run in the event loop, for which another thread would only compete; the disk is waited for apart."""
        async with self._alone:
            return await commit_group(self._driver, self._database, units, _here, self._there)

    async def _there(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)


async def _here(work: Callable[[], T]) -> T:
    return work()


def open_sqlite(path: Path, *, reads_only: bool = False) -> sqlite3.Connection:
    """A connection with the right pragmas. Raises StoreUnavailable when SQLite refuses one."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in (*_PRAGMAS, "query_only=ON") if reads_only else _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        synchronous = connection.execute("PRAGMA synchronous").fetchone()
    except sqlite3.Error as error:
        raise unavailable(error) from error
    if synchronous != (_FULL,):
        raise StoreUnavailable("SQLite does not wait for the disk: synchronous is not FULL")
    return connection


def _driver(path: Path, *, reads_only: bool = False) -> Driver:
    return Driver(open_sqlite(path, reads_only=reads_only), Statements(sqlite.dialect(paramstyle="qmark")))
