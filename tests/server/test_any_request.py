"""Whatever is sent is answered as the API's own description says, and never by a failure of ours."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from typing import Any, cast
from zlib import crc32

import pytest
import schemathesis
from hypothesis import settings
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.settings import Settings

PROOF = "WARMLINE_PROOF" in os.environ
pytestmark = [pytest.mark.proof] if PROOF else []
EXAMPLES = 1000 if PROOF else 200
"""Of every operation, beside those at the bounds of what it takes."""


class Served:
    """The running service; it lives as long as this module's tests, not as each of them."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


SCHEMA = schemathesis.openapi.from_dict(create_app(cast(House, None)).openapi())
SCHEMA.config.generation.with_security_parameters = False  # every request has the key, or none would get in
SCHEMA.config.generation.allow_x00 = False  # in long texts it is refused, which their description cannot say
SCHEMA.config.checks.negative_data_rejection.expected_statuses += ["413"]
SCHEMA.app = SERVED = Served()


NOWHERE = "http://127.0.0.1:9/"
"""Where nothing is ever sent."""


MEANT: dict[str, dict[str, Any]] = {
    "/callback": {"channel": "email", "address": "anna@example.org"},
    "/snooze": {"until": None},
    "/tags": {"name": "late"},
    "/canned-replies": {"name": "late", "text": "Hello {name}"},
    "/canned-replies/{reply_id}": {"name": "late", "text": "Hello {name}"},
    "/mailbox": {"address": "help@shop.example"},
    "/policies/retention": {"inference": 30, "words": 365, "event": 730, "operation": 7, "delivery": 30},
    "/hours": {"time_zone": "Europe/Berlin", "week": [[]] * 7, "holidays": []},
}
"""What a description cannot say: what has to be somebody's address, a zone or day that there is, days that go together,
or text that can be seen."""


class Shop:
    """A tenant with something of everything, so that a path leads to what is there."""

    def __init__(self, key: str) -> None:
        self.headers: dict[str, str | bytes] = {"Authorization": f"Bearer {key}"}
        self.shut: set[str] = set()
        """Operations that were seen to let nobody in without a key."""
        self._client = asgi.get_client(SERVED)
        inbox, contact = self._make("inboxes", name="Shop"), self._anybody()
        self._post = self._make("inboxes", name="Post", channel="email")
        talk = self._make("conversations", inbox_id=inbox, contact_id=contact)
        message = self._make(f"conversations/{talk}/messages", text="A person, please!")
        key = self._make("keys", name="spare")
        self._ids = {
            "inbox_id": inbox, "contact_id": contact, "conversation_id": talk, "message_id": message, "key_id": key,
            "webhook_id": self._make("webhooks", url=NOWHERE), "attachment_id": self._attach(talk),
            "entry_id": self._tell(talk), "account_id": self._make("accounts", email="sam@shop.example", name="Sam"),
            "note_id": self._make(f"conversations/{talk}/notes", text="She called."),
            "reply_id": self._make("canned-replies", name="late", language="en", text="Hello"),
            "tag_id": self._tag(talk),
        }  # fmt: skip

    def lead(self, case: Case) -> None:
        """Puts ids of what is there in place of three made-up ones of four, and words where are only spaces."""
        query: dict[str, Any] = case.query if isinstance(case.query, dict) else {}
        if isinstance(wait := query.get("wait"), int | float) and 0 < wait <= 60:
            query["wait"] = 0.01  # there is nothing to wait for
        if "tag" in query and case.meta and not case.meta.is_negative_at(ParameterLocation.QUERY):
            query["tag"] = "late"
        ids = self._ids
        if case.path.endswith("/erasures"):
            ids = ids | {"contact_id": self._anybody()}
        elif "/mailbox" in case.path:
            ids = ids | {"inbox_id": self._post}
        for where, given in ((ParameterLocation.PATH, case.path_parameters), (ParameterLocation.BODY, case.body)):
            if isinstance(given, dict) and case.meta and not case.meta.is_negative_at(where):
                given |= {name: ids.get(name, "none") for name in given if _made_up(name, str(given[name]), ids)}
                meant = next((own for end, own in MEANT.items() if case.path.endswith(end)), {})
                given |= {name: meant[name] for name in meant.keys() & given.keys()}
                given |= {name: NOWHERE for name in ("url", "issuer") if given.get(name)}
                if not str(given.get("text", "words")).strip():
                    given["text"] = "words"

    def _anybody(self) -> str:
        return self._make("contacts", name="Anna")

    def _attach(self, talk: str) -> str:
        path = f"/v1/conversations/{talk}/attachments"
        return str(self._client.post(path, data=b"words", headers=self.headers).json()["id"])

    def _tag(self, talk: str) -> str:
        path = f"/v1/conversations/{talk}/tags"
        return str(self._client.post(path, json={"name": "late"}, headers=self.headers).json()["tags"][0])

    def _tell(self, talk: str) -> str:
        path = f"/v1/conversations/{talk}"
        self._client.post(f"{path}/handover", json={}, headers=self.headers)
        given = {"section": "facts", "text": "It is blue."}
        told = self._client.post(f"{path}/passport/entries", json=given, headers=self.headers).json()
        return str(told["entries"][-1]["id"])

    def _make(self, path: str, **given: Any) -> str:
        answer = self._client.post(f"/v1/{path}", json=given, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    house = House(Settings(home=tmp_path_factory.mktemp("home"), reader="linear", rate_limit=0))
    SERVED.app = app = create_app(house)
    portal = asgi._get_portal()
    with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        world = portal.call(house.add_tenant, "one")
        _, key = portal.call(issue_key, world, "one", "all", ("admin",))
        assert key
        yield Shop(key)


def _made_up(name: str, value: str, ids: Collection[str]) -> bool:
    """Three of four of what there is; and ids that can be no UTF-8, which a path is not described to be."""
    return (name in ids and bool(crc32(value.encode()) % 4)) or (name.endswith("_id") and "%EF%BF%BD" in value)


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
def test_any_request(case: Case, shop: Shop) -> None:
    shop.lead(case)
    known = [ignored_auth] if case.operation.label in shop.shut else []
    if case.operation.label == "PUT /v1/identity-provider":
        known.append(positive_data_acceptance)  # nobody answers there
    if case.call_and_validate(headers=shop.headers, excluded_checks=known).status_code < 300:
        shop.shut.add(case.operation.label)
