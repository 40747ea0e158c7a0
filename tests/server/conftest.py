from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.server.receiving import Program
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.settings import Settings


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


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House]]:
    """One running service for all tests, each of which has a tenant of its own."""
    house = House(Settings(home=tmp_path_factory.mktemp("home"), reader="linear", rate_limit=0))
    with TestClient(create_app(house)) as client:
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
