"""A service in a process of its own, to be measured from outside."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx2

from warmline.server.run import run_server
from warmline.settings import Settings

HERE = "127.0.0.1"


@contextmanager
def serving(
    settings: Settings, run: Callable[[Settings, str, int], None] = run_server
) -> Iterator[tuple[BaseProcess, int]]:
    """The process and its port, once it is ready; killed afterwards."""
    with socket.socket() as found:
        found.bind((HERE, 0))
        port = int(found.getsockname()[1])
    server = multiprocessing.get_context("spawn").Process(target=run, args=(settings, HERE, port))
    server.start()
    try:
        while not _ready(port):
            time.sleep(0.1)
        yield server, port
    finally:
        server.kill()
        server.join()


def _ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://{HERE}:{port}/readyz").status_code == 200
    except httpx2.HTTPError:
        return False


def processor_seconds(server: BaseProcess) -> float:
    """What the server has used, all its threads, the process that reads left out."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(server: BaseProcess) -> int:
    """Bytes that are the server's alone, the process that reads left out."""
    lines = Path(f"/proc/{server.pid}/smaps_rollup").read_text().splitlines()
    private = (line for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))
    return sum(int(line.split()[1]) for line in private) * 1024


def told(taken: Sequence[float]) -> str:
    """The middle and the last hundredth of so many seconds, in ms."""
    found = sorted(taken) or [float("nan")]
    p50, p99 = (found[int(len(found) * share)] * 1e3 for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms of {len(taken):,}"
