"""A tenant's data in PostgreSQL, which itself lets a connection see no other tenant's rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

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
from warmline.adapters.store.migrations.tables import APP_ROLE
from warmline.domain.errors import StoreUnavailable
from warmline.ports import Ledger

T = TypeVar("T")
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 1.0
"""Seconds before a lost connection is tried again."""
_PATIENCE = {"timeout": 5, "command_timeout": 30}
"""Seconds until a connection, or the answer to one statement, counts as lost."""


def postgres_engine(url: str) -> AsyncEngine:
    """An engine for all tenants, whose connections own nothing and whose transactions are begun by hand."""
    engine = create_async_engine(
        url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, hide_parameters=True, connect_args=_PATIENCE
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _own_nothing(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET ROLE {APP_ROLE}")
        cursor.close()

    return engine


@contextmanager
def reaching(engine: AsyncEngine) -> Iterator[None]:
    """Where the database may not be reached, which is raised as StoreUnavailable."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, OSError) as error:
        raise unavailable(error) from error


class PostgresStore:
    """Implements `warmline.ports.Store`; belongs to the event loop that runs when it is opened."""

    def __init__(self, engine: AsyncEngine, tenant: str, seal: Seal | None = None, seen: Observer = unseen) -> None:
        self._engine = engine
        self._mine: tuple[str, tuple[Any, ...]] = ("SELECT set_config('warmline.tenant', $1::text, true)", (tenant,))
        alone = ("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", (f"warmline {tenant}",))
        driver = engine.dialect.loaded_dbapi
        opening = (("BEGIN", ()), self._mine, alone)
        self._database = Database(codecs(seal), opening, driver.Error, driver.IntegrityError)
        self._statements = Statements(engine.dialect)
        self._writer = GroupWriter(self._commit, seen)
        self._wait = _FIRST_WAIT

    async def write(self, unit: Callable[[Ledger], T], *, spare: float = 0) -> T:
        """What the unit gave back, once it is on disk. Raises what the unit raises, or StoreUnavailable."""
        return await self._writer.write(unit)

    async def read(self, unit: Callable[[Ledger], T]) -> T:
        """What the unit found, all of it at one moment."""
        async with self._connected() as connection:
            return await connection.run_sync(self._read, unit)

    async def scrub(self) -> None:
        """Nothing to do: PostgreSQL's own vacuum overwrites what was deleted."""

    async def compact(self) -> None:
        """Nothing to do: whoever owns the tables can do it (VACUUM FULL)."""

    async def ready(self) -> None:
        """Raises StoreUnavailable when nothing can be found; how much room PostgreSQL has is not known here."""
        await self.read(lambda ledger: None)

    async def close(self) -> None:
        """Writes what waits, then lets go; the engine stays open."""
        await self._writer.close()

    def _read(self, connection: Connection, unit: Callable[[Ledger], T]) -> T:
        driver = self._driver(connection)
        driver.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            driver.execute(*self._mine)
            return unit(SqlLedger(driver, self._database.codecs))
        finally:
            with suppress(self._database.error):
                driver.execute("ROLLBACK")

    async def _commit(self, units: list[Unit]) -> list[Outcome]:
        try:
            outcomes = await self._commit_at_once(units)
        except StoreUnavailable as error:
            outcomes = [Outcome(error=error)] * len(units)
            await asyncio.sleep(self._wait)
            self._wait = min(2 * self._wait, _LONGEST_WAIT)
        else:
            self._wait = _FIRST_WAIT
        return outcomes

    async def _commit_at_once(self, units: list[Unit]) -> list[Outcome]:
        async with self._connected() as connection:

            async def way(work: Callable[[], T]) -> T:
                return await connection.run_sync(lambda _: work())

            driver = await connection.run_sync(self._driver)
            return await commit_group(driver, self._database, units, way, way)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection, which nobody uses again when it fails. Raises StoreUnavailable."""
        with reaching(self._engine):
            async with self._engine.connect() as connection:
                try:
                    yield connection
                except (OSError, asyncio.CancelledError):  # a transaction may still be open
                    await connection.invalidate()
                    raise

    def _driver(self, connection: Connection) -> Driver:
        return Driver(connection.connection.dbapi_connection, self._statements)
