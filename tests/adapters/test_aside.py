from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from warmline.adapters.aside import Apart, Threads
from warmline.domain.errors import ModelDamaged

PARENT = """
import asyncio, os, time
from warmline.adapters.aside import Apart

if __name__ == "__main__":
    print(asyncio.run(Apart(0)(os.getpid)), flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.1])
def test_what_is_done_aside_comes_back(seconds: float) -> None:
    def fail() -> None:
        time.sleep(seconds)
        raise KeyError("why")

    async def whole() -> None:
        aside = Threads(1, "aside")
        assert await aside(lambda: time.sleep(seconds) or "done") == "done"
        with pytest.raises(KeyError, match="why"):
            await aside(fail)
        aside.close()

    asyncio.run(whole())


def test_who_stops_waiting_leaves_it_to_be_done() -> None:
    done: list[str] = []

    async def whole() -> None:
        aside = Threads(1, "aside")
        waiting = asyncio.ensure_future(aside(lambda: (time.sleep(0.1), done.append("done"))))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        aside.close()

    asyncio.run(whole())
    assert done == ["done"]


def divide(one: int, other: int) -> int:
    if other == 1:
        raise ModelDamaged("by one")
    return one // other


def test_what_is_done_apart_comes_back_and_so_does_what_it_raises() -> None:
    async def story() -> None:
        apart = Apart(0)
        assert await apart(divide, 7, other=2) == 3
        with pytest.raises(ModelDamaged, match="by one"):
            await apart(divide, 7, 1)
        assert os.getpid() != await apart(os.getpid) == await apart(os.getpid)
        apart.close()

    asyncio.run(story())


def test_a_process_that_dies_is_started_anew() -> None:
    async def story() -> None:
        apart = Apart(0)
        before = await apart(os.getpid)
        os.kill(before, signal.SIGKILL)
        assert await apart(os.getpid) != before
        apart.close()

    asyncio.run(story())


def test_it_never_outlives_who_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(1000):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail("it is still there")
