from __future__ import annotations

import asyncio
import os
import sys
import time
from threading import get_native_id

import pytest

from warmline.adapters.aside import Threads


@pytest.mark.parametrize("nice", [0, 2])
@pytest.mark.parametrize("seconds", [0.0, 0.1])
def test_what_is_done_aside_comes_back(seconds: float, nice: int) -> None:
    def fail() -> None:
        time.sleep(seconds)
        raise KeyError("why")

    async def whole() -> None:
        aside = Threads(1, "aside", nice)
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows it of a thread")
def test_nice_threads_give_way() -> None:
    async def whole() -> None:
        mine, aside = os.getpriority(os.PRIO_PROCESS, 0), Threads(1, "aside", 2)
        assert await aside(lambda: os.getpriority(os.PRIO_PROCESS, get_native_id())) == min(mine + 2, 19)
        assert os.getpriority(os.PRIO_PROCESS, 0) == mine
        aside.close()

    asyncio.run(whole())
