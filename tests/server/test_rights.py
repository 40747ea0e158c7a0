"""What contacts are told and asked, and what they may look up and switch off, over the API."""

from __future__ import annotations

import pytest

from tests.server.conftest import Api
from tests.server.test_privacy import spoken
from warmline.domain.emotion import LANGUAGES


def test_how_a_contact_is_read_and_that_it_ends(api: Api) -> None:
    contact, message = spoken(api)
    api.made(f"/messages/{message}/corrections", {"emotion": "regret"})
    (one,) = api("GET", f"/contacts/{contact}/readings").json()["items"]
    assert (one["message_id"], one["emotion"], one["reading"]["corrected"]["by"]) == (message, "regret", "contact")
    assert one["reading"] == api("GET", f"/messages/{message}/reading").json()
    assert one["decision"]["action"] in ("hand_over", "none")
    assert one["models"] == one["reading"]["model"]
    (again,) = api("GET", f"/contacts/{contact}/readings").json()["items"]
    seen = [each["action"] for each in again["seen"]]
    assert seen == ["reading.seen", "readings.seen", "reading.seen"]
    assert api("PUT", f"/contacts/{contact}/reading", {"on": False}).json()["read"] is False
    for gone in (f"/contacts/{contact}/readings", f"/messages/{message}/reading", f"/messages/{message}/decision"):
        assert api("GET", gone).status_code == 404
    assert "regret" not in api("GET", "/events").text


def test_what_holds_about_each_purpose(api: Api) -> None:
    contact = api.made("/contacts", {"name": "Anna"})["id"]
    given = {"purpose": "research", "given": True, "source": "widget", "wording": "2026-11", "locale": "de-DE"}
    path = f"/contacts/{contact}/consents"
    kept = api.made(path, given)
    rows = {each["purpose"]: each for each in api("GET", f"{path}/standing").json()["items"]}
    assert rows["research"] == {"purpose": "research", "may": True, "answer": kept}
    assert rows["answer"] == {"purpose": "answer", "may": True, "answer": None}
    assert not rows["voice"]["may"]
    api.made(path, given | {"given": False})
    assert not {e["purpose"]: e["may"] for e in api("GET", f"{path}/standing").json()["items"]}["research"]
    assert api("GET", "/contacts/none/consents/standing").status_code == 404
    unknown = api("POST", path, given | {"wording": "2020-01"})
    assert (unknown.status_code, unknown.json()["detail"][:7]) == (422, "wording")
    assert api("POST", path, given | {"wording": "2020-01", "source": "letter"}).status_code == 201


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_told_and_asked(api: Api, language: str) -> None:
    notice = api("GET", f"/notice?language={language}").json()
    assert (notice["language"], notice["missing"]) == (language, None)
    words = api("GET", f"/wordings?language={language}").json()["items"]
    assert [(each["language"], each["version"][:4]) for each in words] == [(language, "2026")] * 6
    phrases = [e for e in api("GET", "/notice/phrases").json()["items"] if e["language"] == language]
    assert {each["kind"] for each in phrases} == {"person", "crisis", "safety"}


def test_the_notice_of_a_conversation_says_what_holds_there_now(api: Api) -> None:
    talk = api.conversation()
    path = f"/conversations/{talk['id']}/notice"
    notice = api("GET", "/notice").json()
    assert api("GET", path).json()["text"] == [notice["machine"], notice["read"]]
    api("PUT", f"/contacts/{talk['contact_id']}/reading", {"on": False})
    assert api("GET", path).json()["text"] == [notice["machine"], notice["unread"]]
    api("POST", f"/conversations/{talk['id']}/handover", {})
    assert api("GET", path).json()["text"] == [notice["machine"], notice["unread"]]  # nobody has come yet
    api.made(f"/conversations/{talk['id']}/messages", {"text": "I am here.", "role": "agent"})
    assert api("GET", path).json()["text"] == [notice["person"], notice["unread"]]
    swedish = api("GET", f"{path}?language=sv").json()
    assert (swedish["language"], swedish["missing"]) == ("en", "sv")
    assert api("GET", f"{path}?language=de").json()["language"] == "de"


def test_a_conversation_is_hidden_from_whom_the_contact_names(api: Api) -> None:
    talk, sam = api.conversation(), api.made("/agents", {"name": "Sam"})["id"]
    path = f"/conversations/{talk['id']}/hidden-from"
    assert api("PUT", path, {"agents": [sam, sam]}).json()["hidden_from"] == [sam]
    assert api("GET", f"/conversations/{talk['id']}").json()["guarded"] is False
    assert api("PUT", path, {"agents": ["nobody"]}).status_code == 404
    assert api("PUT", path, {"agents": []}).json()["hidden_from"] == []
