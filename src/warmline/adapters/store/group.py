"""Group commit: what waits to be written is written in one transaction, so that many share one fsync."""

from __future__ import annotations

from asyncio import Future, Queue, get_running_loop
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from warmline.adapters.store.codec import Codec
from warmline.adapters.store.ledger import Driver, SqlLedger
from warmline.domain.errors import Conflict, DiskFull, StoreUnavailable, WarmlineError
from warmline.ports import Aside, Ledger

T = TypeVar("T")
Unit = Callable[[Ledger], Any]
Waiting = tuple[Unit, Future[Any]]
MOST = 64
"""Units in one transaction."""
_FULL = ("disk is full", "No space left", "SQLITE_IOERR_SHMSIZE")
"""How databases and the system say that there is no room; the last when SQLite's index of its log finds none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit gave back, or why it did not happen."""

    value: Any = None
    error: Exception | None = None
    added: Sequence[type[Any]] = ()
    """Kinds of the nouns that are kept from now on."""


Observer = Callable[[Sequence[Outcome], float], None]
"""Is told what became of a group and how many seconds it took, after those who wait; must not raise."""


def unseen(_outcomes: Sequence[Outcome], _seconds: float) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class Database:
    """What is the same for every transaction."""

    codecs: Mapping[type[Any], Codec]
    opening: tuple[tuple[str, tuple[Any, ...]], ...]
    """How a transaction starts; it waits until no other writes to this tenant's data."""
    error: type[Exception]
    """The driver's own."""
    clash: type[Exception]
    """What it raises where something may be there only once."""


class GroupWriter:
    """Writes what waits, together; belongs to the event loop that runs when it is made."""

    def __init__(self, commit: Callable[[list[Unit]], Awaitable[list[Outcome]]], seen: Observer = unseen) -> None:
        self._commit, self._seen = commit, seen
        self._queue: Queue[Waiting | None] = Queue()
        self._task = get_running_loop().create_task(self._write_on())
        self._closed = False

    async def write(self, unit: Callable[[Ledger], T]) -> T:
        """What the unit gave back, once it is on disk. Raises what the unit raises, or StoreUnavailable."""
        if self._closed:
            raise StoreUnavailable("the store is closed")
        done: Future[T] = get_running_loop().create_future()
        self._queue.put_nowait((unit, done))
        return await done

    async def close(self) -> None:
        """Writes what waits, then stops."""
        if not self._closed:
            self._closed = True
            self._queue.put_nowait(None)
        await self._task

    async def _write_on(self) -> None:
        while group := await self._next():
            start = perf_counter()
            outcomes = await self._outcomes([unit for unit, _ in group])
            for (_, done), outcome in zip(group, outcomes, strict=True):
                if done.done():  # whoever waited has gone
                    continue
                if outcome.error is not None:
                    done.set_exception(outcome.error)
                else:
                    done.set_result(outcome.value)
            self._seen(outcomes, perf_counter() - start)

    async def _outcomes(self, units: list[Unit]) -> list[Outcome]:
        try:
            return await self._commit(units)
        except Exception as error:  # the outermost loop: those who come next are not to wait for ever
            return [Outcome(error=error)] * len(units)

    async def _next(self) -> list[Waiting]:
        """All that waits, up to MOST; waits for the first. Empty when it is closing."""
        group: list[Waiting] = []
        waiting = await self._queue.get()
        while waiting is not None:
            group.append(waiting)
            if len(group) == MOST or self._queue.empty():
                return group
            waiting = self._queue.get_nowait()
        if group:
            self._queue.put_nowait(None)  # write these first, then stop
        return group


async def commit_group(
    driver: Driver, database: Database, units: Sequence[Unit], here: Aside, there: Aside
) -> list[Outcome]:
    """Outcomes, once all is on disk. A unit that fails leaves nothing; where that takes undoing each is tried alone.

    (A savepoint for each unit would cost half of what a group can write.) Units run `here`; what may wait, for another
    writer or for the disk, is done `there`.
    """
    try:
        await there(lambda: _open(driver, database))
        ledger = SqlLedger(driver, database.codecs)
        outcomes = await here(lambda: [_try(database, ledger, unit) for unit in units])
        await there(lambda: driver.execute("COMMIT"))
        return outcomes
    except (database.error, _HalfDone) as error:
        await here(lambda: _undo(driver, database))
        if len(units) == 1:
            return [Outcome(error=error.why if isinstance(error, _HalfDone) else _meaning(error, database))]
    return [outcome for unit in units for outcome in await commit_group(driver, database, [unit], here, there)]


def unavailable(error: Exception) -> StoreUnavailable:
    """What a failure is that is nobody's fault: a full disk, or any other."""
    full = any(sign in str(error) for sign in _FULL) or getattr(error, "sqlite_errorname", "") in _FULL
    return DiskFull(str(error)) if full else StoreUnavailable(str(error))


def _meaning(error: Exception, database: Database) -> WarmlineError:
    """What a failure of the database is to those who called."""
    if isinstance(error, database.clash):
        return Conflict()
    return unavailable(error)


def _open(driver: Driver, database: Database) -> None:
    for statement, values in database.opening:
        driver.execute(statement, values)


def _undo(driver: Driver, database: Database) -> None:
    with suppress(database.error):  # the database may have undone it already
        driver.execute("ROLLBACK")


class _HalfDone(Exception):
    """A unit changed something before it raised."""

    def __init__(self, why: Exception) -> None:
        self.why = why


def _try(database: Database, ledger: SqlLedger, unit: Unit) -> Outcome:
    """A unit's outcome. Raises the driver's error and _HalfDone: then the transaction is what failed."""
    ledger.added, ledger.changed = [], False
    try:
        return Outcome(unit(ledger), added=ledger.added)
    except database.error:
        raise
    except Exception as error:
        if ledger.changed:
            raise _HalfDone(error) from error
        return Outcome(error=error)
