"""A tenant's own crisis lines and days: in force at once, checked, and in the audit log."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Api
from tests.server.person import person

LINES = {"emergency": "112", "crisis": ["TelefonSeelsorge 0800 111 0 111"], "safety": []}
DAYS = {"inference": 90, "words": 730, "event": 1095, "operation": 2, "delivery": 30}


def germany(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in api("GET", "/policies/crisis").json()["items"] if e["country"] == "DE")
    return found


def told(api: Api) -> list[str]:
    """What the machine says to somebody in danger, in Germany."""
    inbox = api.made("/inboxes", {"name": "Shop"})["id"]
    contact = api.made("/contacts", {"name": "Anna", "attributes": {"country": "DE"}})["id"]
    talk = api.made("/conversations", {"inbox_id": inbox, "contact_id": contact})["id"]
    message = api.made(f"/conversations/{talk}/messages", {"text": "I want to kill myself."})
    api.soon(f"/messages/{message['id']}/reading")
    return [each["text"] for each in api("GET", f"/conversations/{talk}/messages").json()["items"]]


def test_nothing_is_sent_until_somebody_reviewed_it_and_then_at_once(api: Api) -> None:
    assert (germany(api)["own"], germany(api)["reviewed"]) == (False, False)
    api("PUT", "/policies/crisis/DE", LINES)
    assert (germany(api)["own"], germany(api)["reviewed_by"]) == (True, None)
    assert not any("0800 111 0 111" in text for text in told(api))
    assert api("PUT", "/policies/crisis/DE", {**LINES, "reviewed": True}).status_code == 403  # a program is nobody
    kim = person(api, "kim", roles=["privacy"])
    answer = kim("PUT", "/policies/crisis/DE", {**LINES, "reviewed": True}).json()
    assert answer["reviewed_by"] == f"account {kim.account['id']}"
    assert answer["reviewed_at"]
    assert set(answer["told"]) == {"en", "de", "nl", "fr", "es", "it", "pt"}
    assert "0800 111 0 111" in answer["told"]["de"]
    assert any("0800 111 0 111" in text for text in told(api))
    api("PUT", "/policies/crisis/DE", LINES)  # changed by somebody who has not reviewed it
    assert not germany(api)["reviewed"]
    assert api("DELETE", "/policies/crisis/DE").status_code == 204
    assert api("DELETE", "/policies/crisis/DE").status_code == 404
    assert not germany(api)["own"]


@pytest.mark.parametrize("wrong", [{"emergency": "the police"}, {"crisis": ["Somebody"]}, {"safety": ["1\n2"]}])
def test_what_cannot_be_called_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    assert api("PUT", "/policies/crisis/DE", {**LINES, **wrong}).status_code == 422
    assert api("PUT", "/policies/crisis/XX", LINES).status_code == 404
    assert not germany(api)["own"]


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"inference": 181}, "inference: the policy allows 1 to 180 days"),
        ({"inference": 0}, "inference: the policy allows 1 to 180 days"),
        ({"inference": 60, "words": 30}, "inference: may not be kept longer than words, 30 days"),
        ({"words": 1096}, "words: may not be kept longer than event, 1095 days"),
        ({"operation": 15}, "operation: the policy allows 1 to 14 days"),
    ],
)
def test_days_stay_within_the_bounds_and_it_says_why(api: Api, days: dict[str, int], why: str) -> None:
    answer = api("PUT", "/policies/retention", DAYS | days)
    assert (answer.status_code, answer.json()["detail"]) == (422, f"retention: {why}")
    assert api("GET", "/policies/retention").json()["own"] is False


@pytest.mark.parametrize("wrong", [True, "30", 1.5, None])
def test_days_are_numbers(api: Api, wrong: Any) -> None:
    assert api("PUT", "/policies/retention", DAYS | {"words": wrong}).status_code == 422


def test_every_change_is_in_the_audit_log_with_what_was_before(api: Api) -> None:
    kim = person(api, "kim", roles=["privacy"])
    assert kim("PUT", "/policies/retention", DAYS | {"inference": 30}).json()["inference"] == 30
    assert kim("PUT", "/policies/crisis/DE", {**LINES, "reviewed": True}).status_code == 200
    assert kim("DELETE", "/policies/retention").status_code == 204
    log = kim("GET", "/audit?limit=500").json()["items"]
    own = [each for each in log if each["action"] == "policy.changed" and each["actor"] != "operator"]
    assert [each["object"] for each in own] == ["retention.own", "crisis.DE", "retention.own"]
    assert own[0]["detail"]["before"] == own[2]["detail"]["after"] != own[0]["detail"]["after"]
    assert all(each["actor"] == f"account {kim.account['id']}" for each in own)
    assert kim("GET", "/policies/retention").json()["inference"] == 90


def test_it_is_for_those_who_answer_for_it(api: Api) -> None:
    for role, allowed in (("admin", True), ("privacy", True), ("lead", False), ("agent", False)):
        asks = person(api, f"who-{role}", roles=[role])
        for path in ("/policies/crisis", "/policies/retention"):
            assert asks("GET", path).status_code == (200 if allowed else 403), role


def test_an_admin_signs_somebody_out_everywhere(api: Api) -> None:
    sam = person(api, "sam")
    assert api("DELETE", f"/accounts/{sam.account['id']}/sessions").status_code == 204
    assert sam("GET", "/me").status_code == 401


def test_an_inbox_says_whether_it_is_open(api: Api) -> None:
    inbox = api.made("/inboxes", {"name": "Shop"})["id"]
    assert api("GET", f"/inboxes/{inbox}/opening").json() == {"open": True, "opens_at": None}
    api("PUT", f"/inboxes/{inbox}/hours", {"time_zone": "Europe/Berlin", "week": [[]] * 7})
    assert api("GET", f"/inboxes/{inbox}/opening").json() == {"open": False, "opens_at": None}
