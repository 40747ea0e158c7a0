"""Keeps messages from many callers and writes down, in order, what reaches the files below and what is acknowledged.

python -m tests.power.serve HOME JOURNAL FIRST COUNT [normal]: messages from number FIRST on; `normal` is the mistake
of not waiting for the disk.
"""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from tests.crash.test_crash import TALKS, store_of
from tests.shim import OK, Watcher, lay_under_sqlite
from warmline.adapters.clock import SystemClock
from warmline.adapters.store import sqlite
from warmline.adapters.tombstones import TombstoneFile
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.world import World
from warmline.domain.message import ConversationId

CALLERS = 16
SCRUB_EVERY = 150
"""Messages after which the log is emptied into the database, as it is when somebody is forgotten."""


class Journal(Watcher):
    """Every record is on its way out before the next begins, so any beginning of it is what a power cut may leave."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, *record: Any) -> int:
        content = msgspec.msgpack.encode(record)
        os.write(self._file, len(content).to_bytes(4) + content)
        return OK

    def opened(self, path: str, *, new: bool) -> None:
        self.note("opened", Path(path).name)

    def writes(self, path: str, offset: int, data: bytes) -> int:
        return self.note("write", Path(path).name, offset, data)

    def cuts(self, path: str, size: int) -> int:
        return self.note("cut", Path(path).name, size, b"")

    def syncs(self, path: str, number: int) -> None:
        self.note("sync", Path(path).name, number)

    def synced(self, path: str, number: int) -> None:
        self.note("synced", Path(path).name, number)

    def deletes(self, path: str, *, for_good: bool) -> None:
        self.note("delete", Path(path).name, for_good)


async def keep(home: Path, journal: Journal, first: int, most: int) -> None:
    """Ends as soon as so many are acknowledged, in the middle of everything else."""
    store, numbers, left = store_of(home), count(first), iter(range(most))
    nobody: Any = None  # hears or routes here
    world = World(store, TombstoneFile(home / "none"), SystemClock(), *[nobody] * 12)

    async def call() -> None:
        for number in numbers:
            said = Said(ConversationId(f"talk{number % TALKS}"), f"Where is parcel {number}?", client_id=f"c{number}")
            message = await receive(world, said)
            journal.note("acknowledged", f"c{number}", message.id)
            if next(left, None) is None:
                os._exit(0)
            if number % SCRUB_EVERY == 0:
                await store.scrub()

    await asyncio.gather(*(call() for _ in range(CALLERS)))


if __name__ == "__main__":
    if "normal" in sys.argv:
        sqlite._PRAGMAS = tuple(pragma.replace("FULL", "NORMAL") for pragma in sqlite._PRAGMAS)  # type: ignore[assignment]
        sqlite._FULL = 1
    watching = Journal(Path(sys.argv[2]))
    lay_under_sqlite(watching)
    asyncio.run(keep(Path(sys.argv[1]), watching, int(sys.argv[3]), int(sys.argv[4])))
