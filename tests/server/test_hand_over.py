"""A person within reach, as a page, the desk and a lead see it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Api
from tests.server.person import person
from tests.server.visitor import Visitor, shop

OFFICE = {"time_zone": "Europe/Berlin", "week": [[["09:00", "17:00"]]] * 7}


def tellings(visitor: Visitor, talk_id: str) -> list[str]:
    listed = visitor("GET", f"/conversations/{talk_id}/messages").json()["items"]
    return [each["text"] for each in listed if each["role"] == "bot"]


def test_from_the_button_to_a_person_and_back(api: Api) -> None:
    inbox = shop(api)
    anna, ben = Visitor(api, inbox), Visitor(api, inbox)
    sam = person(api, "sam", inboxes=[inbox])
    lee = person(api, "lee", inboxes=[inbox], roles=["lead"])
    own, other = anna.talk()["id"], ben.talk()["id"]
    assert anna("GET", f"/conversations/{own}/handover").json()["state"] == "none"
    for who, talk in ((ben, other), (anna, own)):
        assert who("POST", f"/conversations/{talk}/handover", {}).json()["state"] == "with_person"
    stands = anna("GET", f"/conversations/{own}/handover").json()
    assert (stands["state"], stands["position"], stands["asks"], stands["open"]) == ("queued", 2, 1, True)
    assert "number 2" in tellings(anna, own)[0]
    assert [each["conversation_id"] for each in sam("GET", "/handovers").json()["items"]] == [other, own]
    assert sam("PUT", f"/conversations/{own}/assignment", {"agent_id": sam.account["id"]}).status_code == 200
    said = sam("POST", f"/conversations/{own}/messages", {"text": "Hello"})
    assert said.status_code == 201
    stands = anna("GET", f"/conversations/{own}/handover").json()
    assert (stands["state"], stands["agent"], stands["position"]) == (
        "joined", {"id": sam.account["id"], "name": "sam"}, None,
    )  # fmt: skip
    assert stands["seconds_to_person"] >= 0
    assert anna("GET", f"/conversations/{own}/handover").json() == sam("GET", f"/conversations/{own}/handover").json()
    board = lee("GET", "/wallboard").json()
    assert (board["queued"], board["joined"], board["time_to_person"]["n"]) == (1, 1, 1)
    assert board["reachability"] == {"target_s": 300, "share": 1.0}
    assert sam("POST", f"/conversations/{own}/resolution", {}).status_code == 200
    assert anna("GET", f"/conversations/{own}/handover").json()["state"] == "resolved"
    assert lee("GET", "/wallboard").json()["resolved_today"] == 1
    anna.says(own, "Hello again")
    assert anna("GET", f"/conversations/{own}/handover").json()["state"] == "none"


def test_out_of_hours_a_call_back_is_taken(api: Api) -> None:
    inbox = shop(api)
    assert api("GET", f"/inboxes/{inbox}/hours").json() is None
    lee = person(api, "lee", inboxes=[inbox], roles=["lead"])
    given = {**OFFICE, "week": [[]] * 7, "holidays": ["2026-12-25"], "country": "DE"}
    assert lee("PUT", f"/inboxes/{inbox}/hours", given).json() == given
    assert lee("GET", f"/inboxes/{inbox}/hours").json() == given
    anna, sam = Visitor(api, inbox), person(api, "sam", inboxes=[inbox])
    talk = anna.talk()["id"]
    anna("POST", f"/conversations/{talk}/handover", {})
    stands = anna("GET", f"/conversations/{talk}/handover").json()
    assert (stands["open"], stands["opens_at"], stands["position"]) == (False, None, 1)
    assert "No opening hours" in tellings(anna, talk)[0]
    path = f"/conversations/{talk}/callback"
    assert anna("PUT", path, {"channel": "phone", "address": "soon"}).status_code == 422
    back = anna("PUT", path, {"channel": "phone", "address": "030 901820"}).json()
    assert (back["state"], back["callback"]["address"]) == ("callback", "+4930901820")
    listed = sam("GET", "/handovers?state=callback").json()["items"]
    assert [each["callback"]["channel"] for each in listed] == ["phone"]
    assert sam("PUT", path, {"channel": "phone", "address": "030 901820"}).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Europe/Atlantis"}, {"time_zone": "../../etc/passwd"}, {"week": [[]] * 6},
        {"week": [[["9:00", "17:00"]]] * 7}, {"week": [[["09:00", "09:00"]]] * 7}, {"week": [[["24:00", "09:00"]]] * 7},
        {"week": [[["29:00", "09:00"]]] * 7}, {"holidays": ["2026-02-30"]}, {"country": "de"},
    ],
)  # fmt: skip
def test_hours_that_are_none_are_refused(api: Api, change: dict[str, Any]) -> None:
    assert api("PUT", f"/inboxes/{shop(api)}/hours", OFFICE | change).status_code == 422


def test_the_customer_sees_and_strikes_what_the_person_is_told(api: Api) -> None:
    inbox = shop(api)
    anna, sam = Visitor(api, inbox), person(api, "sam", inboxes=[inbox])
    talk = anna.talk()["id"]
    path = f"/conversations/{talk}/passport"
    assert anna("GET", path).json()["entries"] == []
    anna.says(talk, "My order 4711234 cost $49.90. I already called you. Where is it?")
    anna("POST", f"/conversations/{talk}/handover", {})
    told = sam("GET", path).json()
    assert told["seen_by_customer_at"] is None
    texts = {each["text"]: each["id"] for each in told["entries"]}
    assert {"4711234", "$49.90", "I already called you.", "Where is it?"} <= set(texts)
    assert anna("PUT", f"{path}/entries/{texts['$49.90']}", {"struck": True}).status_code == 200
    assert sam("PUT", f"{path}/entries/{texts['4711234']}", {"text": "mine"}).status_code == 403
    assert sam("POST", f"{path}/entries", {"section": "tried", "text": "I asked the depot."}).status_code == 200
    told = anna("GET", path).json()
    assert told["seen_by_customer_at"]
    assert {each["text"]: each["struck"] for each in told["entries"]}["$49.90"]
    assert "$49.90" not in {each["text"] for each in sam("GET", path).json()["entries"]}
    back = anna("PUT", f"{path}/entries/{texts['$49.90']}", {"struck": False}).json()["entries"]
    assert [each for each in back if each["struck"]] == []
    assert "$49.90" in {each["text"] for each in sam("GET", path).json()["entries"]}
    assert {"id", "section", "text", "by", "struck", "message_id"} == set(told["entries"][0])
    sam("POST", f"/conversations/{talk}/messages", {"text": "What is your order number?"})
    assert sam("GET", path).json()["repeats"] == {"asked_again": 1, "questions": 1}
    for body in ({"text": " "}, {"struck": "yes"}):
        assert anna("PUT", f"{path}/entries/{texts['4711234']}", body).status_code == 422


def test_no_event_says_why_or_where_to(api: Api) -> None:
    inbox = shop(api)
    anna = Visitor(api, inbox)
    talk = anna.talk()["id"]
    message = anna.says(talk, "I want to kill myself")
    api.soon(f"/messages/{message['id']}/reading")
    anna("PUT", f"/conversations/{talk}/callback", {"channel": "email", "address": "anna@example.org"})
    events = api("GET", "/events").text
    assert not any(word in events for word in ("crisis", "anna@", "kill"))
    assert '"call_back_asked"' in events
