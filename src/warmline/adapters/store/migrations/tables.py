"""A tenant's tables on both databases: alone in its SQLite file, or marked and fenced off in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from alembic import op
from sqlalchemy import BigInteger, Column, Identity, Integer, Text, text

APP_ROLE = "warmline_app"
"""Owns nothing and is fenced in by row-level security; every connection that serves takes it on."""
_TYPES = {"text": Text, "count": Integer, "wide": BigInteger}
_MINE = "nullif(current_setting('warmline.tenant'), '')"
"""Fails when no tenant was ever set, and is nobody's when it was unset: nothing is seen or kept by mistake."""


def share_tenants() -> None:
    """Makes the list of tenants where they share a database."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_table("tenants", Column("name", Text, primary_key=True))
        op.execute(f"GRANT SELECT, INSERT ON tenants TO {APP_ROLE}")


def own(
    name: str, columns: str, *, key: str = "id", unique: Mapping[str, str] | None = None,
    index: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Makes a table of columns `name type, …`: a `?` marks what may be missing, the database numbers a `place`."""
    shared = op.get_bind().dialect.name == "postgresql"
    made = [_column(part.strip(), key, shared) for part in columns.split(",")]
    if shared:
        made.insert(0, Column("tenant", Text, primary_key=True, server_default=text(_MINE)))
    op.create_table(name, *made, sqlite_autoincrement=any(column.autoincrement is True for column in made))
    first = ["tenant"] if shared else []
    for kind in (unique or {}), (index or {}):
        for index_name, of in kind.items():
            op.create_index(index_name, name, [*first, *of.split()], unique=kind is unique)
    if shared:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {name} USING (tenant = {_MINE}) WITH CHECK (tenant = {_MINE})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP_ROLE}")


def more_index(name: str, table: str, columns: str) -> None:
    """Another index of a table that is there."""
    first = ["tenant"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_index(name, table, [*first, *columns.split()])


def in_batches(statement: str) -> None:
    """Runs a statement that changes some rows until there are none left, each time in a transaction of its own.

    Nobody waits long to write meanwhile, and after a crash it goes on where it was. In PostgreSQL even the owner sees
    the rows of one tenant at a time.
    """
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        shared = connection.dialect.name == "postgresql"
        for tenant in connection.exec_driver_sql("SELECT name FROM tenants").scalars().all() if shared else [""]:
            if shared:
                connection.exec_driver_sql("SELECT set_config('warmline.tenant', $1::text, false)", (tenant,))
            while connection.exec_driver_sql(statement).rowcount:
                pass


def _column(part: str, key: str, shared: bool) -> Column[object]:
    name, kind = part.split()
    if kind == "place":
        given = [Identity(always=False)] if shared else []
        return Column(name, BigInteger if shared else Integer, *given, primary_key=True, autoincrement=True)
    return Column(
        name, _TYPES[kind.rstrip("?")], primary_key=name == key, nullable=kind.endswith("?"), autoincrement=False
    )
