"""Every operation × every role, own and foreign; generated from the API's own description."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, get_args, get_type_hints

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.server.conftest import Api
from tests.server.person import Person, person
from tests.server.test_again import MAKING
from tests.server.visitor import Visitor, shop
from warmline.domain.account import Account, StaffRole
from warmline.domain.keeping import Scope
from warmline.logic.access.permissions import OPEN, PERMISSIONS, reach_of
from warmline.server.app import create_app
from warmline.server.auth import COOKIE
from warmline.server.sockets.live import SAYS, Said

STAFF: tuple[StaffRole, ...] = get_args(StaffRole)
SCOPES: tuple[Scope, ...] = get_args(Scope)
CANARY = "canary-4711"
BODIES: dict[str, Any] = {
    "rate_conversation": {"csat": 3},
    "assign_conversation": {"agent_id": None},
    "allow_reading": {"on": True},
    "hand_conversation_over": {},
    "ask_call_back": {"channel": "email", "address": "anna@example.org"},
    "edit_passport_entry": {"struck": True},
    "add_passport_entry": {"section": "facts", "text": "It is blue."},
    "edit_hours": {"time_zone": "Europe/Berlin", "week": [[["09:00", "17:00"]]] * 7},
    "set_crisis_lines": {"emergency": "112"},
    "set_retention": {"inference": 30, "words": 365, "event": 1095, "operation": 2, "delivery": 30},
    "resolve_conversation": {},
    "edit_account": {},
    "edit_inbox": {},
    "edit_mailbox": {
        "address": "care@shop.example",
        "imap": {"host": "mail.invalid", "port": 993},
        "smtp": {"host": "mail.invalid", "port": 465},
    },
    "mark_seen": {"number": 1},
    "change_webhook": {},
    "replay_events": {"after": 0},
    "read_text": {"text": "Hello"},
    "add_attachment": {},
    "confirm_totp": {"secret": "A" * 32, "code": "123456"},
    "hide_conversation": {"agents": []},
    "set_identity_provider": {"issuer": "https://127.0.0.1/", "client_id": "desk"},
    "drop_totp": {"password": "three green bottles"},
    "tag_conversation": {"name": "late"},
    "snooze_conversation": {"until": None},
    "merge_conversation": {"into": "none"},
    "transfer_conversation": {"agent_id": "none"},
    "edit_canned_reply": {"text": "Hello"},
}


@dataclasses.dataclass(frozen=True)
class Operation:
    """One of the API's."""

    name: str
    method: str
    path: str

    def body(self, ids: dict[str, str]) -> Any:
        """One that is as it should be."""
        given = MAKING.get(self.path) if self.method == "POST" else None
        if given is None or isinstance(given, bytes):
            return BODIES.get(self.name)
        return {key: value.format(**ids) if isinstance(value, str) else value for key, value in given.items()}


def operations(client: Any) -> Iterator[Operation]:
    """All but those nobody has to be known for."""
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, described in methods.items():
            name = re.sub(r"_v1_.*|_(?=(healthz|readyz)_).*", "", described["operationId"])
            if name not in OPEN:
                yield Operation(name, method.upper(), path.removeprefix("/v1"))


def filled(path: str, ids: dict[str, str]) -> str:
    """The path to somebody's things."""
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)


@pytest.fixture
def foreign(other: Api) -> dict[str, str]:
    return all_things(other, CANARY)


def all_things(api: Api, word: str) -> dict[str, str]:
    """Ids of a tenant's things, all of which hold a word."""
    inbox = api.made("/inboxes", {"name": word})
    contact = api.made("/contacts", {"name": word, "external_id": word})
    talk = api.made("/conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    message = api.made(f"/conversations/{talk['id']}/messages", {"text": f"A person, please! {word}"})
    path, bearer = f"/v1/conversations/{talk['id']}/attachments?name={word}", {"Authorization": f"Bearer {api.key}"}
    file = api.client.post(path, content=word, headers=bearer).json()
    hook = api.made("/webhooks", {"url": f"https://127.0.0.1/{word}", "kinds": []})
    sam = person(api, word)
    session = sam("GET", "/sessions").json()["items"][0]
    key = api.made("/keys", {"name": word, "scopes": ["read"]})
    note = api.made(f"/conversations/{talk['id']}/notes", {"text": word})
    api("POST", f"/conversations/{talk['id']}/tags", {"name": word})
    (tag,) = api("GET", "/tags").json()["items"]
    reply = api.made("/canned-replies", {"name": word, "language": "en", "text": word})
    api.soon(f"/messages/{message['id']}/reading")
    return {
        "inbox_id": inbox["id"], "contact_id": contact["id"], "conversation_id": talk["id"],
        "message_id": message["id"], "entry_id": "none", "webhook_id": hook["id"], "attachment_id": file["id"],
        "account_id": sam.account["id"], "session_id": session["id"], "key_id": key["id"],
        "note_id": note["id"], "tag_id": tag["id"], "reply_id": reply["id"], "country": "none",
    }  # fmt: skip


def test_the_table_and_the_api_name_the_same_operations() -> None:
    from starlette.testclient import TestClient

    with_a_row = {each.name for each in operations(TestClient(create_app(None)))}  # type: ignore[arg-type]
    assert with_a_row | {"watch_live", *SAYS.values()} == set(PERMISSIONS)
    assert set(SAYS) == set(get_args(get_type_hints(Said)["type"]))


@pytest.mark.parametrize("said", SAYS)
def test_no_socket_says_more_than_the_table_allows(api: Api, foreign: dict[str, str], said: str) -> None:
    inbox = shop(api)
    theirs = things_of(api, Visitor(api, inbox))
    for role in STAFF:
        asks = person(api, role, roles=[role])
        headers = {"Origin": "https://testserver", "Cookie": f"{COOKIE}={asks.client.cookies[COOKIE]}"}
        with asks.client.websocket_connect("/v1/live/socket", headers=headers) as socket:
            first = socket.receive_json()
            assert first["type"] == ("events" if reach_of("watch_live", (role,), ()) else "end")
            if first["type"] == "events":
                for ids in (foreign, theirs):
                    socket.send_json({"type": said, "conversation_id": ids["conversation_id"], "number": 1})
                to_the_end(socket)
    ben = Visitor(api, inbox)
    with ben.client.websocket_connect("/v1/live/socket") as socket:
        socket.send_json({"session": ben.session})
        assert socket.receive_json()["rows"] == []
        socket.send_json({"type": said, "conversation_id": theirs["conversation_id"], "number": 1})
        to_the_end(socket)
    conversation = f"/conversations/{theirs['conversation_id']}"
    assert api("GET", f"{conversation}/seen").json()["items"] == []


def to_the_end(socket: Any) -> None:
    """Says what no page says; all before it was heard once the socket ends."""
    with suppress(WebSocketDisconnect):
        socket.send_text("[]")
        while socket.receive_json()["type"] != "end":
            pass


def test_nobody_of_the_company_may_do_more_than_the_table_says(api: Api, foreign: dict[str, str]) -> None:
    for role in STAFF:
        asks = person(api, role, roles=[role])
        person(api, f"second-{role}", roles=["admin"])
        for each in operations(api.client):
            answer = asks(each.method, filled(each.path, foreign), each.body(foreign))
            check(each, answer, reach_of(each.name, (role,), ()) is not None, role)
            if each.name == "end_session":
                assert answer.status_code == 404


def test_no_customer_may_do_more_nor_see_anybody_elses(api: Api, foreign: dict[str, str]) -> None:
    inbox = shop(api)
    ben = Visitor(api, inbox)
    anna = Visitor(api, inbox)
    theirs = things_of(api, anna)
    for each in operations(api.client):
        for ids in (foreign, theirs):
            if each.name == "leave_widget":
                continue
            answer = ben(each.method, filled(each.path, ids), each.body(ids))
            check(each, answer, reach_of(each.name, ("customer",), ()) is not None, "customer")


def things_of(api: Api, visitor: Visitor) -> dict[str, str]:
    """Ids of what a visitor has, all of which hold the canary; and of things of the company's."""
    talk = visitor.talk()
    message = visitor.says(talk["id"], f"A person, please! {CANARY}")
    api.soon(f"/messages/{message['id']}/reading")
    path = f"/v1/conversations/{talk['id']}/attachments?name={CANARY}"
    file = visitor.client.post(path, content=CANARY, headers={"Authorization": f"Bearer {visitor.session}"}).json()
    sam = person(api, CANARY)
    note = api.made(f"/conversations/{talk['id']}/notes", {"text": CANARY})
    return {
        "inbox_id": visitor.inbox_id, "contact_id": visitor.contact_id, "conversation_id": talk["id"],
        "message_id": message["id"], "entry_id": "none", "webhook_id": "none", "attachment_id": file["id"],
        "account_id": sam.account["id"], "session_id": sam("GET", "/sessions").json()["items"][0]["id"],
        "key_id": "none", "note_id": note["id"], "tag_id": "none", "reply_id": "none", "country": "none",
    }  # fmt: skip


def test_of_another_inbox_nothing_is_there_for_who_answers(api: Api) -> None:
    inbox = shop(api)
    theirs = things_of(api, Visitor(api, inbox))
    for role in ("agent", "lead"):
        asks = person(api, role, roles=[role], inboxes=[shop(api)])
        for each in operations(api.client):
            if "tenant" in PERMISSIONS[each.name].reach.values() and "{contact_id}" not in each.path:
                continue  # it is of no conversation
            answer = asks(each.method, filled(each.path, theirs), each.body(theirs))
            check(each, answer, reach_of(each.name, (role,), ()) is not None, role)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_may_do_more_than_its_scope(api: Api, foreign: dict[str, str], scope: Scope) -> None:
    key = api.made("/keys", {"name": "some", "scopes": [scope]})["key"]
    for each in operations(api.client):
        answer = api(each.method, filled(each.path, foreign), each.body(foreign), key=key)
        check(each, answer, reach_of(each.name, ("integration",), (scope,)) is not None, scope)


def check(each: Operation, answer: Any, allowed: bool, who: str) -> None:
    """Nothing of another tenant's, and nothing that the table does not name."""
    what = f"{who}: {each.method} {each.path} {answer.status_code} {answer.text}"
    assert (answer.status_code == 403) == (not allowed) or each.name == "drop_totp", what
    assert answer.status_code < 500, what
    assert CANARY not in answer.text, what
    if allowed and "{" in each.path:
        assert answer.status_code == 404, what


def test_what_nobody_issued_opens_nothing(api: Api, foreign: dict[str, str]) -> None:
    sam = person(api, "sam", roles=["admin"])
    token = sam.client.cookies["__Host-warmline"]
    _, tenant, own, secret = token.split("_", 3)
    other_tenant = "t" + "0" * 12
    forged = [
        "", "nothing", f"ws_{tenant}_{own}_", f"ws_{tenant}_{own}_{secret}x", f"wl_{tenant}_{own}_{secret}",
        f"ws_{other_tenant}_{own}_{secret}", f"ws_{tenant}_{foreign['session_id']}_{secret}",
        f"ws_{tenant}_{sam.account['id']}_{secret}", api.key.replace("wl_", "ws_", 1),
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJzYW0iLCJyb2xlIjoiYWRtaW4ifQ.",
    ]  # fmt: skip
    for each in operations(api.client):
        for key in forged:
            assert api(each.method, filled(each.path, foreign), each.body(foreign), key=key).status_code == 401, key
    assert api("GET", "/me", key=token).status_code == 200


def test_an_agent_sees_what_they_answer_or_could_take_and_a_lead_all_of_their_inboxes(api: Api) -> None:
    mine, theirs = api.conversation(), api.conversation()
    sam, kim, lee = (
        person(api, name, roles=[role], inboxes=[mine["inbox_id"]])
        for name, role in (("sam", "agent"), ("kim", "agent"), ("lee", "lead"))
    )
    message = api.made(f"/conversations/{mine['id']}/messages", {"text": "Where is my parcel?"})
    api.soon(f"/messages/{message['id']}/reading")

    def seen(who: Person) -> set[str]:
        return {each["id"] for each in who("GET", "/conversations").json()["items"]}

    assert [seen(who) for who in (sam, kim, lee)] == [{mine["id"]}] * 3
    assert sam("GET", f"/conversations/{theirs['id']}").status_code == 404
    assert sam("PUT", f"/conversations/{mine['id']}/assignment", {"agent_id": kim.account["id"]}).status_code == 403
    assert sam("PUT", f"/conversations/{mine['id']}/assignment", {"agent_id": sam.account["id"]}).status_code == 200
    assert [seen(who) for who in (sam, kim, lee)] == [{mine["id"]}, set(), {mine["id"]}]
    paths = (
        f"/conversations/{mine['id']}", f"/conversations/{mine['id']}/messages", f"/messages/{message['id']}/reading",
        f"/messages/{message['id']}/decision", f"/contacts/{mine['contact_id']}",
    )  # fmt: skip
    for path in paths:
        assert [who("GET", path).status_code for who in (sam, kim, lee)] == [200, 404, 200], path
    assert kim("GET", "/events").json()["items"] == kim("GET", "/contacts").json()["items"] == []
    kim("PUT", f"/conversations/{mine['id']}/assignment", {"agent_id": kim.account["id"]})
    assert seen(sam) == {mine["id"]}  # what is not there for them they cannot take
    lee("PUT", f"/conversations/{mine['id']}/assignment", {"agent_id": kim.account["id"]})
    assert [seen(who) for who in (sam, kim)] == [set(), {mine["id"]}]
    api("PATCH", f"/accounts/{kim.account['id']}", {"inboxes": [theirs["inbox_id"]]})
    assert seen(kim) == {theirs["id"]}


def test_people_speak_for_themselves(api: Api) -> None:
    talk = api.conversation()
    sam = person(api, "sam", inboxes=[talk["inbox_id"]])
    said = {"text": "Hello", "role": "customer", "author": "somebody-else"}
    answer = sam("POST", f"/conversations/{talk['id']}/messages", said)
    assert (answer.json()["role"], answer.json()["author"]) == ("agent", sam.account["id"])
    assert sam("GET", f"/conversations/{talk['id']}").json()["state"] == "with_person"


def test_nothing_is_inferred_of_whoever_answers() -> None:
    assert {field.name for field in dataclasses.fields(Account)} == {
        "id", "created_at", "email", "name", "roles", "inboxes", "rights", "password", "totp", "totp_step", "subject",
        "closed_at", "skills",
    }  # fmt: skip
