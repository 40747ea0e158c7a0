"""What takes long is done in threads or a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread, get_native_id
from types import ModuleType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """Implements `warmline.ports.Aside`: at most so many things at once, beside the event loop.

    On a full core they give way by `nice`, where threads can (Linux).
    """

    def __init__(self, most: int, name: str, nice: int = 0) -> None:
        self._threads = ThreadPoolExecutor(most, name, _give_way, (nice,))

    async def __call__(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Waits for what is being done."""
        self._threads.shutdown()


def _give_way(nice: int) -> None:
    if sys.platform == "linux" and nice:
        os.setpriority(os.PRIO_PROCESS, get_native_id(), nice)


class Apart:
    """A process of its own, started when it is first needed, that does one thing at a time and never outlives this one.

    On a full core it gives way by `nice`, what others leave is its: once it has done the first thing, so that nobody
    waits for ever for its start on a machine that is busy. If it dies it is started anew.
    """

    def __init__(self, nice: int) -> None:
        self._nice = nice
        self._process: Executor | None = None

    async def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a module's function gives back; all of it must be possible to pickle. Raises what that raises."""
        try:
            return await self._do(work, *args, **kwargs)
        except BrokenProcessPool:
            self.close()
        return await self._do(work, *args, **kwargs)

    def close(self) -> None:
        """Waits for what is being done."""
        if self._process:
            self._process.shutdown(cancel_futures=True)
        self._process = None

    async def _do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        new = self._process is None
        process = self._process = self._process or ProcessPoolExecutor(1, get_context("spawn"), _begin)
        with _no_main():
            done = process.submit(work, *args, **kwargs)
            if new:
                process.submit(_give_way, self._nice)
        return await asyncio.wrap_future(done)


@contextmanager
def _no_main() -> Iterator[None]:
    """A process that is started meanwhile does not run the main module again, with all that this brings."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to both: the first sees to the second
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
