from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from warmline.adapters.aside import Apart
from warmline.domain.errors import ModelDamaged

PARENT = """
import asyncio, os, time
from warmline.adapters.aside import Apart

if __name__ == "__main__":
    print(asyncio.run(Apart(0)(os.getpid)), flush=True)
    time.sleep(600)
"""


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
