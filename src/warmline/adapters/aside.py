"""What takes long is done in threads of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Threads:
    """Implements `warmline.ports.Aside`: at most so many things at once, beside the event loop."""

    def __init__(self, most: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(most, name)

    async def __call__(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Waits for what is being done."""
        self._threads.shutdown()
