"""Bring a database to this release's shape, whatever release it comes from."""

from __future__ import annotations

import fcntl
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from warmline.adapters.disk import sync
from warmline.adapters.store.group import unavailable
from warmline.adapters.store.migrations.tables import APP_ROLE
from warmline.adapters.store.sqlite import open_sqlite

_SCRIPTS = Path(__file__).parent / "migrations"
_ALONE = 7_264_113
"""Number of the advisory lock that one migration holds."""


def migrate_sqlite(path: Path) -> None:
    """Makes the file or brings it up to date; each step is one transaction, so a crash leaves the step before.

    Raises StoreUnavailable.
    """
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    new = not path.exists()
    path.touch(0o600)
    with path.with_suffix(".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = create_engine("sqlite://", creator=lambda: open_sqlite(path), poolclass=NullPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            with engine.connect() as connection:
                _upgrade(connection)
        except DBAPIError as error:
            raise unavailable(error.orig or error) from error
    if new:  # that it is there has to stay so after a power cut
        for folder in list(path.parents)[:3]:
            sync(folder)


async def migrate_postgres(url: str) -> None:
    """The same for all tenants of a PostgreSQL database; `url` belongs to the owner of its tables."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_advisory_lock({_ALONE})")
        await connection.run_sync(_make_role)
        await connection.run_sync(_upgrade)
        await connection.commit()
    await engine.dispose()


def newest_version() -> str:
    """Of this release's shape."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head
    return head


def _make_role(connection: Connection) -> None:
    known = connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'").first()
    if not known:
        connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT")
    connection.exec_driver_sql(f"GRANT {APP_ROLE} TO CURRENT_USER")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    connection.commit()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
