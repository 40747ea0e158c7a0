"""Where the first release kept its data: an SQLite file, or a PostgreSQL database whose owner is no superuser."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from warmline.adapters.store.migrate import STEPS, migrate_postgres, migrate_sqlite
from warmline.adapters.store.postgres import PostgresStore, postgres_engine
from warmline.adapters.store.sqlite import SqliteStore, open_sqlite
from warmline.ports import Store

WITH_LATER = (*STEPS, Path(__file__).parent / "steps")
"""The steps there are, and some that a later release may take."""
OWNER = "upgrade_owner"
_SHAPE = (
    "SELECT table_name || column_name || data_type || is_nullable FROM information_schema.columns "
    "WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "UNION ALL SELECT policyname || tablename || qual || with_check FROM pg_policies "
    "UNION ALL SELECT relname || relrowsecurity || relforcerowsecurity FROM pg_class WHERE relkind = 'r' ORDER BY 1"
)
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"


class Place(Protocol):
    """A database of one tenant."""

    where: str

    def run(self, sql: str) -> None:
        """Runs statements, all of them or none."""
        ...

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one statement."""
        ...

    def copy(self) -> Place:
        """The same again, elsewhere."""
        ...

    def drop(self) -> None:
        """It goes."""
        ...

    def all(self) -> list[Any]:
        """Its shape and every row."""
        ...

    def store(self) -> Any:
        """This release's store of it, as an asynchronous context."""
        ...


def migrate(where: str, to: str = "head", steps: tuple[Path, ...] = WITH_LATER) -> None:
    """Brings the place up to date."""
    if where.startswith("postgresql:"):
        asyncio.run(migrate_postgres(where.replace(":", "+asyncpg:", 1), to, steps))
    else:
        migrate_sqlite(Path(where), to, steps)


@dataclass(frozen=True)
class File:
    where: str

    def run(self, sql: str) -> None:
        with closing(open_sqlite(Path(self.where))) as connection:
            connection.executescript(f"BEGIN; {sql}; COMMIT")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(open_sqlite(Path(self.where))) as connection:
            return connection.execute(sql).fetchall()

    def copy(self) -> File:
        other = f"{self.where}.{uuid4().hex}"
        if Path(self.where).exists():
            with closing(open_sqlite(Path(self.where))) as here, closing(sqlite3.connect(other)) as there:
                here.backup(there)
        return File(other)

    def drop(self) -> None:
        for path in Path(self.where).parent.glob(f"{Path(self.where).name}*"):
            path.unlink()

    def all(self) -> list[Any]:
        with closing(open_sqlite(Path(self.where))) as connection:
            return sorted(connection.iterdump())

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        store = SqliteStore(Path(self.where))
        yield store
        await store.close()


@dataclass(frozen=True)
class Base:
    where: str
    server: str
    """Address of another database there, as its superuser."""

    def run(self, sql: str) -> None:
        asyncio.run(self._run(sql))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return asyncio.run(self._ask([sql]))[0]

    def copy(self) -> Base:
        return new_base(self.server, self._name())

    def drop(self) -> None:
        asyncio.run(_as_superuser(self.server, f"DROP DATABASE {self._name()} WITH (FORCE)"))

    def all(self) -> list[Any]:
        (tables,) = asyncio.run(self._ask([_TABLES]))
        rows = [f"SELECT '{name}', md5(string_agg(x::text, ' ' ORDER BY x::text)) FROM {name} x" for (name,) in tables]
        return asyncio.run(self._ask([_SHAPE, *rows]))

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        engine = postgres_engine(self.where.replace(":", "+asyncpg:", 1))
        store = PostgresStore(engine, "one")
        yield store
        await store.close()
        await engine.dispose()

    def _name(self) -> str:
        return urlsplit(self.where).path.lstrip("/")

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(self.where)
        await connection.execute(f"SELECT set_config('warmline.tenant', 'one', false); {sql}")
        await connection.close()

    async def _ask(self, statements: list[str]) -> list[list[tuple[Any, ...]]]:
        connection = await asyncpg.connect(self.where)
        await connection.execute("SELECT set_config('warmline.tenant', 'one', false)")
        found = [[tuple(row) for row in await connection.fetch(sql)] for sql in statements]
        await connection.close()
        return found


def new_base(server: str, template: str = "template0") -> Base:
    """A new database of the owner, like another."""
    name = f"upgrade_{uuid4().hex}"
    asyncio.run(_as_superuser(server, f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}"))
    return Base(server.replace("postgres:", f"{OWNER}:").replace("/postgres?", f"/{name}?"), server)


async def _as_superuser(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    if not await connection.fetchval(f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'"):
        await connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
    if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'warmline_app'"):
        await connection.execute(f"GRANT warmline_app TO {OWNER} WITH ADMIN OPTION")
    await connection.execute(statement)
    await connection.close()
