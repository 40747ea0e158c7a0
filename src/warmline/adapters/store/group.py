"""Group commit: what waits to be written is written in one transaction, so that many share one fsync."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from warmline.adapters.store.codec import Codec
from warmline.adapters.store.ledger import Driver, SqlLedger
from warmline.domain.errors import Conflict, DiskFull, StoreUnavailable, WarmlineError
from warmline.ports import Ledger

Unit = Callable[[Ledger], Any]
Waiting = tuple[Unit, Future[Any]]
MOST = 256
"""Units in one transaction."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit gave back, or why it did not happen."""

    value: Any = None
    error: Exception | None = None


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


def commit_group(driver: Driver, database: Database, units: Sequence[Unit]) -> list[Outcome]:
    """Outcomes, once all is on disk. A unit that fails leaves nothing; when all fail together each is tried alone."""
    try:
        return _commit(driver, database, units)
    except database.error as error:
        if len(units) == 1:
            return [Outcome(error=_meaning(error, database))]
    return [outcome for unit in units for outcome in commit_group(driver, database, [unit])]


def _meaning(error: Exception, database: Database) -> WarmlineError:
    """What a failure of the database is to those who called."""
    if isinstance(error, database.clash):
        return Conflict()
    full = "disk is full" in str(error) or "No space left" in str(error)
    return DiskFull(str(error)) if full else StoreUnavailable(str(error))


def _commit(driver: Driver, database: Database, units: Sequence[Unit]) -> list[Outcome]:
    try:
        for statement, values in database.opening:
            driver.execute(statement, values)
        ledger = SqlLedger(driver, database.codecs)
        outcomes = [_try(driver, database, ledger, unit) for unit in units]
        driver.execute("COMMIT")
    except BaseException:
        with suppress(database.error):  # the database may have undone it already
            driver.execute("ROLLBACK")
        raise
    return outcomes


def _try(driver: Driver, database: Database, ledger: Ledger, unit: Unit) -> Outcome:
    """A unit inside a savepoint. Raises the driver's error: then the transaction is what failed."""
    driver.execute("SAVEPOINT unit")
    try:
        outcome = Outcome(unit(ledger))
    except database.error:
        raise
    except Exception as error:
        driver.execute("ROLLBACK TO SAVEPOINT unit")
        outcome = Outcome(error=error)
    driver.execute("RELEASE SAVEPOINT unit")
    return outcome


def settle(waiting: Sequence[Future[Any]], outcomes: Sequence[Outcome]) -> None:
    """Tell those who wait; some may have gone."""
    for future, outcome in zip(waiting, outcomes, strict=True):
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.value)
