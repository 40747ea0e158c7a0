"""What the desk asks for: lists with words and feelings, search, and filters."""

from __future__ import annotations

import pytest

from tests.server.conftest import Api
from tests.server.person import person
from tests.server.visitor import Visitor, shop


def test_a_list_shows_who_writes_what_was_said_last_and_how_they_feel(api: Api) -> None:
    talk = api.conversation()
    own = talk["id"]
    message = api.made(f"/conversations/{own}/messages", {"text": "I am really angry about this! " * 10})["id"]
    api.soon(f"/messages/{message}/reading")
    sam = person(api, inboxes=[talk["inbox_id"]])
    (found,) = sam("GET", f"/desk/conversations?ids={own},nothing,{own}").json()["items"]
    assert (found["contact_name"], found["language"], found["emotion"]) == ("Anna Berger", "en", "anger")
    assert found["valence"] < 0 < found["confidence"]
    api.made(f"/messages/{message}/corrections", {"emotion": "disappointment"})
    sam("POST", f"/conversations/{own}/messages", {"text": "I am sorry. " * 30})
    (found,) = sam("GET", f"/desk/conversations?ids={own}").json()["items"]
    assert (found["last"]["role"], len(found["last"]["text"])) == ("agent", 200)
    assert found["emotion"] == "disappointment"
    looks = [each for each in api("GET", "/audit?limit=500").json()["items"] if each["action"] == "reading.seen"]
    sams = [each["object"] for each in looks if each["actor"] == f"account {sam.account['id']}"]
    assert sams == [message, message]


def test_nothing_is_shown_of_who_is_not_read_and_nothing_of_others(api: Api) -> None:
    talk, other = api.conversation(), api.conversation()
    for each in (talk, other):
        message = api.made(f"/conversations/{each['id']}/messages", {"text": "Where is my parcel?"})["id"]
        api.soon(f"/messages/{message}/reading")
    api("PUT", f"/contacts/{talk['contact_id']}/reading", {"on": False})
    sam = person(api, inboxes=[talk["inbox_id"]])
    (found,) = sam("GET", f"/desk/conversations?ids={talk['id']},{other['id']}").json()["items"]
    assert (found["id"], found["emotion"], found["valence"], found["confidence"]) == (talk["id"], None, None, None)
    assert found["last"]["text"] == "Where is my parcel?"


@pytest.mark.parametrize(
    ("words", "hits"),
    [("PARCEL", 2), ("  parcel ", 2), ("straße", 1), ("%", 0), ("_arcel", 0), ("", 0), ("hidden", 0)],
)
def test_words_are_found_where_one_may_see_them(api: Api, words: str, hits: int) -> None:
    inbox = shop(api)
    anna, sam = Visitor(api, inbox), person(api, inboxes=[inbox])
    for text in ("Where is my parcel?", "The Parcel should go to STRASSE 5.", "100 percent"):
        anna.says(anna.talk()["id"], text)
    elsewhere = Visitor(api, shop(api))
    elsewhere.says(elsewhere.talk()["id"], "A parcel, hidden.")
    found = sam.client.get("/v1/search", params={"q": words}).json()["items"]
    assert len(found) == hits
    assert len(sam.client.get("/v1/search", params={"q": words, "limit": 1}).json()["items"]) == min(hits, 1)


def test_a_long_message_is_shown_where_the_words_are(api: Api) -> None:
    inbox = shop(api)
    anna, sam = Visitor(api, inbox), person(api, inboxes=[inbox])
    anna.says(anna.talk()["id"], f"{'a ' * 500}kettle{' b' * 500}")
    (found,) = sam("GET", "/search?q=kettle").json()["items"]
    assert "kettle" in found["text"]
    assert len(found["text"]) == 200


def test_conversations_of_a_state_an_inbox_a_contact_or_an_agent(api: Api) -> None:
    first, second = api.conversation(), api.conversation()
    sam = person(api, inboxes=[first["inbox_id"], second["inbox_id"]])
    sam("PUT", f"/conversations/{first['id']}/assignment", {"agent_id": sam.account["id"]})
    sam("POST", f"/conversations/{second['id']}/resolution", {})

    def seen(query: str) -> list[str]:
        return [each["id"] for each in sam("GET", f"/conversations?{query}").json()["items"]]

    assert seen("state=resolved") == seen(f"contact_id={second['contact_id']}") == [second["id"]]
    assert seen(f"agent_id={sam.account['id']}") == seen(f"inbox_id={first['inbox_id']}") == [first["id"]]
    assert seen(f"state=open&inbox_id={second['inbox_id']}") == []
    assert sam("GET", "/conversations?state=lost").status_code == 422
