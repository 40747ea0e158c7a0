"""The service on PostgreSQL, from the setting to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from tests.contract.postgres import postgres_server, postgres_url  # noqa: F401
from tests.server.conftest import Api
from tests.server.person import Person, person
from tests.server.receiving import Program, until
from tests.server.test_live import as_staff, watching
from tests.server.test_many_tenants import shown
from tests.server.test_permissions import all_things, operations
from tests.server.visitor import SHOP, Visitor, shop
from warmline.adapters.store import ledger
from warmline.domain.errors import StoreUnavailable
from warmline.house import House
from warmline.server import auth
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


def test_what_one_process_keeps_another_tells_its_screens(postgres_url: str, tmp_path: Path) -> None:  # noqa: F811
    url = postgres_url.replace("+asyncpg", "")
    one, two = (
        Settings(home=tmp_path / name, reader="linear", database_url=url, replica=name) for name in ("one", "two")
    )
    key = make_tenant(one, "shop")
    with TestClient(create_app(House(one))) as here, TestClient(create_app(House(two))) as there:
        api = Api(here, key)
        inbox = shop(api)
        sam, anna = person(api, inboxes=[inbox]), Visitor(api, inbox)
        elsewhere = Person(Api(there, key), sam.account)
        elsewhere.client.cookies = sam.client.cookies
        with watching(elsewhere, **as_staff(elsewhere)) as screen:
            talk = anna.talk()["id"]
            assert anna.says(talk, "Hello?")["id"] == screen.until("message_kept")["message_id"]
            with watching(anna, Origin=SHOP) as hers:
                hers.socket.send_json({"type": "typing", "conversation_id": talk})
                while screen.next() != {"type": "typing", "conversation_id": talk, "who": "customer"}:
                    pass
            sam("DELETE", "/sessions/current")
            while screen.next()["type"] != "end":
                pass


def everybodys(codec: Any, *_how: Any) -> Any:
    """The mistake of asking for every row where one's own were meant."""
    return select(codec.table)


@pytest.fixture
def pair(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Api, Api]]:  # noqa: F811
    """Two tenants of one database."""
    settings = Settings(home=tmp_path, reader="linear", database_url=postgres_url.replace("+asyncpg", ""))
    keys = [make_tenant(settings, tenant) for tenant in ("one", "two")]
    with TestClient(create_app(House(settings)), raise_server_exceptions=False) as client:
        one, two = (Api(client, key) for key in keys)
        yield one, two


def test_the_database_holds_where_the_service_asks_for_everybodys(
    pair: tuple[Api, Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    foreign, own = all_things(one, "canary-one"), all_things(two, "canary-two")
    monkeypatch.setattr(ledger, "_find", everybodys)
    monkeypatch.setattr(ledger, "_delete_of", lambda codec, _whose: delete(codec.table))
    monkeypatch.setattr(auth, "reach_of", lambda *_: "tenant")
    monkeypatch.setattr(auth, "fenced", lambda world, _sight: world)
    for api, ids, word in ((two, foreign, "canary-one"), (one, own, "canary-two")):
        paths = [each.path for each in operations(api.client) if each.method == "GET"]
        assert word not in shown(api, paths, ids)
    two("POST", f"/contacts/{foreign['contact_id']}/erasures", {"what": "everything"})
    monkeypatch.undo()
    assert one("GET", f"/contacts/{foreign['contact_id']}").json()["name"] == "canary-one"
    assert two("GET", f"/contacts/{own['contact_id']}").status_code == 404  # so far the mistake went, and no further


def test_without_saying_whose_nothing_is_found_or_kept(pair: tuple[Api, Api]) -> None:
    one, _ = pair
    contact = one.made("/contacts", {"name": "Anna"})["id"]
    store = one.client.app.state.house._worlds["one"].store  # type: ignore[attr-defined]
    store._mine = ("SELECT 1", ())
    store._database = replace(store._database, opening=(("BEGIN", ()),))
    assert one("GET", f"/contacts/{contact}").status_code in (401, 404, 500, 503)
    assert one("POST", "/contacts", {"name": "Ben"}).status_code in (401, 500, 503)
