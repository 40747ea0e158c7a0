"""What went wrong at others: each test is named after a kind of leak that support desks have had in the wild."""

from __future__ import annotations

import io
import logging
import zipfile
from typing import Any

import pytest

from tests.server.conftest import Api
from tests.server.person import PASSWORD, person
from tests.server.receiving import until
from tests.server.visitor import Visitor, shop, signed
from warmline.server.auth import COOKIE

CANARY = "canary-4711"


def attached(api: Api, talk_id: str, words: str = CANARY) -> str:
    """A file of a conversation."""
    path, headers = f"/v1/conversations/{talk_id}/attachments?name=note.txt", {"Authorization": f"Bearer {api.key}"}
    found: str = api.client.post(path, content=words, headers=headers).json()["id"]
    return found


def test_a_file_of_a_foreign_inbox_is_fetched_by_its_id(api: Api) -> None:
    file = attached(api, api.conversation()["id"])
    sam = person(api, inboxes=[shop(api)])
    assert sam("POST", f"/attachments/{file}/links").status_code == 404


def test_a_link_to_one_file_is_changed_into_another(api: Api) -> None:
    talk = api.conversation()["id"]
    mine, other = attached(api, talk, "mine"), attached(api, talk)
    url = api("POST", f"/attachments/{mine}/links").json()["url"]
    assert api.client.get(url).text == "mine"
    assert api.client.get(url.replace(mine, other)).status_code == 404


def test_a_message_is_put_into_a_foreign_inbox(api: Api) -> None:
    talk, sam = api.conversation()["id"], person(api, inboxes=[shop(api)])
    assert sam("POST", f"/conversations/{talk}/messages", {"text": "Hello"}).status_code == 404
    assert api("GET", f"/conversations/{talk}/messages").json()["items"] == []


def test_a_webhook_tells_the_wrong_account(api: Api, other: Api) -> None:
    hook = other.made("/webhooks", {"url": "https://127.0.0.1/hook", "kinds": []})
    for method, path, body in (
        ("GET", "", None), ("PATCH", "", {"kinds": []}), ("POST", "/ping", None), ("POST", "/secret", None),
        ("POST", "/replays", {"after": 0}), ("GET", "/deliveries", None), ("DELETE", "", None),
    ):  # fmt: skip
        assert api(method, f"/webhooks/{hook['id']}{path}", body).status_code == 404, path
    api.conversation()
    other.conversation()
    until(lambda: other("GET", f"/webhooks/{hook['id']}/deliveries").json()["items"])
    told = other("GET", f"/webhooks/{hook['id']}/deliveries").json()["items"]
    own = other("GET", "/conversations").json()["items"][0]["id"]
    assert {each["conversation_id"] for each in told} == {own}


def test_somebody_is_found_by_a_guessed_number(api: Api, other: Api) -> None:
    contact = api.made("/contacts", {"external_id": "4711", "name": CANARY})
    sam = person(api, inboxes=[shop(api)])
    for asks in (other, sam):
        assert asks("GET", "/contacts?external_id=4711").json()["items"] == []
        assert asks("GET", f"/contacts/{contact['id']}").status_code == 404


def test_the_stream_of_events_shows_everybodys(api: Api) -> None:
    api.made(f"/conversations/{api.conversation()['id']}/messages", {"text": "A person, please!"})
    sam, lee = person(api, inboxes=[shop(api)]), person(api, "lee", roles=["lead"], inboxes=[shop(api)])
    assert [who("GET", "/events").json()["items"] for who in (sam, lee)] == [[], []]


def test_a_copy_of_ones_data_holds_others_files(api: Api) -> None:
    mine, other = api.conversation(), api.conversation()
    attached(api, mine["id"], "mine"), attached(api, other["id"])
    zipped = api("GET", f"/contacts/{mine['contact_id']}/export").content
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        assert all(CANARY.encode() not in file.read(name) for name in file.namelist())
        assert [name for name in file.namelist() if name.startswith("attachments/")]


def test_an_address_is_taken_for_who_somebody_is(api: Api) -> None:
    inbox = shop(api)
    anna = api.made("/contacts", {"external_id": "4711", "email": "anna@shop.example"})
    secret = api("POST", f"/inboxes/{inbox}/secret").json()["secret"]
    eve = Visitor(api, inbox, token=signed(secret, inbox, "anna@shop.example", email="anna@shop.example"))
    assert eve.contact_id != anna["id"]


@pytest.mark.parametrize("origin", ["https://shop.example.evil.example", "https://not-shop.example", "null"])
def test_a_site_whose_name_only_looks_alike_is_let_in(api: Api, origin: str) -> None:
    assert Visitor(api, shop(api), origin).came.status_code == 403


@pytest.mark.parametrize(
    "query",
    ["external_id='%20OR%20'1'='1", "id%20=%20id;--=1", "after=0)%20OR%20(1=1", "%22;DROP%20TABLE%20contacts;--=x"],
)
def test_sql_stands_in_the_name_or_value_of_a_filter(api: Api, query: str) -> None:
    api.made("/contacts", {"external_id": "4711", "name": CANARY})
    answer = api("GET", f"/contacts?{query}")
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or "external_id" not in query or answer.json()["items"] == []
    assert len(api("GET", "/contacts").json()["items"]) == 1


def test_who_has_left_reads_on(api: Api) -> None:
    talk = api.conversation()
    sam = person(api, inboxes=[talk["inbox_id"]])
    path = f"/conversations/{talk['id']}"
    assert sam("GET", path).status_code == 200
    api("PATCH", f"/accounts/{sam.account['id']}", {"inboxes": []})
    assert sam("GET", path).status_code == 404
    api("DELETE", f"/accounts/{sam.account['id']}")
    assert sam("GET", path).status_code == 401


def test_a_revoked_key_works_for_a_while(api: Api) -> None:
    key = api.made("/keys", {"name": "old", "scopes": ["read"]})
    assert api("GET", "/contacts", key=key["key"]).status_code == 200
    api("DELETE", f"/keys/{key['id']}")
    assert api("GET", "/contacts", key=key["key"]).status_code == 401


def test_somebody_makes_themselves_admin(api: Api) -> None:
    sam = person(api)
    assert sam("PATCH", f"/accounts/{sam.account['id']}", {"roles": ["admin"]}).status_code == 403
    answer = sam("POST", "/sessions", {
        "tenant": sam.tenant, "email": sam.account["email"], "password": PASSWORD, "roles": ["admin"],
    })  # fmt: skip
    assert answer.status_code == 422
    assert sam("GET", "/me").json()["roles"] == ["agent"]


def test_a_customer_writes_in_an_agents_name(api: Api) -> None:
    inbox = shop(api)
    sam, anna = person(api, inboxes=[inbox]), Visitor(api, inbox)
    talk = anna.talk()["id"]
    said = {"text": "You get it all back.", "role": "agent", "author": sam.account["id"]}
    kept = anna("POST", f"/conversations/{talk}/messages", said).json()
    assert (kept["role"], kept["author"]) == ("customer", None)
    assert anna("PUT", f"/conversations/{talk}/assignment", {"agent_id": None}).status_code == 403


def test_a_number_that_is_given_anew_shows_the_one_before(api: Api) -> None:
    inbox = shop(api)
    secret = api("POST", f"/inboxes/{inbox}/secret").json()["secret"]
    before = Visitor(api, inbox, token=signed(secret, inbox))
    talk = before.talk()
    api.made(f"/contacts/{before.contact_id}/erasures", {"what": "everything"})
    after = Visitor(api, inbox, token=signed(secret, inbox))
    assert after("GET", "/conversations").json()["items"] == []
    assert (before("GET", "/conversations").status_code, after("GET", f"/conversations/{talk['id']}").status_code) == (
        401, 404,
    )  # fmt: skip


def test_a_session_is_taken_from_an_address_and_stays_in_logs(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    sam = person(api)
    token = sam.client.cookies[COOKIE]
    sam.client.cookies.clear()
    with caplog.at_level(logging.DEBUG):
        for query in (f"session={token}", f"{COOKIE}={token}", f"token={token}", f"access_token={token}"):
            assert sam("GET", f"/me?{query}").status_code == 401
        sam.sign_in("three green bottles")
    assert "three green" not in caplog.text


def test_what_was_shown_stays_in_a_cache(api: Api) -> None:
    talk = api.conversation()
    answers: list[Any] = [api("GET", path) for path in ("/contacts", f"/conversations/{talk['id']}", "/events")]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
