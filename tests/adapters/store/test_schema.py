"""Every table is the same in the code, in a migrated SQLite file and in PostgreSQL, and says whose its rows are."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Table, create_engine, inspect
from sqlalchemy.dialects import sqlite

from tests.contract.postgres import postgres_server, postgres_url  # noqa: F401
from warmline.adapters.store.codec import TABLES
from warmline.adapters.store.migrate import migrate_postgres, migrate_sqlite
from warmline.adapters.store.migrations.tables import APP_ROLE
from warmline.adapters.store.schema import METADATA, Privacy

ALL = list(METADATA.tables.values())


@pytest.mark.parametrize("table", ALL, ids=str)
def test_it_is_known_whose_every_row_is(table: Table) -> None:
    privacy = table.info["privacy"]
    assert isinstance(privacy, Privacy)
    if "contact_id" in table.c and table.name != "erasures":
        assert (privacy.whose, privacy.forget) == ("contact_id", "delete")
    assert privacy.whose is None or privacy.whose in table.c
    assert table in TABLES.values()


def test_a_migrated_file_has_these_tables_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "one.db"
    migrate_sqlite(path)
    migrate_sqlite(path)
    found = inspect(create_engine(f"sqlite:///{path}"))
    assert set(found.get_table_names()) == {*METADATA.tables, "warmline_version"}
    for table in ALL:
        assert _columns(found.get_columns(table.name)) == _columns(table.columns), table.name
        wanted = {(str(index.name), tuple(index.columns.keys()), bool(index.unique)) for index in table.indexes}
        assert {
            (i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(table.name)
        } == wanted


def _columns(columns: Any) -> list[tuple[str, str, bool]]:
    of = [each if isinstance(each, dict) else vars(each) for each in columns]
    return [(str(each["name"]), each["type"].compile(dialect=sqlite.dialect()), bool(each["nullable"])) for each in of]


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    migrate_sqlite(path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_step_that_fails_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    made, path = op.create_table, tmp_path / "one.db"

    def fail(name: str, *rest: Any, **more: Any) -> Any:
        if name == "keys":
            raise RuntimeError("no more")
        return made(name, *rest, **more)

    monkeypatch.setattr(op, "create_table", fail)
    with pytest.raises(RuntimeError):
        migrate_sqlite(path)
    with sqlite3.connect(path) as connection:
        assert "messages" not in {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    monkeypatch.undo()
    migrate_sqlite(path)


def test_postgres_shows_a_connection_nothing_of_other_tenants(postgres_url: str) -> None:  # noqa: F811
    asyncio.run(migrate_postgres(postgres_url))
    asyncio.run(migrate_postgres(postgres_url))

    async def look() -> None:
        connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
        for tenant in ("one", "two"):
            await connection.execute(f"SELECT set_config('warmline.tenant', '{tenant}', false)")
            await connection.execute("INSERT INTO agents (id, created_at, name) VALUES ('sam', 0, 'Sam')")
        await connection.execute(f"SET ROLE {APP_ROLE}")
        assert await connection.fetchval("SELECT tenant FROM agents") == "two"
        for hostile in (
            "INSERT INTO agents (tenant, id, created_at, name) VALUES ('one', 'eve', 0, 'Eve')",
            "UPDATE agents SET tenant = 'one'",
            "ALTER TABLE agents DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_tenant ON agents",
            "DROP TABLE agents",
            "TRUNCATE agents",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(hostile)
        await connection.execute("DELETE FROM agents")
        await connection.execute("RESET warmline.tenant")
        assert await connection.fetchval("SELECT count(*) FROM agents") == 0
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("INSERT INTO agents (id, created_at, name) VALUES ('eve', 0, 'Eve')")
        await connection.execute("SELECT set_config('warmline.tenant', 'one', false)")
        assert await connection.fetchval("SELECT count(*) FROM agents") == 1
        tables = await connection.fetch(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
            "AND relname NOT IN ('tenants', 'warmline_version')"
        )
        assert {row["relname"] for row in tables} == set(METADATA.tables)
        assert all(row["relrowsecurity"] and row["relforcerowsecurity"] for row in tables)
        await connection.close()

    asyncio.run(look())
