"""Notes, tags, replies that are ready, snoozing, merging and transfer, as desks, customers and programs see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from tests.server.conftest import Api
from tests.server.person import Person, person
from tests.server.test_live import as_staff, watching
from tests.server.visitor import SHOP, Visitor, shop

CALM = "When do you open tomorrow?"


def read_soon(api: Api, message: dict[str, Any]) -> None:
    api.soon(f"/messages/{message['id']}/reading")


def hers(api: Api, inbox: str) -> tuple[Visitor, str]:
    """Anna, and a conversation of hers that was read."""
    anna = Visitor(api, inbox)
    own = anna.talk()["id"]
    read_soon(api, anna.says(own, CALM))
    return anna, own


def test_a_note_is_for_who_answers_and_in_the_contacts_copy(api: Api, tmp_path: Any) -> None:
    inbox = shop(api)
    anna, own = hers(api, inbox)
    sam, kim, lee = (
        person(api, name, roles=[role], inboxes=[inbox])
        for name, role in (("sam", "agent"), ("kim", "agent"), ("lee", "lead"))
    )
    path = f"/conversations/{own}/notes"
    with watching(kim, **as_staff(kim)) as desk, watching(anna, Origin=SHOP) as screen:
        made = sam("POST", path, {"text": "She means the blue one."}).json()
        assert desk.until("note_added")["event"] == {"by": sam.account["id"], "note_id": made["id"]}
        anna.says(own, "Hello?")
        screen.until("message_kept")
        assert "note_added" not in {each["kind"] for each in screen.events}
    assert [each["text"] for each in kim("GET", path).json()["items"]] == ["She means the blue one."]
    assert made["by"] == sam.account["id"]
    for asked in ("", "/messages", "/passport", "/handover", "/attachments", "/seen"):
        assert "blue" not in anna("GET", f"/conversations/{own}{asked}").text
    assert anna("GET", path).status_code == anna("POST", path, {"text": "Mine"}).status_code == 403
    copy = tmp_path / "copy.zip"
    copy.write_bytes(anna("GET", f"/contacts/{anna.contact_id}/export").content)
    assert b"She means the blue one." in ZipFile(copy).read("data.json")

    assert kim("DELETE", f"{path}/{made['id']}").status_code == 403
    other = lee("POST", path, {"text": "Another"}).json()
    assert sam("DELETE", f"{path}/{made['id']}").status_code == 204
    assert lee("DELETE", f"{path}/{other['id']}").status_code == 204
    assert sam("GET", path).json()["items"] == []
    elsewhere = api.conversation()["id"]
    assert api("DELETE", f"/conversations/{elsewhere}/notes/{other['id']}").status_code == 404


@pytest.mark.parametrize("given", [{"text": ""}, {"text": " \n"}, {"text": "a\x00"}, {"text": "a" * 10_001}, {}])
def test_what_is_no_note(api: Api, given: dict[str, Any]) -> None:
    own = api.conversation()["id"]
    assert api("POST", f"/conversations/{own}/notes", given).status_code == 422


def test_tags_find_conversations_and_no_customer_sees_them(api: Api) -> None:
    inbox = shop(api)
    anna, own = hers(api, inbox)
    sam = person(api, inboxes=[inbox])
    other = hers(api, inbox)[1]
    for name in ("Late parcel", "late  PARCEL"):
        tagged = sam("POST", f"/conversations/{own}/tags", {"name": name}).json()
    (tag,) = sam("GET", "/tags").json()["items"]
    assert (tag["name"], tagged["tags"]) == ("late parcel", [tag["id"]])

    def found(query: str) -> list[str]:
        return [each["id"] for each in sam("GET", f"/conversations?{query}").json()["items"]]

    assert found("tag=Late%20Parcel") == found("tag=late%20parcel&state=open") == [own]
    assert found("tag=late%20parcel&state=resolved") == found("tag=unknown") == []
    assert sam("GET", "/conversations?tag=").status_code == 422
    sam("POST", f"/conversations/{other}/tags", {"name": "late parcel"})
    first = sam("GET", "/conversations?tag=late%20parcel&limit=1").json()
    assert [each["id"] for each in first["items"]] == [other]
    assert found(f"tag=late%20parcel&limit=1&after={first['next']}") == [own]
    assert anna("GET", f"/conversations/{own}").json()["tags"] == []
    assert anna("GET", "/live").json()["rows"][0]["tags"] == []
    assert sam("GET", "/live").json()["rows"][0]["tags"] == [tag["id"]]
    assert anna("GET", "/conversations?tag=late").status_code == anna("GET", "/tags").status_code == 403
    for each in (own, own, other):
        left = sam("DELETE", f"/conversations/{each}/tags/{tag['id']}")
        assert (left.status_code, left.json()["tags"]) == (200, [])
    assert sam("GET", "/tags").json()["items"] == []
    for number in range(20):
        sam("POST", f"/conversations/{own}/tags", {"name": f"tag {number}"})
    assert sam("POST", f"/conversations/{own}/tags", {"name": "more"}).status_code == 409
    assert sam("POST", f"/conversations/{own}/tags", {"name": "a" * 31}).status_code == 422


def test_replies_that_are_ready(api: Api) -> None:
    mine, theirs = shop(api), shop(api)
    sam, lee = person(api, "sam", inboxes=[mine]), person(api, "lee", roles=["lead"], inboxes=[mine])
    admin = person(api, "ada", roles=["admin"])
    given = {"name": "Late", "language": "en", "text": "Hello {name}, I am {agent}. It is late."}
    made = lee("POST", "/canned-replies", {**given, "inbox_id": mine}).json()
    assert (made["name"], made["inbox_id"]) == ("late", mine)
    assert lee("POST", "/canned-replies", {**given, "inbox_id": mine}).status_code == 409
    assert lee("POST", "/canned-replies", {**given, "inbox_id": theirs}).status_code == 404
    everybodys = admin("POST", "/canned-replies", given).json()
    elsewhere = admin("POST", "/canned-replies", {**given, "inbox_id": theirs}).json()
    assert [each["id"] for each in sam("GET", "/canned-replies").json()["items"]] == [made["id"], everybodys["id"]]
    assert sam("GET", "/canned-replies?language=de").json()["items"] == []
    assert sam("POST", "/canned-replies", given).status_code == 403
    assert lee("PATCH", f"/canned-replies/{elsewhere['id']}", {"text": "Mine"}).status_code == 404
    changed = lee("PATCH", f"/canned-replies/{made['id']}", {"name": "gone", "text": "Hello."}).json()
    assert (changed["name"], changed["text"], changed["language"]) == ("gone", "Hello.", "en")
    assert lee("PATCH", f"/canned-replies/{everybodys['id']}", {"text": "{order}"}).status_code == 422
    assert lee("DELETE", f"/canned-replies/{made['id']}").status_code == 204
    assert [each["id"] for each in sam("GET", "/canned-replies").json()["items"]] == [everybodys["id"]]
    rows = api("GET", "/audit?limit=500").json()["items"]
    actions = [each["action"] for each in rows if each["action"].startswith("reply.")]
    assert actions == ["reply.made"] * 3 + ["reply.changed", "reply.dropped"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Dear {customer}"}, {"text": "{"}, {"text": " "}, {"name": "two words"}, {"name": "a/b"},
        {"name": ""}, {"name": "a" * 31}, {"language": "english"}, {"text": "a" * 10_001},
    ],
)  # fmt: skip
def test_what_is_no_reply(api: Api, wrong: dict[str, str]) -> None:
    given = {"name": "late", "language": "en", "text": "Hello {name}"}
    assert api("POST", "/canned-replies", {**given, **wrong}).status_code == 422


def test_what_is_snoozed_is_out_of_the_way_on_every_desk_and_comes_back(api: Api) -> None:
    inbox = shop(api)
    anna, own = hers(api, inbox)
    sam, kim = (person(api, name, inboxes=[inbox]) for name in ("sam", "kim"))
    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    with watching(kim, **as_staff(kim)) as desk:
        snoozed = sam("PUT", f"/conversations/{own}/snooze", {"until": soon})
        assert snoozed.json()["snoozed"], snoozed.text
        desk.until("snoozed")
        assert desk.rows[own]["snoozed_until"]
        assert [each["id"] for each in kim("GET", "/conversations?snoozed=true").json()["items"]] == [own]
        assert kim("GET", "/conversations?snoozed=false").json()["items"] == []
        assert anna("GET", f"/conversations/{own}").json()["snoozed"] is False
        desk.until("woken")  # by itself
        assert not desk.rows[own]["snoozed"]
        sam("PUT", f"/conversations/{own}/snooze", {"until": None})
        desk.until("snoozed")
        anna.says(own, "Hello?")
        assert desk.until("woken")["event"] == {"by": "contact"}
    sam("PUT", f"/conversations/{own}/snooze", {"until": None})
    for _ in range(2):
        assert sam("DELETE", f"/conversations/{own}/snooze").json()["snoozed"] is False
    for wrong in ("2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "tomorrow", datetime.now(UTC).timestamp() + 60, True):
        assert sam("PUT", f"/conversations/{own}/snooze", {"until": wrong}).status_code == 422, wrong
    anna("POST", f"/conversations/{own}/handover", {})
    refused = sam("PUT", f"/conversations/{own}/snooze", {"until": None})
    assert (refused.status_code, "waits for a person" in refused.json()["detail"]) == (409, True)


def test_the_customer_goes_on_where_it_was_merged(api: Api) -> None:
    inbox = shop(api)
    anna, earlier = hers(api, inbox)
    later = anna.talk()["id"]
    read_soon(api, anna.says(later, "And where is my parcel?"))
    sam = person(api, inboxes=[inbox])
    with watching(anna, Origin=SHOP) as screen, watching(sam, **as_staff(sam)) as desk:
        merged = sam("POST", f"/conversations/{later}/merge", {"into": earlier})
        assert (merged.status_code, merged.json()["id"]) == (200, earlier), merged.text
        assert sam("POST", f"/conversations/{later}/merge", {"into": earlier}).json() == merged.json()
        for each in (screen, desk):
            assert each.until("conversation_merged")["event"]["into"] == earlier
        assert screen.rows[later]["merged_into"] == earlier
        assert set(desk.rows) == {earlier}
    message = anna.says(later, "Hello?")
    assert message["conversation_id"] == earlier
    assert [each["text"] for each in anna("GET", f"/conversations/{later}/messages").json()["items"]]
    (joined,) = sam("GET", f"/conversations?merged_into={earlier}").json()["items"]
    assert joined["id"] == later
    path = f"/v1/conversations/{later}/attachments?name=a.txt"
    file = anna.client.post(path, content=b"a", headers={"Authorization": f"Bearer {anna.session}"}).json()
    assert file["conversation_id"] == earlier
    assert sam("POST", f"/conversations/{earlier}/merge", {"into": later}).status_code == 409


def test_who_gives_it_away_sees_it_no_more_and_the_customer_notices_nothing_but_who_comes(api: Api) -> None:
    mine, theirs = shop(api), shop(api)
    anna, own = hers(api, mine)
    sam, kim = person(api, "sam", inboxes=[mine]), person(api, "kim", inboxes=[theirs])
    takers = {each["name"]: each for each in sam("GET", "/takers").json()["items"] if each["kind"] == "agent"}
    assert takers["kim"]["inboxes"] == [theirs]
    given = {"inbox_id": theirs, "agent_id": kim.account["id"], "note": "Needs the workshop."}
    path = f"/conversations/{own}/transfer"
    with (
        watching(sam, **as_staff(sam)) as his, watching(kim, **as_staff(kim)) as hers_too,
        watching(anna, Origin=SHOP) as screen,
    ):  # fmt: skip
        first, again = (sam("POST", path, given, Idempotency_Key="one") for _ in range(2))
        assert (first.status_code, first.json()) == (200, again.json()), first.text
        while own in his.rows:
            his.next()
        assert hers_too.until("transferred")["event"]["agent_id"] == kim.account["id"]
        assert hers_too.rows[own]["inbox_id"] == theirs
        screen.until("assigned")
        assert screen.rows[own]["inbox_id"] == mine
    assert sam("GET", f"/conversations/{own}").status_code == 404
    assert sam("GET", f"/conversations/{own}/notes").status_code == 404
    (note,) = kim("GET", f"/conversations/{own}/notes").json()["items"]
    assert (note["text"], note["by"]) == ("Needs the workshop.", sam.account["id"])
    said = [each["text"] for each in anna("GET", f"/conversations/{own}/messages").json()["items"]]
    assert [each for each in said if each.startswith("kim, a person")] == said[1:]
    assert anna.says(own, "Thank you")["conversation_id"] == own
    assert anna("GET", "/conversations").json()["items"][0]["inbox_id"] == mine
    refused = kim("POST", path, {"agent_id": sam.account["id"]})
    assert (refused.status_code, "cannot take it" in refused.json()["detail"]) == (409, True)


def test_nobody_tags_snoozes_merges_or_gives_away_what_they_do_not_see(api: Api) -> None:
    own = api.conversation()["id"]
    sam: Person = person(api, inboxes=[shop(api)])
    for method, what, given in (
        ("POST", "tags", {"name": "late"}), ("PUT", "snooze", {"until": None}), ("DELETE", "snooze", None),
        ("POST", "merge", {"into": own}), ("POST", "transfer", {"agent_id": sam.account["id"]}),
        ("POST", "notes", {"text": "Mine"}),
    ):  # fmt: skip
        assert sam(method, f"/conversations/{own}/{what}", given).status_code == 404, what
    assert sam("GET", "/conversations?tag=late").json()["items"] == []
