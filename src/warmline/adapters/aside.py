"""What takes long is done in threads of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import get_native_id
from typing import TypeVar

T = TypeVar("T")
_PATIENCE, _STILL = 0.04, 0.01
"""Seconds after which the event loop stands still for nice threads, and how long, so that however much it has to do it
gives the interpreter away: a thread that only waits for its turn may never get one."""


class Threads:
    """Implements `warmline.ports.Aside`: at most so many things at once, beside the event loop.

    On a full core `nice` threads get a smaller share; what others leave is theirs.
    """

    def __init__(self, most: int, name: str, nice: int = 0) -> None:
        self._threads, self._nice = ThreadPoolExecutor(most, name, _give_way, (nice,)), nice

    async def __call__(self, work: Callable[[], T]) -> T:
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        while self._nice and not (await asyncio.wait([done], timeout=_PATIENCE))[0]:
            time.sleep(_STILL)
        return await done

    def close(self) -> None:
        """Waits for what is being done."""
        self._threads.shutdown()


def _give_way(nice: int) -> None:
    """Only Linux knows it of a thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + nice)
