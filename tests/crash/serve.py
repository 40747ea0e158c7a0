"""The service for the crash tests, as it is or with a mistake that they must notice.

python -m tests.crash.serve [early | apart]: for every line on standard input, a port, a service of its own, whose
process id is answered on standard output. What is imported is so once, and forked: starts take a tenth of the time.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

import uvicorn

from warmline.adapters.store import group, ledger, sqlite
from warmline.domain.events import MessageKept, Recorded
from warmline.house import House
from warmline.server.app import create_app
from warmline.settings import Settings


def answer_early() -> None:
    """The mistake of telling those who wait before all is on disk."""
    late: list[asyncio.Future[None]] = []

    async def early(driver: Any, database: Any, units: Sequence[Any], _here: Any, _there: Any) -> list[group.Outcome]:
        if late:
            await late.pop()
        driver.execute("BEGIN IMMEDIATE")
        outcomes = [group._try(database, ledger.SqlLedger(driver, database.codecs), unit) for unit in units]

        async def commit() -> None:
            await asyncio.sleep(0.05)
            driver.execute("COMMIT")

        late.append(asyncio.ensure_future(commit()))
        return outcomes

    sqlite.commit_group = early  # type: ignore[attr-defined]


def tell_apart() -> None:
    """The mistake of keeping a message's event in a transaction of its own, a moment later."""
    add, write = ledger.SqlLedger.add, sqlite.SqliteStore.write

    async def twice(self: Any, unit: Any) -> Any:
        later: list[Any] = []

        def without(given: Any) -> Any:
            given.later = later
            return unit(given)

        def the_rest(given: Any) -> None:
            for noun in later:
                add(given, noun)

        found = await write(self, without)
        if later:
            asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(write(self, the_rest)))
        return found

    def put_off(self: Any, noun: Any) -> int:
        if isinstance(noun, Recorded) and isinstance(noun.event, MessageKept):
            self.later.append(noun)
            return 0
        return add(self, noun)

    ledger.SqlLedger.add = put_off  # type: ignore[method-assign]
    sqlite.SqliteStore.write = twice  # type: ignore[method-assign]


def serve_on() -> None:
    """Until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for who is killed
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            uvicorn.run(create_app(House(Settings.from_environment())), port=int(line), log_level="warning")
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


MISTAKES = {"early": answer_early, "apart": tell_apart}


if __name__ == "__main__":
    for mistake in sys.argv[1:]:
        MISTAKES[mistake]()
    serve_on()
