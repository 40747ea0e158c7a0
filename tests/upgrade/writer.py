"""Somebody who keeps writing as the first release did, whatever becomes of the database; tells of each message kept.

python -m tests.upgrade.writer PATH_OR_URL
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from itertools import count
from typing import Any

import asyncpg

Execute = Callable[..., Awaitable[Any]]
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=5000",
    "trusted_schema=OFF",
)  # fmt: skip
FIND = (
    "SELECT conversations.id, conversations.inbox_id, conversations.contact_id, conversations.started_at, "
    "conversations.last_at, conversations.state, conversations.priority, conversations.messages "
    "FROM conversations WHERE conversations.id = ?"
)
KEEP = (
    "INSERT INTO messages (id, conversation_id, contact_id, number, role, at, text, clean, tokens, client_id, author, "
    "language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
RECORD = (
    "INSERT INTO events (at, kind, conversation_id, contact_id, message_id, event) VALUES (?, ?, ?, ?, ?, ?) "
    "RETURNING position"
)
COUNT = (
    "UPDATE conversations SET inbox_id=?, contact_id=?, started_at=?, last_at=?, state=?, priority=?, messages=? "
    "WHERE conversations.id = ?"
)
OWE = "INSERT INTO outbox (topic, contact_id, subject, due) VALUES (?, ?, ?, ?) RETURNING position"


async def write_on(where: str) -> None:
    """Writes until it is ended."""
    async with (_postgres if where.startswith("postgresql:") else _sqlite)(where) as (opening, execute):
        for number in count():
            for statement, *values in opening:
                await execute(statement, *values)
            await _keep(execute, number)
            await execute("COMMIT")
            sys.stdout.write(f"new{number} {time.monotonic()}\n")
            sys.stdout.flush()
            await asyncio.sleep(0.001)


async def _keep(execute: Execute, number: int) -> None:
    (talk, inbox, contact, started, _, state, priority, messages), *_ = await execute(FIND, f"talk{number % 10 + 1}")
    at, own = time.time_ns() // 1000, f"new{number}"
    words = f"Hello? {number}"
    await execute(KEEP, own, talk, contact, messages + 1, "customer", at, words, words, "[]", own, None, "en")
    await execute(RECORD, at, "message_kept", talk, contact, own, '{"role":"customer"}')
    await execute(COUNT, inbox, contact, started, at, state, priority, messages + 1, talk)
    await execute(OWE, "respond", contact, talk, at)


@asynccontextmanager
async def _sqlite(path: str) -> AsyncIterator[tuple[list[tuple[Any, ...]], Execute]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

        async def execute(statement: str, *values: Any) -> list[Any]:
            return connection.execute(statement, values).fetchall()

        yield [("BEGIN IMMEDIATE",)], execute


@asynccontextmanager
async def _postgres(url: str) -> AsyncIterator[tuple[list[tuple[Any, ...]], Execute]]:
    connection = await asyncpg.connect(url)
    await connection.execute("SET ROLE warmline_app")

    async def execute(statement: str, *values: Any) -> list[Any]:
        numbers = count(1)
        return list(await connection.fetch(re.sub(r"\?", lambda _: f"${next(numbers)}", statement), *values))

    mine = ("SELECT set_config('warmline.tenant', $1::text, true)", "one")
    alone = ("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", "warmline one")
    yield [("BEGIN",), mine, alone], execute
    await connection.close()


if __name__ == "__main__":
    asyncio.run(write_on(sys.argv[1]))
