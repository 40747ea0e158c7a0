"""What a service makes of itself at its first start."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api
from warmline.demo import load_talks
from warmline.domain.emotion import LANGUAGES
from warmline.domain.errors import SettingInvalid, WarmlineError
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.first import PASSWORD, begin
from warmline.server.run import make_tenant
from warmline.settings import Settings
from warmline.worker import actors

HERE = "127.0.0.1"


def begun(settings: Settings, host: str = HERE) -> list[str]:
    """Its tenants after a start."""

    async def story() -> list[str]:
        house = House(settings)
        await house.open()
        try:
            await begin(house, host)
            return await house.tenants()
        finally:
            await house.close()

    return asyncio.run(story())


def signed_in(client: TestClient, tenant: str, email: str, password: str) -> Any:
    return client.post("/v1/sessions", json={"tenant": tenant, "email": email, "password": password})


def test_where_nothing_is_set_one_sees_a_demo_that_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_NEXT": (0.1, 0.2), "_THINKS": 0.05, "_TYPES": 10_000, "_LETS_OTHERS": 0.1}.items():
        monkeypatch.setattr(actors, name, value)
    settings = Settings(home=tmp_path, reader="linear")
    assert begun(settings) == begun(settings) == ["demo"]
    with TestClient(create_app(House(settings)), base_url="https://testserver") as client:
        page = client.get("/", follow_redirects=True)
        assert page.url.path == "/demo" or page.status_code == 503  # where the web is not built
        assert signed_in(client, "demo", "lea@demo.example", PASSWORD).status_code == 200
        seen: set[str] = set()
        until = time.monotonic() + 30
        while len(seen) < 10 or "resolved" not in seen:
            assert time.monotonic() < until
            items = client.get("/v1/conversations", params={"limit": 100}).json()["items"]
            seen |= {each["id"] for each in items} | {each["state"] for each in items}
            time.sleep(0.05)


def test_who_came_first_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "_NEXT": (0.02, 0.03),
        "_THINKS": 0.0,
        "_TYPES": 100_000,
        "_LETS_OTHERS": 0.0,
        "_MOST": 9,
    }.items():
        monkeypatch.setattr(actors, name, value)
    settings = Settings(home=tmp_path, reader="linear")
    begun(settings)
    with TestClient(create_app(House(settings)), base_url="https://testserver") as client:
        assert signed_in(client, "demo", "lea@demo.example", PASSWORD).status_code == 200
        until = time.monotonic() + 30
        while not client.get("/v1/erasures").json()["items"]:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_where_others_can_reach_it_or_somebody_is_there_nothing_is_played(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.168.1.7", "care.example", "::"):
        assert begun(Settings(home=tmp_path / "a", reader="linear"), host) == []
    make_tenant(Settings(home=tmp_path / "b", reader="linear"), "shop")
    assert begun(Settings(home=tmp_path / "b", reader="linear")) == ["shop"]


def test_a_demo_ends_where_a_tenant_is_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, reader="linear")
    begun(settings)
    make_tenant(settings, "shop")
    with TestClient(create_app(House(settings))) as client:
        assert client.app.state.actors is None  # type: ignore[attr-defined]
        assert client.get("/", follow_redirects=False).headers["location"] == "/desk"


def test_the_environment_makes_a_tenant_and_its_admin_once(tmp_path: Path) -> None:
    named = {"tenant": "shop", "admin_email": "Anna@shop.example", "admin_password": "three green kettles"}
    settings = Settings(home=tmp_path, reader="linear", **named)  # type: ignore[arg-type]
    assert begun(settings, "0.0.0.0") == begun(settings, "0.0.0.0") == ["shop"]
    key = make_tenant(settings, "shop")
    with TestClient(create_app(House(settings)), base_url="https://testserver") as client:
        assert [each["roles"] for each in Api(client, key)("GET", "/accounts").json()["items"]] == [["admin"]]
        assert signed_in(client, "shop", "anna@shop.example", "three green kettles").status_code == 200


@pytest.mark.parametrize(
    "named, why",
    [
        ({"admin_email": "a@b.c", "admin_password": "three green kettles"}, "WARMLINE_TENANT"),
        ({"tenant": "shop", "admin_email": "a@b.c"}, "WARMLINE_ADMIN_PASSWORD"),
        ({"tenant": "shop", "admin_password": "three green kettles"}, "WARMLINE_ADMIN_EMAIL"),
        ({"tenant": "shop", "admin_email": "a@b.c", "admin_password": "short"}, "password"),
        ({"tenant": "No Shop"}, "tenant"),
    ],
)
def test_settings_that_do_not_go_together_are_said(tmp_path: Path, named: dict[str, Any], why: str) -> None:
    with pytest.raises(WarmlineError, match=why):
        begun(Settings(home=tmp_path, reader="linear", **named))
    assert issubclass(SettingInvalid, WarmlineError)


def test_the_conversations_are_of_every_language() -> None:
    talks = load_talks()
    assert {talk.language for talk in talks} == set(LANGUAGES)
    assert all(talk.turns[0][0] and len(talk.turns) > 2 for talk in talks)
