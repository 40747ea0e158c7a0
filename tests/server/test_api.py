"""The API as other software relies on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Api

UPSET = "My parcel has not arrived for the third time! I want to speak to a person."


def test_a_message_is_kept_read_and_decided(api: Api) -> None:
    talk = api.conversation()
    message = api.made(f"/conversations/{talk['id']}/messages", {"text": UPSET, "client_id": "c1"})
    assert message["number"] == 1
    reading = api.soon(f"/messages/{message['id']}/reading").json()
    assert reading["id"] == message["id"]
    assert "person" in [flag["kind"] for flag in reading["flags"]]
    assert all(each["text"] == UPSET[each["start"] : each["end"]] for each in reading["evidence"])
    decision = api("GET", f"/messages/{message['id']}/decision").json()
    assert (decision["action"], decision["reasons"][0]["rule"], decision["priority"]) == ("hand_over", "person", 2)
    assert [each["action"] for each in api("GET", "/audit").json()["items"]][-2:] == ["reading.seen", "decision.seen"]
    events = api("GET", "/events").json()["items"]
    assert [event["kind"] for event in events] == [
        "conversation_started", "message_kept", "turn_read", "decided", "handed_over", "message_kept",
    ]  # fmt: skip
    assert api("GET", f"/conversations/{talk['id']}").json()["state"] == "with_person"


def test_sending_again_is_harmless(api: Api) -> None:
    path = f"/conversations/{api.conversation()['id']}/messages"
    first, again = (api.made(path, {"text": "Hello", "client_id": "c1"}) for _ in range(2))
    assert first == again
    answer = api("POST", path, {"text": "Other", "client_id": "c1"})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert len(api("GET", path).json()["items"]) == 1


def test_lists_go_by_pages(api: Api) -> None:
    path = f"/conversations/{api.conversation()['id']}/messages"
    for number in range(5):
        api.made(path, {"text": f"Message {number}"})
    seen, after = [], "0"
    while after:
        page = api("GET", f"{path}?limit=2&after={after}").json()
        seen += [message["text"] for message in page["items"]]
        after = page["next"]
    assert seen == [f"Message {number}" for number in range(5)]


def test_a_text_is_read_without_being_kept(api: Api) -> None:
    reading = api("POST", "/readings", {"text": "Thank you so much, you saved my day!"}).json()
    assert reading["emotion"] == "gratitude"
    assert api("GET", "/events").json()["items"] == []


def test_a_conversation_is_handed_over_resolved_rated_and_a_reading_corrected(api: Api) -> None:
    talk = f"/conversations/{api.conversation()['id']}"
    message = api.made(f"{talk}/messages", {"text": UPSET})
    api.soon(f"/messages/{message['id']}/reading")
    assert api.made(f"/messages/{message['id']}/corrections", {"emotion": "anxiety"})["by"] == "contact"
    assert api("POST", f"{talk}/handover", {"by": "sam"}).json()["state"] == "with_person"
    assert api("POST", f"{talk}/resolution", {"by": "sam"}).json()["state"] == "resolved"
    assert api("PUT", f"{talk}/rating", {"csat": 4}).json()["csat"] == 4


def test_contacts_and_their_consents(api: Api) -> None:
    anna = api.made("/contacts", {"external_id": "4711", "name": "Anna", "attributes": {"tier": "gold"}})
    assert api("POST", "/contacts", {"external_id": "4711"}).status_code == 409
    assert api("GET", "/contacts?external_id=4711").json()["items"] == [anna]
    consent = {"purpose": "remember", "given": True, "source": "form", "wording": "v1", "locale": "de-DE"}
    kept = api.made(f"/contacts/{anna['id']}/consents", consent)
    assert api("GET", f"/contacts/{anna['id']}/consents").json()["items"] == [kept]
    assert api("GET", "/agents").json() == {"items": [], "next": None}
    api.made("/agents", {"name": "Sam"})
    assert [agent["name"] for agent in api("GET", "/agents").json()["items"]] == ["Sam"]


BAD: list[tuple[str, str, Any, int]] = [
    ("GET", "/conversations/none", None, 404),
    ("GET", "/conversations/none/messages", None, 404),
    ("GET", "/messages/none/reading", None, 404),
    ("GET", "/contacts/none", None, 404),
    ("GET", "/nothing", None, 404),
    ("DELETE", "/events", None, 405),
    ("POST", "/conversations", {"inbox_id": "none", "contact_id": "none"}, 404),
    ("POST", "/conversations/none/messages", {"text": "Hello"}, 404),
    ("POST", "/conversations/none/messages", {"text": ""}, 422),
    ("POST", "/conversations/none/messages", {"text": "a\0b"}, 422),
    ("POST", "/conversations/none/messages", {"text": "x" * 100_001}, 422),
    ("POST", "/conversations/none/messages", {"text": "Hello", "roel": "agent"}, 422),
    ("POST", "/conversations/none/messages", {"text": "Hello", "role": "king"}, 422),
    ("POST", "/conversations/none/messages", "Hello", 422),
    ("POST", "/inboxes", {"name": "x", "channel": "pigeon"}, 422),
    ("PUT", "/conversations/none/rating", {"csat": 9}, 422),
    ("GET", "/events?limit=0", None, 422),
    ("GET", "/events?after=-1", None, 422),
    ("GET", "/events?after=99999999999999999999", None, 422),
]


@pytest.mark.parametrize("method, path, body, status", BAD)
def test_bad_input_is_answered_by_a_clear_problem(api: Api, method: str, path: str, body: Any, status: int) -> None:
    answer = api(method, path, body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b""])
def test_a_body_that_is_no_json_is_refused(api: Api, body: bytes) -> None:
    answer = api("POST", "/readings", content=body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_long_is_refused_before_it_is_read(api: Api) -> None:
    for content in (b" " * 1_000_001, iter([b" " * 600_000] * 3)):
        answer = api("POST", "/readings", content=content)
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_nobody_without_a_key(api: Api) -> None:
    tenant, rest = api.key.split("_", 2)[1], api.key.split("_", 2)[2]
    for key in ("", "wl", "wl_a_b_c", f"wl_two_{rest}", f"wl_{tenant}_{rest[:-1]}", f"wl_../x_{rest}", api.key.upper()):
        answer = api("GET", "/events", key=key)
        assert answer.status_code == 401, key
        assert "bearer" in answer.headers["www-authenticate"].lower()
    assert api.client.get("/v1/events").status_code == 401


def test_a_key_may_do_what_its_scopes_say_until_it_is_revoked(api: Api) -> None:
    key = api.made("/keys", {"name": "reads", "scopes": ["read"]})
    assert api("GET", "/events", key=key["key"]).status_code == 200
    assert api("POST", "/contacts", {}, key=key["key"]).status_code == 403
    assert api("GET", "/keys", key=key["key"]).status_code == 403
    assert key["key"] not in api("GET", "/keys").text
    assert api("DELETE", f"/keys/{key['id']}").json()["revoked_at"]
    api.client.app.state.keys.known.clear()  # type: ignore[attr-defined]  # a second later
    assert api("GET", "/events", key=key["key"]).status_code == 401


def test_it_says_whether_it_is_alive_and_ready(api: Api) -> None:
    assert api.client.get("/healthz").json() == {"status": "ok"}
    assert api.client.get("/readyz").json() == {"status": "ready"}
    assert "/v1/conversations" in api.client.get("/openapi.json").text


def test_a_message_as_html_that_can_do_nothing(api: Api) -> None:
    talk = api.conversation()["id"]
    text = "*Where* is it?\n<img src=x onerror=alert(1)> [here](javascript:alert(1)) [there](https://x.y)"
    message = api.made(f"/conversations/{talk}/messages", {"text": text})["id"]
    answer = api("GET", f"/messages/{message}/html")
    link = '<a href="https://x.y" target="_blank" rel="noopener noreferrer nofollow ugc">there</a>'
    html = "&lt;img src=x onerror=alert(1)&gt; [here](javascript:alert(1))"
    assert answer.text == f"<p><em>Where</em> is it?<br>\n{html} {link}</p>\n"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert api("GET", "/messages/none/html").status_code == 404
