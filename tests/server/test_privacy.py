"""What a contact has a right to, over the API."""

from __future__ import annotations

import io
import json
import zipfile

from tests.server.conftest import Api

SAID = "My zanzibar parcel is late, I am sad. I want to speak to a person!"


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
    assert [each["text"] for each in tables["messages"]] == [SAID]
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
    log = api("GET", "/audit").json()["items"]
    assert [entry["action"] for entry in log] == ["decided", "reading.seen", "exported"]
    assert (log[1]["object"], log[1]["detail"]) == (message, {"contact": contact})
    assert log[1]["actor"] in [f"key {key['id']}" for key in api("GET", "/keys").json()["items"]]
    assert "zanzibar" not in str(log)
    assert api("GET", "/audit/verification").json() == {"whole": True, "first_broken": None}
