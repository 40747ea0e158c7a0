"""Bring a database to this release's shape, whatever release it comes from."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from warmline.adapters.disk import sync
from warmline.adapters.store.group import unavailable
from warmline.adapters.store.migrations.tables import APP_ROLE
from warmline.adapters.store.sqlite import open_sqlite
from warmline.domain.errors import StoreUnavailable

_SCRIPTS = Path(__file__).parent / "migrations"
STEPS = (_SCRIPTS / "versions",)
"""Folders of what leads from one shape to the next."""
_ALONE = 7_264_113
"""Number of the advisory lock that one migration holds."""
_PATIENCE = "4s"
"""How long a step waits for a table that somebody uses; others wait behind it to write."""


def migrate_sqlite(path: Path, to: str = "head", steps: Sequence[Path] = STEPS) -> None:
    """Makes the file or brings it up to date; each step is one transaction, so a crash leaves the step before.

    Raises StoreUnavailable, also for the shape of a newer release.
    """
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    new = not path.exists()
    path.touch(0o600)
    with path.with_suffix(".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = create_engine("sqlite://", creator=lambda: open_sqlite(path), poolclass=NullPool)
        event.listen(engine, "begin", _begin)
        try:
            with engine.connect() as connection:
                _upgrade(connection, to, steps)
        except DBAPIError as error:
            raise unavailable(error.orig or error) from error
    if new:  # that it is there has to stay so after a power cut
        for folder in list(path.parents)[:3]:
            sync(folder)


async def migrate_postgres(url: str, to: str = "head", steps: Sequence[Path] = STEPS) -> None:
    """The same for all tenants of a PostgreSQL database; `url` belongs to the owner of its tables."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_advisory_lock({_ALONE})")
        await connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}'")
        await connection.run_sync(_make_role)
        await connection.run_sync(_upgrade, to, steps)
        await connection.commit()
    await engine.dispose()


def newest_version() -> str:
    """Of this release's shape."""
    return known_versions()[0]


def known_versions(steps: Sequence[Path] = STEPS) -> list[str]:
    """Of all shapes that this release knows, newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config(steps)).walk_revisions()]


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_role(connection: Connection) -> None:
    known = connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'").first()
    if not known:
        connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT")
    connection.exec_driver_sql(f"GRANT {APP_ROLE} TO CURRENT_USER")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    connection.commit()


def _upgrade(connection: Connection, to: str, steps: Sequence[Path]) -> None:
    found = MigrationContext.configure(connection, opts={"version_table": "warmline_version"}).get_current_revision()
    connection.rollback()
    if found and found not in known_versions(steps):
        raise StoreUnavailable(
            f"the data have the shape {found!r} of a newer release: start that release, or restore an older backup"
        )
    config = _config(steps)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except DBAPIError as error:
        raise StoreUnavailable(f"the data were not brought up to date, start again: {error.orig}") from error


def _config(steps: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, steps)))
    return config
