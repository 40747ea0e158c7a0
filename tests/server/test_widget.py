"""Customers come in by pages: who they are, from which sites, and what they then see."""

from __future__ import annotations

import base64
import hmac
import io
import time
import zipfile
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.server.conftest import Api
from tests.server.person import person
from tests.server.visitor import SHOP, Visitor, shop, signed
from warmline.domain.emotion import DRIVERS


def secret_of(api: Api, inbox_id: str) -> str:
    found: str = api("POST", f"/inboxes/{inbox_id}/secret").json()["secret"]
    return found


def test_anybody_writes_and_sees_their_own_alone(api: Api) -> None:
    inbox = shop(api)
    anna, ben = Visitor(api, inbox), Visitor(api, inbox)
    talk = anna.talk()
    message = anna.says(talk["id"], "I am really angry about this! I want a person.")
    assert (message["role"], message["author"]) == ("customer", None)
    reading = api.soon(f"/messages/{message['id']}/reading").json()
    assert anna("GET", f"/messages/{message['id']}/reading").json() == reading
    for path in (
        f"/conversations/{talk['id']}", f"/messages/{message['id']}/reading", f"/contacts/{anna.contact_id}",
        f"/contacts/{anna.contact_id}/export", f"/contacts/{anna.contact_id}/readings",
    ):  # fmt: skip
        assert (anna("GET", path).status_code, ben("GET", path).status_code) == (200, 404), path
    assert [each["id"] for each in anna("GET", "/conversations").json()["items"]] == [talk["id"]]
    assert ben("GET", "/conversations").json()["items"] == []
    elsewhere = api.made("/inboxes", {"name": "Back office"})["id"]
    given = {"inbox_id": elsewhere, "contact_id": anna.contact_id}
    assert anna("POST", "/conversations", given).status_code == 404
    assert ben("POST", "/conversations", given | {"inbox_id": inbox}).status_code == 404


def test_leaving_leaves_nothing_behind(api: Api) -> None:
    anna = Visitor(api, shop(api))
    anna.talk()
    assert anna("DELETE", "/widget/sessions/current").status_code == 204
    assert anna("GET", "/conversations").status_code == 401


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example.evil.example", "https://evilshop.example", "http://shop.example",
        "https://shop.example:8443", "https://shop.example/", "null", "https://SHOP.example", "https://a.shop.example",
        "https://shop.example@evil.example", "", None,
    ],
)  # fmt: skip
def test_pages_of_other_sites_come_in_nowhere(api: Api, origin: str | None) -> None:
    assert Visitor(api, shop(api), origin).came.status_code == 403


def test_a_session_is_of_the_site_it_was_begun_on(api: Api) -> None:
    inbox = shop(api, origins=[SHOP, "https://other.example"])
    anna = Visitor(api, inbox)
    talk = anna.talk()
    assert anna("GET", f"/conversations/{talk['id']}", Origin="https://other.example").status_code == 403
    assert anna("GET", f"/conversations/{talk['id']}", Origin="https://testserver").status_code == 200
    assert api("PATCH", f"/inboxes/{inbox}", {"origins": ["https://other.example"]}).status_code == 200
    assert anna("GET", f"/conversations/{talk['id']}").status_code == 401


def test_a_page_of_another_site_may_read_the_answer_and_no_cookie_counts_there(api: Api) -> None:
    anna, sam = Visitor(api, shop(api)), person(api)
    answer = anna("GET", "/conversations")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    assert anna("OPTIONS", "/conversations", **asked).status_code == 200
    assert sam("POST", "/me/totp", Sec_Fetch_Site="cross-site", Origin=SHOP).status_code == 403
    assert "access-control-allow-credentials" not in sam("GET", "/me", Origin=SHOP).headers


def test_who_is_vouched_for_is_the_same_contact_everywhere(api: Api) -> None:
    inbox = shop(api, identity="signed")
    secret = secret_of(api, inbox)
    known = api.made("/contacts", {"external_id": "4711", "name": "Anna"})
    phone = Visitor(api, inbox, token=signed(secret, inbox, name="Anna Berger"))
    talk = phone.talk()
    laptop = Visitor(api, inbox, token=signed(secret, inbox))
    assert {phone.contact_id, laptop.contact_id} == {known["id"]}
    assert laptop("GET", f"/conversations/{talk['id']}").status_code == 200
    assert laptop("GET", f"/contacts/{known['id']}").json()["name"] == "Anna Berger"
    ben = Visitor(api, inbox, token=signed(secret, inbox, "4712"))
    assert ben("GET", f"/conversations/{talk['id']}").status_code == 404


def test_a_program_needs_to_be_vouched_for(api: Api) -> None:
    inbox = shop(api)
    assert Visitor(api, inbox, None).came.status_code == 403
    assert Visitor(api, inbox, None, signed(secret_of(api, inbox), inbox)).came.status_code == 200


def test_the_secret_before_counts_until_the_next(api: Api) -> None:
    inbox = shop(api)
    first, second, third = (secret_of(api, inbox) for _ in range(3))
    came = [Visitor(api, inbox, token=signed(each, inbox)).came.status_code for each in (first, second, third)]
    assert came == [401, 200, 200]


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another inbox"}, {"aud": None}, {"aud": []}, {"sub": ""}, {"sub": None}, {"sub": 4711},
        {"sub": "anna@shop.example\n"}, {"exp": NOW - 1}, {"exp": NOW + 86_400}, {"exp": None}, {"exp": "soon"},
        {"iat": NOW + 3600, "exp": NOW + 3700}, {"iat": None}, {"iat": True}, {"exp": NOW + 300.5},
    ],
)  # fmt: skip
def test_a_token_that_says_too_much_or_too_little_vouches_for_nobody(api: Api, claims: dict[str, Any]) -> None:
    inbox = shop(api, identity="signed")
    secret = secret_of(api, inbox)
    assert Visitor(api, inbox, token=signed(secret, inbox, **claims)).came.status_code == 401


def test_a_forged_token_vouches_for_nobody(api: Api, other: Api) -> None:
    inbox, theirs = shop(api, identity="signed"), shop(other)
    secret, foreign = secret_of(api, inbox), secret_of(other, theirs)
    claims = {"sub": "4711", "aud": inbox, "iat": NOW, "exp": NOW + 300}
    rsa = RSAKey.generate_key(2048)
    good = signed(secret, inbox)
    head, body, proof = good.split(".")
    ben = signed(secret, inbox, "4712").split(".")[1]
    forged = [
        "", "nothing", "a.b.c", good[:-2], f"{head}.{body}.", f"{head}.{ben}.{proof}",
        "eyJhbGciOiJub25lIn0." + body + ".", signed(foreign, inbox), signed("a guess of thirty-two characters", inbox),
        signed(secret, inbox, algorithm="HS512"), jwt.encode({"alg": "RS256"}, claims, rsa),
        by_hand(head, body, rsa.as_pem(private=False)), by_hand(head, body, b""),
        jwt.encode({"alg": "HS256", "kid": "../../dev/null"}, claims, OctKey.import_key(b"0" * 32)),
    ]  # fmt: skip
    came = [Visitor(api, inbox, token=each).came.status_code for each in forged if each]
    assert set(came) == {401}
    assert Visitor(api, inbox).came.status_code == 401


def by_hand(head: str, body: str, key: bytes) -> str:
    """Signed with what no library takes for a secret."""
    proof = hmac.digest(key, f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"


def test_that_everybody_has_to_be_vouched_for_covers_what_was_begun_before(api: Api) -> None:
    inbox = shop(api)
    anna = Visitor(api, inbox)
    talk = anna.talk()
    assert api("PATCH", f"/inboxes/{inbox}", {"identity": "signed"}).json()["identity"] == "signed"
    given = {"text": "Hello?"}
    assert anna("POST", f"/conversations/{talk['id']}/messages", given).status_code == 401


def test_an_address_is_never_who_somebody_is(api: Api) -> None:
    inbox = shop(api)
    known = api.made("/contacts", {"external_id": "4711", "email": "anna@shop.example"})
    secret = secret_of(api, inbox)
    eve = Visitor(api, inbox, token=signed(secret, inbox, "666", email="anna@shop.example"))
    assert eve.contact_id != known["id"]
    for more in ({"email": "anna@shop.example"}, {"contact_id": known["id"]}, {"external_id": "4711"}):
        given = {"tenant": api.key.split("_")[1], "inbox_id": inbox, **more}
        assert eve("POST", "/widget/sessions", given).status_code == 422


def test_a_guarded_conversation_is_on_the_device_it_goes_on_at_alone(api: Api) -> None:
    inbox = shop(api, identity="signed")
    secret = secret_of(api, inbox)
    phone, laptop = (Visitor(api, inbox, token=signed(secret, inbox)) for _ in range(2))
    talk = phone.talk()
    assert laptop("GET", f"/conversations/{talk['id']}").status_code == 200
    message = phone.says(talk["id"], "My husband beats me and he must not know that I write to you.")
    api.soon(f"/messages/{message['id']}/reading")
    assert api("GET", f"/conversations/{talk['id']}").json()["guarded"]
    for path in (
        f"/conversations/{talk['id']}", f"/messages/{message['id']}/reading", f"/conversations/{talk['id']}/messages",
    ):  # fmt: skip
        assert (phone("GET", path).status_code, laptop("GET", path).status_code) == (200, 404), path
    assert laptop("GET", f"/contacts/{phone.contact_id}/readings").json()["items"] == []
    zipped = laptop("GET", f"/contacts/{phone.contact_id}/export").content
    assert talk["id"] not in _unpacked(zipped)
    assert phone("DELETE", "/widget/sessions/current").status_code == 204
    again = Visitor(api, inbox, token=signed(secret, inbox))
    assert again("GET", "/conversations").json()["items"] == []


def _unpacked(zipped: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        return file.read("data.json").decode()


def test_who_is_in_danger_is_answered_by_somebody_with_the_training_if_there_is_one(api: Api) -> None:
    inbox = shop(api)
    sam = person(api, "sam", inboxes=[inbox])
    talk = Visitor(api, inbox)
    own = talk.talk()
    message = talk.says(own["id"], "My husband beats me and he must not know that I write to you.")
    api.soon(f"/messages/{message['id']}/reading")
    path = f"/conversations/{own['id']}"
    assert sam("GET", path).status_code == 200  # nobody has it, so that nobody waits for nobody
    kim = person(api, "kim", inboxes=[inbox], skills=["safety"])
    lee = person(api, "lee", inboxes=[inbox], roles=["lead"])
    assert [who("GET", path).status_code for who in (sam, kim, lee)] == [404, 200, 200]
    assert lee("PUT", f"{path}/assignment", {"agent_id": sam.account["id"]}).status_code == 200
    assert sam("GET", path).status_code == 200
    assert lee("PUT", f"{path}/assignment", {"agent_id": None}).status_code == 200
    assert api("DELETE", f"/accounts/{kim.account['id']}").status_code == 200
    assert sam("GET", path).status_code == 200


def spoken_of_hardship(api: Api, consented: bool) -> tuple[str, str]:
    """A contact's id and that of a message which shows a hard time."""
    talk = api.conversation()
    if consented:
        given = {"purpose": "personalise", "given": True, "source": "phone", "wording": "asked", "locale": "en-GB"}
        api.made(f"/contacts/{talk['contact_id']}/consents", given)
    said = {"text": "I have cancer and lost my job, so that I cannot pay my rent this month."}
    message = api.made(f"/conversations/{talk['id']}/messages", said)["id"]
    api.soon(f"/messages/{message}/reading")
    return talk["contact_id"], message


def drivers(answer: Any) -> set[str]:
    """Which signs of a vulnerability a reading shows."""
    return {each["kind"] for each in answer.json()["flags"]} & DRIVERS


def test_signs_of_a_vulnerability_are_kept_with_the_contacts_own_yes_alone(api: Api) -> None:
    _, unasked = spoken_of_hardship(api, consented=False)
    assert drivers(api("GET", f"/messages/{unasked}/reading")) == set()
    contact, message = spoken_of_hardship(api, consented=True)
    assert {"health", "life_event"} & drivers(api("GET", f"/messages/{message}/reading"))
    given = {"purpose": "personalise", "given": False, "source": "phone", "wording": "asked", "locale": "en-GB"}
    api.made(f"/contacts/{contact}/consents", given)
    assert drivers(api("GET", f"/messages/{message}/reading")) == set()


def test_signs_of_a_vulnerability_are_shown_to_who_has_the_right_alone(api: Api) -> None:
    contact, message = spoken_of_hardship(api, consented=True)
    inbox = api("GET", f"/conversations/{api('GET', '/conversations').json()['items'][0]['id']}").json()["inbox_id"]
    sam = person(api, "sam", inboxes=[inbox])
    kim = person(api, "kim", inboxes=[inbox], rights=["vulnerability"])
    path = f"/messages/{message}/reading"
    assert (drivers(sam("GET", path)), bool(drivers(kim("GET", path)))) == (set(), True)
    pat = person(api, "pat", roles=["privacy"])
    listed = pat("GET", f"/contacts/{contact}/readings").json()["items"][0]["reading"]["flags"]
    assert not {each["kind"] for each in listed} & DRIVERS
    assert not any(driver in _unpacked(pat("GET", f"/contacts/{contact}/export").content) for driver in DRIVERS)
    for scopes, sees in ((["read"], False), (["read", "vulnerability"], True)):
        key = api.made("/keys", {"name": "desk", "scopes": scopes})["key"]
        assert bool(drivers(api("GET", path, key=key))) == sees
