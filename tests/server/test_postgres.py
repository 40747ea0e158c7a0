"""The service on PostgreSQL, from the setting to the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.postgres import postgres_server, postgres_url  # noqa: F401
from tests.server.conftest import Api
from tests.server.receiving import Program, until
from warmline.domain.errors import StoreUnavailable
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings


def test_a_database_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, reader="linear", database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailable):
        make_tenant(settings, "one")


def test_two_tenants_share_a_database_and_see_nothing_of_each_other(
    postgres_url: str,  # noqa: F811
    tmp_path: Path,
    program: Program,
) -> None:
    url = postgres_url.replace("+asyncpg", "")
    settings = Settings(home=tmp_path, reader="linear", database_url=url, private_networks="127.0.0.0/8")
    keys = [make_tenant(settings, tenant) for tenant in ("one", "two")]
    with TestClient(create_app(House(settings))) as client:
        one, two = (Api(client, key) for key in keys)
        program.secret = one.made("/webhooks", {"url": program.url})["secret"]
        talk = one.conversation()
        message: dict[str, Any] = one.made(f"/conversations/{talk['id']}/messages", {"text": "A person, please!"})
        assert one.soon(f"/messages/{message['id']}/reading").json()["flags"]
        for path in (f"/conversations/{talk['id']}", f"/messages/{message['id']}/reading"):
            assert two("GET", path).status_code == 404
        assert two("GET", "/events").json()["items"] == []
        until(lambda: program.of(talk["id"]) == [each["position"] for each in one("GET", "/events").json()["items"]])
        path, headers = f"/v1/conversations/{talk['id']}/attachments", {"Authorization": f"Bearer {keys[0]}"}
        attached = client.post(path, content=b"Where?", headers=headers).json()["id"]
        assert client.get(one("POST", f"/attachments/{attached}/links").json()["url"]).content == b"Where?"
        assert two("POST", f"/attachments/{attached}/links").status_code == 404
        assert list(tmp_path.rglob(attached))
        one.made(f"/contacts/{talk['contact_id']}/erasures", {"what": "everything"})
        assert one("GET", f"/conversations/{talk['id']}").status_code == 404
    assert not [*tmp_path.rglob("*.db"), *tmp_path.rglob(attached)]
