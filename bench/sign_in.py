"""What 1,000 tries a second to sign in cost, and whether people still get in and messages are still acknowledged.

python -m bench.sign_in [TRIES A SECOND]: a service process of its own, without and with the tries, which come from as
many networks as said (by `X-Forwarded-For`, which uvicorn believes from this machine), at random addresses for random
people. Every second somebody signs in on a device that is known, and on a new one from a network of their own.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2

from bench.read import about_machine
from bench.service import HERE, processor_seconds, serving
from warmline.server.devices import DEVICE
from warmline.server.run import make_tenant
from warmline.settings import Settings

RATE, MESSAGES, SECONDS, TALKS = int(sys.argv[1]) if __name__ == "__main__" and sys.argv[1:] else 1000, 50, 20.0, 100
PASSWORD, SAID = "three green kettles", "Where is my parcel?"
IDLE = 3.0
"""Seconds after which a connection is not used again: the server is about to let it go."""
NETWORKS = (0, 16, 1_000, 60_000)
"""Of who tries; 0: nobody does."""


def main() -> None:
    """Print what it costs, who gets in, and how long an acknowledgement takes."""
    print(about_machine([SAID]))
    for networks in NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(home=Path(folder), reader="linear", rate_limit=0)
            key = make_tenant(settings, "one")
            with serving(settings) as (server, port):
                asyncio.run(_measure(server, Shop(port, key), networks))


class Shop:
    """What there is: somebody who signs in, and a conversation."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self.key = port, key
        inbox, contact = self._made("inboxes", name="Shop"), self._made("contacts", name="Anna")
        talk = {"inbox_id": inbox["id"], "contact_id": contact["id"]}
        self.talks = [self._made("conversations", **talk)["id"] for _ in range(TALKS)]
        self.email = "sam@shop.example"
        sam = self._made("accounts", email=self.email, name="Sam")
        invited = self._post(f"accounts/{sam['id']}/invitation").json()["invitation"]
        chosen = self._post("invitations/acceptance", tenant="one", invitation=invited, password=PASSWORD)
        assert chosen.status_code == 204
        self.device = self._post("sessions", **self.login()).cookies[DEVICE]

    def login(self, email: str = "", password: str = PASSWORD) -> dict[str, str]:
        """What signs somebody in."""
        return {"tenant": "one", "email": email or self.email, "password": password}

    def _made(self, path: str, **given: Any) -> Any:
        answer = self._post(path, **given)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def _post(self, path: str, **given: Any) -> Any:
        key = {"Authorization": f"Bearer {self.key}"}
        return httpx2.post(f"http://{HERE}:{self.port}/v1/{path}", json=given, headers=key)


@dataclass
class Told:
    """How some requests were answered; 0: not at all."""

    statuses: Counter[int] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)
    """Seconds of those that were taken."""

    def note(self, status: int, seconds: float) -> None:
        """One answer."""
        self.statuses[status] += 1
        if 200 <= status < 300:
            self.taken.append(seconds)

    def __str__(self) -> str:
        taken = sorted(self.taken) or [float("nan")]
        p50, p99 = (taken[int(len(taken) * share)] * 1e3 for share in (0.5, 0.99))
        return f"{dict(sorted(self.statuses.items()))}, p50 {p50:.0f} ms, p99 {p99:.0f} ms"


class Lines:
    """Connections that are kept, each for one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[tuple[float, tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = []

    async def enter(self, path: str, given: dict[str, Any], *headers: str) -> int:
        """As a browser does: where it is sent away it works for the next try, eight times at most."""
        status, told = await self.ask(path, given, *headers)
        for _ in range(7):
            if status != 429 or "puzzle" not in told:
                break
            solution = await asyncio.to_thread(solved, told["puzzle"])
            status, told = await self.ask(path, given, *headers, f"Warmline-Solution: {solution}")
        return status

    async def post(self, path: str, given: dict[str, Any], *headers: str) -> int:
        """The status that it is answered with."""
        return (await self.ask(path, given, *headers))[0]

    async def ask(self, path: str, given: dict[str, Any], *headers: str) -> tuple[int, dict[str, Any]]:
        """The status that it is answered with, 0 for none, and why where it was refused."""
        until = time.perf_counter() - IDLE
        self._free = [each for each in self._free if each[0] > until]
        _, line = self._free.pop() if self._free else (0.0, await asyncio.open_connection(HERE, self._port))
        body = json.dumps(given).encode()
        head = [f"POST /v1/{path} HTTP/1.1", "Host: bench", "Content-Type: application/json", *headers]
        line[1].write("\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body)
        try:
            answer = (await line[0].readuntil(b"\r\n\r\n")).lower()
        except (ConnectionError, asyncio.IncompleteReadError):
            return 0, {}
        told = await line[0].readexactly(int(answer.split(b"content-length:")[1].split(b"\r\n")[0]))
        self._free.append((time.perf_counter(), line))
        status = int(answer.split()[1])
        return status, json.loads(told) if status == 429 else {}


def solved(puzzle: dict[str, Any]) -> str:
    """The challenge with its number."""
    for number in count():
        found = f"{puzzle['challenge']}.{number}"
        if int.from_bytes(sha256(found.encode()).digest(), "big") >> (256 - puzzle["bits"]) == 0:
            return found
    raise AssertionError


async def _measure(server: BaseProcess, shop: Shop, networks: int) -> None:
    lines, crowd, known, new, kept = Lines(shop.port), Told(), Told(), Told(), Told()
    numbers, chance, device = count(), random.Random(1), f"Cookie: {DEVICE}={shop.device}"

    async def attack() -> None:
        own = chance.randrange(networks)
        where = f"X-Forwarded-For: 10.{own // 250}.{own % 250}.{chance.randrange(256)}"
        who = shop.login(f"{chance.randrange(100)}@shop.example", f"guess {chance.random()}")
        await _timed(crowd, lambda: lines.post("sessions", who, where))

    async def sign_in(told: Told, *headers: str) -> None:
        await _timed(told, lambda: lines.enter("sessions", shop.login(), *headers))

    async def say() -> None:
        path, key = f"conversations/{chance.choice(shop.talks)}/messages", f"Authorization: Bearer {shop.key}"
        await _timed(kept, lambda: lines.post(path, {"text": SAID}, key))

    async def watch() -> None:
        """While they come; what still waits then is no load."""
        before = processor_seconds(server)
        await asyncio.sleep(SECONDS)
        cores, answered = (processor_seconds(server) - before) / SECONDS, crowd.statuses.total() / SECONDS
        print(f"{answered:,.0f} tries/s answered, from {networks:,} networks: {cores:.2f} cores of the server")

    await asyncio.gather(
        watch(), _offer(RATE if networks else 0, attack), _offer(MESSAGES, say),
        _offer(1, lambda: sign_in(known, device, "X-Forwarded-For: 198.51.100.7")),
        _offer(1, lambda: sign_in(new, f"X-Forwarded-For: 203.0.{next(numbers)}.7")),
    )  # fmt: skip
    for name, told in {"tries": crowd, "known device": known, "new device": new, "messages": kept}.items():
        print(f"    {name}: {told}", flush=True)


async def _timed(told: Told, call: Callable[[], Awaitable[int]]) -> None:
    start = time.perf_counter()
    told.note(await call(), time.perf_counter() - start)


async def _offer(rate: float, call: Callable[[], Awaitable[None]]) -> None:
    """So many a second for SECONDS, whether the ones before were answered or not; then all answers."""
    start, asked, begun = time.perf_counter(), set[asyncio.Task[None]](), 0
    while rate and (now := time.perf_counter() - start) < SECONDS:
        for _ in range(int(now * rate) + 1 - begun):
            asked.add(asyncio.create_task(call()))  # type: ignore[arg-type]
            begun += 1
        await asyncio.sleep(0.001)
    await asyncio.gather(*asked)


if __name__ == "__main__":
    main()
