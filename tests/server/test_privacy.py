"""What a contact has a right to, over the API."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api
from warmline.adapters.policies import DEFAULTS, fingerprints
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

SAID = "My zanzibar parcel is late, I am sad. I want to speak to a person!"


FIRST = ("policy.changed", "key.issued")
"""What stands in every tenant's log before anything happens."""
POLICIES = ("routing", "retention", "webhooks", "consent", "mail", "letters", "hand_over", "reading")


def spoken(api: Api) -> tuple[str, str]:
    """A contact and a message of theirs that was read."""
    talk = api.conversation()
    message = api.made(f"/conversations/{talk['id']}/messages", {"text": SAID})
    api.soon(f"/messages/{message['id']}/reading")
    return talk["contact_id"], message["id"]


def test_a_copy_of_everything(api: Api) -> None:
    contact, message = spoken(api)
    answer = api("GET", f"/contacts/{contact}/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert set(file.namelist()) == {"README.txt", "data.json"}
        tables = json.loads(file.read("data.json"))["tables"]
    said, answered = tables["messages"]
    assert (said["text"], answered["role"]) == (SAID, "bot")
    (reading,) = tables["readings"]
    assert reading["message_id"] == message
    assert all(each["text"] in SAID and each["text"] for each in reading["reading"]["evidence"])
    assert tables["decisions"][0]["decision"]["action"] == "hand_over"
    assert [each["event"]["kind"] for each in tables["events"]][:2] == ["conversation_started", "message_kept"]
    assert api("GET", "/contacts/none/export").status_code == 404


def test_to_be_forgotten(api: Api) -> None:
    contact, message = spoken(api)
    feelings = api.made(f"/contacts/{contact}/erasures", {"what": "feelings"})
    assert feelings["done_at"]
    assert api("GET", f"/messages/{message}/reading").status_code == 404
    assert api("GET", f"/contacts/{contact}").status_code == 200
    everything = api.made(f"/contacts/{contact}/erasures", {})
    assert api("GET", f"/contacts/{contact}").status_code == 404
    assert api("POST", f"/contacts/{contact}/erasures", {}).status_code == 404
    assert api("GET", "/erasures").json()["items"] == [feelings, everything]


def test_not_to_be_read(api: Api) -> None:
    talk = api.conversation()
    assert api("PUT", f"/contacts/{talk['contact_id']}/reading", {"on": False}).json()["read"] is False
    message = api.made(f"/conversations/{talk['id']}/messages", {"text": SAID})
    later = api.made(f"/conversations/{api.conversation()['id']}/messages", {"text": "Hello"})
    api.soon(f"/messages/{later['id']}/reading")
    assert api("GET", f"/messages/{message['id']}/reading").status_code == 404


def test_only_with_the_right_to_it(api: Api) -> None:
    contact, _ = spoken(api)
    key = api.made("/keys", {"name": "works", "scopes": ["read", "write"]})["key"]
    assert api("GET", f"/contacts/{contact}/export", key=key).status_code == 403
    assert api("POST", f"/contacts/{contact}/erasures", {}, key=key).status_code == 403


def test_every_look_is_written_down_and_the_log_can_be_proven(api: Api) -> None:
    contact, message = spoken(api)
    api("GET", f"/contacts/{contact}/export")
    log = [entry for entry in api("GET", "/audit").json()["items"] if entry["action"] not in FIRST]
    assert [entry["action"] for entry in log] == ["decided", "reading.seen", "exported"]
    assert (log[1]["object"], log[1]["detail"]) == (message, {"contact": contact})
    assert log[1]["actor"] in [f"key {key['id']}" for key in api("GET", "/keys").json()["items"]]
    assert "zanzibar" not in str(log)
    assert api("GET", "/audit/verification").json() == {"whole": True, "first_broken": None}


def test_who_changed_what_is_written_down(api: Api) -> None:
    contact, _ = spoken(api)
    admin = f"key {api('GET', '/keys').json()['items'][0]['id']}"
    key = api.made("/keys", {"name": "works"})["id"]
    for _ in range(2):
        api("DELETE", f"/keys/{key}")
    for on in (False, True):
        api("PUT", f"/contacts/{contact}/reading", {"on": on})
    erasure = api.made(f"/contacts/{contact}/erasures", {})["id"]
    log, seen = api("GET", "/audit").json()["items"], ("decided", "reading.seen")
    (refused,) = [each["id"] for each in api("GET", "/erasures").json()["items"] if each["what"] == "reading"]
    told = [(entry["actor"], entry["action"], entry["object"]) for entry in log if entry["action"] not in seen]
    assert told == [
        *(("operator", "policy.changed", name) for name in POLICIES),
        ("operator", "key.issued", admin.removeprefix("key ")), (admin, "key.issued", key),
        (admin, "key.revoked", key), (admin, "erasure.asked", refused), ("warmline", "forgotten", refused),
        (admin, "reading.refused", contact), (admin, "reading.allowed", contact),
        (admin, "erasure.asked", erasure), ("warmline", "forgotten", erasure),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change, broken",
    [
        ("UPDATE audit SET actor = 'eve' WHERE position = 3", 3),
        ("UPDATE audit SET at = at + 1 WHERE position = 2", 2),
        ("DELETE FROM audit WHERE position = 3", 4),
        ("DELETE FROM audit WHERE position = 1", 2),
    ],
)
def test_who_changes_the_log_in_the_database_is_found_out(
    api: Api, service: tuple[TestClient, House], change: str, broken: int
) -> None:
    tenant = api.key.split("_")[1]
    with closing(sqlite3.connect(service[1].settings.home / "tenants" / tenant / "warmline.db")) as database, database:
        assert database.execute(change).rowcount == 1
    assert api("GET", "/audit/verification").json() == {"whole": False, "first_broken": broken}


def test_a_policy_that_changed_is_written_down_once(tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(str(DEFAULTS), policies)
    settings = Settings(policies=policies, home=tmp_path / "home", reader="linear")
    make_tenant(settings, "one")
    first = fingerprints(policies)
    with (policies / "retention.toml").open("a") as file:
        file.write("# longer\n")
    key = make_tenant(settings, "one")
    make_tenant(settings, "one")
    with TestClient(create_app(House(settings))) as client:
        log = [each for each in Api(client, key)("GET", "/audit").json()["items"] if each["action"] == "policy.changed"]
    assert {each["object"]: each["detail"] for each in log[: len(POLICIES)]} == {
        name: {"before": "", "after": first[name]} for name in POLICIES
    }
    changed = {"before": first["retention"], "after": fingerprints(policies)["retention"]}
    assert [(each["object"], each["detail"]) for each in log[len(POLICIES) :]] == [("retention", changed)]
