"""Every operation × every role, own and foreign; generated from the API's own description."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from tests.server.conftest import Api
from tests.server.person import Person, person
from tests.server.test_again import MAKING
from warmline.domain.account import Account, StaffRole
from warmline.domain.keeping import Scope
from warmline.logic.access.permissions import OPEN, PERMISSIONS, reach_of
from warmline.server.app import create_app

STAFF: tuple[StaffRole, ...] = get_args(StaffRole)
SCOPES: tuple[Scope, ...] = get_args(Scope)
CANARY = "canary-4711"
BODIES: dict[str, Any] = {
    "rate_conversation": {"csat": 3},
    "assign_conversation": {"agent_id": None},
    "allow_reading": {"on": True},
    "hand_conversation_over": {},
    "resolve_conversation": {},
    "edit_account": {},
    "change_webhook": {},
    "replay_events": {"after": 0},
    "read_text": {"text": "Hello"},
    "add_attachment": {},
    "confirm_totp": {"secret": "A" * 32, "code": "123456"},
    "hide_conversation": {"agents": []},
    "drop_totp": {"password": "three green bottles"},
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
def foreign(api: Api, other: Api) -> dict[str, str]:
    """Ids of another tenant's things, all of which hold the canary."""
    inbox = other.made("/inboxes", {"name": CANARY})
    contact = other.made("/contacts", {"name": CANARY, "external_id": CANARY})
    talk = other.made("/conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    message = other.made(f"/conversations/{talk['id']}/messages", {"text": f"A person, please! {CANARY}"})
    other.soon(f"/messages/{message['id']}/reading")
    file = other.client.post(
        f"/v1/conversations/{talk['id']}/attachments?name={CANARY}",
        content=CANARY, headers={"Authorization": f"Bearer {other.key}"},
    ).json()  # fmt: skip
    hook = other.made("/webhooks", {"url": f"https://127.0.0.1/{CANARY}", "kinds": []})
    sam = person(other, CANARY)
    session = sam("GET", "/sessions").json()["items"][0]
    key = other.made("/keys", {"name": CANARY, "scopes": ["read"]})
    return {
        "inbox_id": inbox["id"], "contact_id": contact["id"], "conversation_id": talk["id"],
        "message_id": message["id"],
        "webhook_id": hook["id"], "attachment_id": file["id"],
        "account_id": sam.account["id"], "session_id": session["id"], "key_id": key["id"],
    }  # fmt: skip


def test_the_table_and_the_api_name_the_same_operations() -> None:
    from starlette.testclient import TestClient

    with_a_row = {each.name for each in operations(TestClient(create_app(None)))}  # type: ignore[arg-type]
    assert with_a_row == set(PERMISSIONS)


def test_nobody_of_the_company_may_do_more_than_the_table_says(api: Api, foreign: dict[str, str]) -> None:
    for role in STAFF:
        asks = person(api, role, roles=[role])
        person(api, f"second-{role}", roles=["admin"])
        for each in operations(api.client):
            answer = asks(each.method, filled(each.path, foreign), each.body(foreign))
            check(each, answer, reach_of(each.name, (role,), ()) is not None, role)
            if each.name == "end_session":
                assert answer.status_code == 404


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
        "closed_at",
    }  # fmt: skip
