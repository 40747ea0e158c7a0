"""A device that signed in before gets in however many try; what it keeps is good for nothing else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.server.conftest import Api
from tests.server.person import PASSWORD, Person, person
from warmline.server import devices as module
from warmline.server.auth import COOKIE
from warmline.server.devices import DEVICE, Devices
from warmline.server.turns import Asker, Turns


class Crowd:
    """One inside and sixty who wait, each from a network of its own; each stays inside until it is let out."""

    def __init__(self, api: Api) -> None:
        self._call: Any = api.client.portal.call  # type: ignore[union-attr]
        self.turns: Turns = api.client.app.state.passwords._turns  # type: ignore[attr-defined]
        self._out, self._tasks = asyncio.Semaphore(0), list[Any]()
        self._call(self._fill)

    async def _fill(self) -> None:
        while self.turns._resting:
            await asyncio.sleep(0.01)
        self._tasks = [asyncio.create_task(self._try(f"crowd{number}")) for number in range(61)]
        while self.turns.waiting < 60:
            await asyncio.sleep(0)

    async def _try(self, network: str) -> None:
        async with self.turns.turn(Asker(network)):
            await self._out.acquire()

    def await_lane(self, lane: list[Any], many: int) -> None:
        """Until so many wait in it, for ten seconds."""
        until = time.monotonic() + 10
        while len(lane) != many:
            assert time.monotonic() < until
            time.sleep(0.01)

    def one_out(self) -> None:
        self._call(self.let_out)

    def let_out(self) -> None:
        """One, if any is inside; from the service's own loop."""
        self._out.release()

    def go(self) -> None:
        async def cancel() -> None:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

        self._call(cancel)


@pytest.fixture
def crowd(api: Api) -> Iterator[Crowd]:
    found = Crowd(api)
    yield found
    found.go()
    assert found.turns.waiting == 0


@pytest.fixture
def sam(api: Api) -> Person:
    return person(api)


def test_a_known_device_is_next_though_all_places_are_taken(sam: Person, crowd: Crowd) -> None:
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(sam.sign_in)
        crowd.await_lane(crowd.turns._known, 1)
        assert len(crowd.turns._others) == 60
        crowd.one_out()
        assert answer.result().status_code == 200
    assert len(crowd.turns._others) == 59


def test_a_new_device_takes_the_place_of_one_of_them(sam: Person, crowd: Crowd) -> None:
    new = Person(sam.api, sam.account, "192.0.2.7")
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(new.sign_in)
        while not any(each.asker.network == "192.0.2.0/24" for each in list(crowd.turns._others)):
            time.sleep(0.01)
        assert len(crowd.turns._others) == 60
        while not answer.done():
            crowd.one_out()
            time.sleep(0.005)
        assert answer.result().status_code == 200


def test_what_a_device_keeps(sam: Person) -> None:
    (cookie,) = (each for each in sam.sign_in().headers.get_list("set-cookie") if each.startswith(DEVICE))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=31536000"))
    assert "Domain" not in cookie
    value = sam.client.cookies[DEVICE]
    assert not any(part in value for part in (sam.account["id"], "sam", sam.tenant))
    assert sam("DELETE", "/sessions/current").status_code == 204
    assert sam.client.cookies[DEVICE] == value
    assert sam("GET", "/me").status_code == 401  # it opens nothing
    assert sam("GET", "/me", Cookie=f"{COOKIE}={value}").status_code == 401
    assert sam("GET", "/me", Authorization=f"Bearer {value}").status_code == 401


def test_it_is_of_one_account_of_one_tenant(sam: Person, other: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    eve, elsewhere = person(sam.api, "eve"), person(other)
    devices: Devices = sam.api.client.app.state.devices  # type: ignore[attr-defined]
    mine, email = sam.client.cookies[DEVICE], sam.account["email"]
    assert devices.account_of(mine, sam.tenant, f" {email.upper()}") == (sam.tenant, email)
    until, chance, proof = mine.split(".")
    for wrong in (
        None, "", eve.client.cookies[DEVICE], elsewhere.client.cookies[DEVICE], f"{int(until) + 1}.{chance}.{proof}",
        f"{until}.{chance[::-1]}.{proof}", f"{until}.{chance}.{'0' * 64}", f"{until}.{chance}", mine + "0",
    ):  # fmt: skip
        assert devices.account_of(wrong, sam.tenant, email) is None, wrong
    assert devices.account_of(mine, sam.tenant, eve.account["email"]) is None
    assert devices.account_of(mine, other.key.split("_")[1], email) is None
    assert devices.account_of(mine, "nowhere", email) is None
    monkeypatch.setattr(module.time, "time", lambda: float(until) + 1)
    assert devices.account_of(mine, sam.tenant, email) is None


def test_it_is_known_after_a_start_too(sam: Person) -> None:
    again = Devices(sam.api.client.app.state.house)  # type: ignore[attr-defined]
    mine, email = sam.client.cookies[DEVICE], sam.account["email"]
    assert again.account_of(mine, sam.tenant, email) is None
    sam.api.client.portal.call(again.learn)  # type: ignore[union-attr]
    assert again.account_of(mine, sam.tenant, email) == (sam.tenant, email)


def test_a_wrong_password_is_wrong_on_a_known_device_too(sam: Person) -> None:
    assert sam.sign_in("three green bottles").status_code == 401
    assert sam.sign_in().status_code == 200


def test_who_hangs_up_while_they_wait_is_not_let_in(sam: Person, crowd: Crowd) -> None:
    app: Any = sam.client.app
    told: list[Any] = []
    given = {"tenant": sam.tenant, "email": sam.account["email"], "password": PASSWORD}
    sent = [{"type": "http.request", "body": json.dumps(given).encode(), "more_body": False}]

    async def receive() -> Any:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)

    async def try_it() -> None:
        scope = {
            "type": "http", "method": "POST", "path": "/v1/sessions", "query_string": b"", "scheme": "https",
            "headers": [(b"content-type", b"application/json")], "client": ("192.0.2.9", 1), "server": ("care", 443),
        }  # fmt: skip
        trying = asyncio.create_task(app(scope, receive, send))
        while not trying.done():
            crowd.let_out()
            await asyncio.sleep(0.001)
        await trying

    before = len(sam("GET", "/sessions").json()["items"])
    sam.api.client.portal.call(try_it)  # type: ignore[union-attr]
    assert (told, sent) == ([], [])
    assert len(sam("GET", "/sessions").json()["items"]) == before


@pytest.mark.parametrize("path", ["/sessions", "/invitations/acceptance"])
def test_what_is_no_such_request_is_refused_at_the_door_or_behind_it(sam: Person, path: str) -> None:
    def status(body: bytes) -> int:
        return int(
            sam.client.post(f"/v1{path}", content=body, headers={"content-type": "application/json"}).status_code
        )

    assert status(b"x" * 10_001) == 413
    assert [status(body) for body in (b"", b"{", b"[]", b"\xff", b'{"tenant": 1}', b"{}" + b" " * 9_998)] == [422] * 6
