from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.server.receiving import Program
from warmline.adapters.timers import Ring
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.settings import Settings
from warmline.worker import dispatcher


@dataclass(frozen=True)
class Api:
    """The service as another program sees it."""

    client: TestClient
    key: str

    def __call__(self, method: str, path: str, json: Any = None, *, key: str | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        return self.client.request(method, f"/v1{path}", json=json, headers=headers, **more)

    def made(self, path: str, json: Any) -> dict[str, Any]:
        """What was made of a POST."""
        answer = self("POST", path, json)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def conversation(self) -> dict[str, Any]:
        """A new conversation with a new contact."""
        inbox = self.made("/inboxes", {"name": "Shop"})
        contact = self.made("/contacts", {"name": "Anna Berger"})
        return self.made("/conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})

    def soon(self, path: str, wanted: int = 200) -> Any:
        """The answer once it is as wanted, within ten seconds."""
        for _ in range(200):
            answer = self("GET", path)
            if answer.status_code == wanted:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"{path}: {answer.status_code} {answer.text}")


class PassingTimers:
    """As `DurableTimers`, which one service of a process alone can have, for the one that is there all the time."""

    def __init__(self, _url: str, _replica: str, ring: Ring) -> None:
        self._ring = ring
        self._waiting: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Nothing to do."""

    async def start(self, tenant: str, subject: str, due: datetime) -> None:
        task = asyncio.create_task(self._wait(tenant, subject, due))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def close(self) -> None:
        for task in tuple(self._waiting):
            task.cancel()

    async def _wait(self, tenant: str, subject: str, due: datetime) -> None:
        await asyncio.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
        await self._ring(tenant, subject)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House]]:
    """One running service for all tests, each of which has a tenant of its own."""
    house = House(Settings(home=tmp_path_factory.mktemp("home"), reader="linear", rate_limit=0))
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dispatcher, "DurableTimers", PassingTimers)
            client = stack.enter_context(TestClient(create_app(house)))
        yield client, house


@pytest.fixture
def api(service: tuple[TestClient, House]) -> Api:
    return new_api(*service)


@pytest.fixture
def other(service: tuple[TestClient, House]) -> Api:
    """Another tenant of the same service."""
    return new_api(*service)


def new_api(client: TestClient, house: House) -> Api:
    """The service as a new tenant sees it."""
    tenant = f"t{uuid4().hex[:12]}"
    assert client.portal
    world = client.portal.call(house.add_tenant, tenant)
    _, key = client.portal.call(issue_key, world, tenant, "all", ("admin",))
    return Api(client, key)


@pytest.fixture
def program() -> Iterator[Program]:
    found = Program()
    found.come()
    yield found
    found.go()
