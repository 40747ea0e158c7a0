"""The header Idempotency-Key, on every operation that makes something."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Api
from tests.server.person import person

MAKING: dict[str, dict[str, Any] | bytes] = {
    "/inboxes": {"name": "Shop"},
    "/agents": {"name": "Sam"},
    "/contacts": {"name": "Anna Berger", "external_id": "4711"},
    "/contacts/{contact_id}/consents": {
        "purpose": "remember", "given": True, "source": "form", "wording": "v1", "locale": "de-DE",
    },
    "/conversations": {"inbox_id": "{inbox_id}", "contact_id": "{contact_id}"},
    "/conversations/{conversation_id}/messages": {"text": "Where is my parcel?"},
    "/conversations/{conversation_id}/attachments": b"Where is it?",
    "/messages/{message_id}/corrections": {"emotion": "anxiety"},
    "/contacts/{contact_id}/erasures": {"what": "everything"},
    "/accounts": {"email": "sam@shop.example", "name": "Sam"},
    "/keys": {"name": "reads", "scopes": ["read"]},
    "/conversations/{conversation_id}/notes": {"text": "She called, too."},
    "/canned-replies": {"name": "late", "language": "en", "text": "Hello, it is late."},
    "/webhooks": {"url": "https://127.0.0.1/", "kinds": ["conversation_rated"]},
}  # fmt: skip


@pytest.fixture
def ids(api: Api) -> dict[str, str]:
    """Of something of everything."""
    talk = api.conversation()
    message = api.made(f"/conversations/{talk['id']}/messages", {"text": "A person, please!"})
    api.soon(f"/messages/{message['id']}/reading")
    return {
        "inbox_id": talk["inbox_id"], "contact_id": talk["contact_id"], "conversation_id": talk["id"],
        "message_id": message["id"],
    }  # fmt: skip


def sent(api: Api, path: str, body: Any, name: str = "one", method: str = "POST", key: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {key or api.key}", "Idempotency-Key": name}
    given = {"content": body} if isinstance(body, bytes) else {"json": body}
    return api.client.request(method, f"/v1{path}", headers=headers, **given)


def test_every_operation_that_makes_something_takes_it(api: Api) -> None:
    paths = api.client.get("/openapi.json").json()["paths"]
    making = {
        path.removeprefix("/v1")
        for path, each in paths.items()
        if "201" in each.get("post", {"responses": ()})["responses"]
    }
    assert making == set(MAKING)
    for path in making:
        names = [each["name"] for each in paths[f"/v1{path}"]["post"]["parameters"]]
        assert "Idempotency-Key" in names, path


@pytest.mark.parametrize("path", MAKING)
def test_the_same_again_makes_nothing_twice(api: Api, ids: dict[str, str], path: str) -> None:
    body = MAKING[path]
    if isinstance(body, dict):
        body = {name: value.format(**ids) if isinstance(value, str) else value for name, value in body.items()}
    path = path.format(**ids)
    first, again = (sent(api, path, body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), again.text
    assert first.json() | {"key": None} == again.json() | {"key": None}
    assert again.json().get("key") is None
    other = sent(api, f"{path}?other", body)
    assert (other.status_code, other.headers["content-type"]) == (409, "application/problem+json")
    assert (other.json()["detail"]) == "another request came with this Idempotency-Key"


def test_two_people_with_the_same_name_for_a_request_do_not_meet(api: Api) -> None:
    given = {"name": "Anna Berger"}
    people = [person(api, name, roles=["lead"]) for name in ("sam", "kim")]
    keys = [api.made("/keys", {"name": name, "scopes": ["write"]})["key"] for name in ("one", "two")]
    made = [each("POST", "/contacts", given, Idempotency_Key="same") for each in people]
    made += [sent(api, "/contacts", given, "same", key=key) for key in keys]
    assert len({answer.json()["id"] for answer in made}) == 4


def test_a_rating_counts_once(api: Api, ids: dict[str, str]) -> None:
    path = f"/conversations/{ids['conversation_id']}/rating"
    first, again = (sent(api, path, {"csat": 2}, method="PUT").json() for _ in range(2))
    assert first == again
    assert [each["kind"] for each in api("GET", "/events").json()["items"]].count("conversation_rated") == 1


def test_what_it_made_is_shown_as_it_is_now(api: Api, ids: dict[str, str]) -> None:
    body = {"inbox_id": ids["inbox_id"], "contact_id": ids["contact_id"]}
    talk = sent(api, "/conversations", body).json()
    resolved = api("POST", f"/conversations/{talk['id']}/resolution", {}).json()
    assert sent(api, "/conversations", body).json() == resolved


def test_each_key_names_its_own_requests(api: Api) -> None:
    other = api.made("/keys", {"name": "other", "scopes": ["admin"]})["key"]
    one, two = (sent(api, "/agents", {"name": "Sam"}, key=key).json()["id"] for key in (api.key, other))
    assert one != two


@pytest.mark.parametrize("name", ["", "a b", "x" * 256, "caf\xe9"])
def test_a_name_is_plain(api: Api, name: str) -> None:
    assert sent(api, "/agents", {"name": "Sam"}, name.encode("latin-1")).status_code == 422  # type: ignore[arg-type]
