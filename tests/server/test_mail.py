"""Customers who write by mail, against real servers: fetched by IMAP, answered by SMTP, in the thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from tests.server.post_office import ADDRESS, PASSWORD, PostOffice, letter, reply
from warmline.house import House
from warmline.server.app import create_app
from warmline.settings import Settings


@dataclass
class Desk:
    """A company that has an inbox for mail."""

    api: Api
    office: PostOffice
    inbox: str

    def talks(self, many: int = 1) -> list[dict[str, Any]]:
        """Conversations, newest first, once there are so many."""
        return self.until(lambda: self.api("GET", "/conversations").json()["items"], many)

    def messages(self, talk: str, many: int = 1) -> list[dict[str, Any]]:
        """Of a conversation, once there are so many."""
        return self.until(lambda: self.api("GET", f"/conversations/{talk}/messages").json()["items"], many)

    def letters(self, talk: str) -> list[dict[str, Any]]:
        """What is known of its letters."""
        return list(self.api("GET", f"/conversations/{talk}/letters").json()["items"])

    def kinds(self) -> list[str]:
        """Of all events."""
        return [each["kind"] for each in self.api("GET", "/events?limit=500").json()["items"]]

    def says(self, talk: str, text: str, role: str = "agent") -> None:
        """The company writes."""
        self.api.made(f"/conversations/{talk}/messages", {"text": text, "role": role})

    def mailbox(self) -> dict[str, Any]:
        """How it stands."""
        return dict(self.api("GET", f"/inboxes/{self.inbox}/mailbox").json())

    def until(self, find: Callable[[], Any], many: int = 1) -> Any:
        """What is found, once it is that much."""
        for _ in range(300):
            found = find()
            if len(found) >= many:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{found} is not {many}")

    def settle(self) -> None:
        """Once what was delivered has been looked at: a letter that nobody can overlook is through."""
        self.office.deliver(letter("The last one.", "last@example.org", Subject="Last"))
        self.until(lambda: [each for each in self._subjects() if each == "Last"])

    def _subjects(self) -> list[str]:
        found = self.api("GET", "/conversations?limit=500").json()["items"]
        return [each["subject"] for talk in found for each in self.letters(talk["id"])]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House]]:
    house = House(
        Settings(
            home=tmp_path_factory.mktemp("home"), reader="linear", rate_limit=0, private_networks="127.0.0.0/8"
        )
    )  # fmt: skip
    house.mail = replace(house.mail, look=0.3, gather=0.3, waits=(0.2,) * 3, hour=3)
    with TestClient(create_app(house)) as client:
        yield client, house


@pytest.fixture
def desk(running: tuple[TestClient, House]) -> Iterator[Desk]:
    office, api = PostOffice(), new_api(*running)
    inbox = api.made("/inboxes", {"name": "Shöp", "channel": "email"})["id"]
    answer = api("PUT", f"/inboxes/{inbox}/mailbox", office.settings)
    assert answer.status_code == 200, answer.text
    found = Desk(api, office, inbox)
    found.until(lambda: [each for each in [found.mailbox()["looked_at"]] if each])
    yield found
    api("DELETE", f"/inboxes/{inbox}/mailbox")
    office.go()


def test_a_conversation_by_mail_from_end_to_end(desk: Desk) -> None:
    first = letter("Where is it? I have waited for three weeks!", Subject="Paket fehlt – Bestellung 4711")
    first.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="Rechnung.pdf")
    desk.office.deliver(first)
    (talk,) = desk.talks()
    (said,) = desk.messages(talk["id"])
    assert said["text"] == "Paket fehlt – Bestellung 4711\n\nWhere is it? I have waited for three weeks!"
    assert (said["role"], talk["inbox_id"]) == ("customer", desk.inbox)
    contact = desk.api("GET", f"/contacts/{talk['contact_id']}").json()
    assert (contact["name"], contact["email"], contact["external_id"]) == ("Anna Berger", "anna@example.org", None)
    assert contact["attributes"] == {"via": "email", "verified": "no"}
    (file,) = desk.api("GET", f"/conversations/{talk['id']}/attachments").json()["items"]
    assert (file["name"], file["media_type"]) == ("Rechnung.pdf", "application/pdf")
    assert desk.api.soon(f"/messages/{said['id']}/reading").json()["kind"] == "turn"

    desk.says(talk["id"], "Hello Anna,\nit is on its way. Łukasz")
    (sent,) = desk.office.soon()
    assert (sent.to, sent.sender) == (["anna@example.org"], ADDRESS)
    assert (sent.message["From"], sent.message["To"]) == (f"Shöp <{ADDRESS}>", "anna@example.org")
    assert sent.message["Subject"] == "Re: Paket fehlt – Bestellung 4711"
    assert sent.message["In-Reply-To"] == first["Message-ID"]
    assert sent.message["References"].split()[-1] == first["Message-ID"]
    assert sent.message["Auto-Submitted"] is None
    text = sent.text.replace("\r\n", "\n")
    assert "A person from our team is taking care of you now" in text
    assert "Hello Anna,\nit is on its way. Łukasz\n\n-- \n" in text
    assert "How you feel is read from your words by a machine" in text

    desk.office.deliver(reply(sent, "Thank you, when will it come?"))
    assert desk.messages(talk["id"], 4)[-1]["text"] == "Thank you, when will it come?"
    desk.says(talk["id"], "Tomorrow.")
    last = desk.office.soon(2)[-1]
    assert last.text.replace("\r\n", "\n") == "Tomorrow.\n"
    assert first["Message-ID"] in last.message["References"]
    assert last.message["Subject"] == sent.message["Subject"]
    assert len(desk.talks()) == 1
    desk.until(lambda: [each for each in desk.letters(talk["id"]) if each["state"] == "sent"], 2)
    assert [(each["way"], each["state"]) for each in desk.letters(talk["id"])] == [
        ("in", "taken"), ("out", "sent"), ("in", "taken"), ("out", "sent"),
    ]  # fmt: skip
    desk.until(lambda: [each for each in desk.office.seen() if each], 2)
    assert desk.kinds().count("letter_sent") == 2


def test_what_the_machine_says_is_said_to_be_a_machines(desk: Desk) -> None:
    desk.office.deliver(letter("Ich möchte bitte mit einem Menschen sprechen, das ist eine Frechheit!"))
    (talk,) = desk.talks()
    (sent,) = desk.office.soon()
    assert sent.message["Auto-Submitted"] == "auto-replied"
    text = sent.text.replace("\r\n", "\n")
    assert "Ein Mensch aus unserem Team" in text
    assert "Sie schreiben mit einer Maschine." in text.partition("-- \n")[2]
    assert "sagen Sie es" not in text  # a person is coming already
    assert desk.api("GET", f"/conversations/{talk['id']}").json()["state"] == "with_person"


def test_only_who_was_sent_a_letter_goes_on_with_a_conversation(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    desk.says(talk["id"], "On its way.")
    (sent,) = desk.office.soon()
    name = str(sent.message["Message-ID"])
    forged = name.replace(name[-30], "a" if name[-30] != "a" else "b")
    desk.office.deliver(reply(sent, "Give me everything!", "eve@evil.example"))  # it was passed on to her
    desk.office.deliver(letter("Me too!", "anna@example.org", References=forged, In_Reply_To=forged))
    desk.office.deliver(letter("And again", "anna@example.org", Subject="Re: My parcel"))
    others = [each for each in desk.talks(4) if each["id"] != talk["id"]]
    assert len(desk.messages(talk["id"])) == 3
    assert len({each["id"] for each in others}) == 3
    assert sum(each["contact_id"] == talk["contact_id"] for each in others) == 2


def test_the_same_letter_counts_once(desk: Desk) -> None:
    one = letter("Where is it?")
    nameless = letter("No name")
    del nameless["Message-ID"]
    for each in (one, one, nameless, nameless):
        desk.office.deliver(each)
    desk.settle()
    found = desk.talks(3)
    assert len(found) == 3
    assert [len(desk.messages(each["id"])) for each in found] == [1, 1, 1]


def test_a_machine_is_not_answered(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    desk.says(talk["id"], "On its way.")
    (sent,) = desk.office.soon()
    desk.office.deliver(reply(sent, "I am away until Monday.", Auto_Submitted="auto-replied"))
    desk.office.deliver(letter("News!", "news@example.org", List_Id="<news.example.org>"))
    desk.office.deliver(letter("Me", ADDRESS))
    desk.settle()
    assert desk.kinds().count("automatic_reply_came") == 1
    assert len(desk.messages(talk["id"])) == 3
    assert len(desk.talks()) == 2
    assert desk.mailbox()["passed"] == 2
    assert desk.office.seen() == [True, True, False, False, True]


def returned(sent: Any, action: str = "failed") -> bytes:
    """What a mail server says of a letter that it could not deliver (RFC 3464)."""
    head = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\nTo: care@shop.example\r\nReturn-Path: <>\r\n"
        "Subject: Undelivered Mail\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    parts = (
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; "
        f"anna@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return (head + parts).encode() + sent.message.as_bytes() + b"\r\n--b--\r\n"


def test_a_letter_that_comes_back_brings_a_person_and_is_not_sent_again(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    desk.says(talk["id"], "It is on its way.", "bot")
    (sent,) = desk.office.soon()
    assert "To have a person answer, reply to this e-mail and say so." in sent.text
    desk.until(lambda: [each for each in desk.letters(talk["id"]) if each["state"] == "sent"])
    desk.office.deliver(returned(sent, "delayed"))
    desk.office.deliver(returned(sent))
    desk.office.deliver(returned(sent))
    desk.settle()
    assert desk.kinds().count("letter_failed") == 1
    assert [each["why"] for each in desk.letters(talk["id"])] == ["", "bounced"]
    after = desk.api("GET", f"/conversations/{talk['id']}").json()
    assert (after["state"], after["waiting_since"] is not None) == ("with_person", True)
    assert [each["conversation_id"] for each in desk.api("GET", "/handovers").json()["items"]] == [talk["id"]]
    assert len(desk.messages(talk["id"])) == 2
    time.sleep(1)
    assert len(desk.office.smtp.letters) == 1


def test_what_nobody_can_read_holds_up_nothing(desk: Desk) -> None:
    deep = b"From: a@example.org\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(60)
    )
    for raw in (deep, b"\r\n", b"From: nobody\r\n\r\nHi", b"\xff\xfe\x00"):
        desk.office.deliver(raw)
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    assert desk.messages(talk["id"])[0]["text"].endswith("Where is it?")
    found = desk.mailbox()
    assert (found["unread"], found["why"]) == (4, "")
    assert found["unread_why"]
    assert desk.office.seen()[:4] == [False] * 4


def test_a_server_that_is_away_is_waited_for(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    desk.office.smtp.refuses = "451 later"
    desk.says(talk["id"], "Soon.")
    desk.until(lambda: [each for each in desk.letters(talk["id"]) if each["attempts"]])
    desk.office.smtp.refuses = ""
    (sent,) = desk.office.soon()
    desk.office.leave()
    desk.until(lambda: [each for each in [desk.mailbox()["why"]] if each])
    assert desk.mailbox()["why"] in ("nobody answers at this port", "the connection was lost")
    desk.office.come()
    assert desk.until(lambda: [each for each in [not desk.mailbox()["why"]] if each])
    desk.office.deliver(reply(sent, "Thank you"))  # in a mailbox that was made anew
    assert desk.messages(talk["id"], 4)[-1]["text"] == "Thank you"


@pytest.mark.parametrize("answer, why", [("554 no", "refused"), ("451 later", "given_up")])
def test_what_is_never_taken_is_given_up(desk: Desk, answer: str, why: str) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    desk.office.smtp.refuses = answer
    desk.says(talk["id"], "Soon.")
    desk.until(lambda: [each for each in desk.kinds() if each == "letter_failed"])
    events = desk.api("GET", "/events?limit=500").json()["items"]
    assert [each["event"]["why"] for each in events if each["kind"] == "letter_failed"] == [why]
    assert desk.letters(talk["id"])[-1]["state"] == "failed"


def test_two_machines_do_not_write_to_each_other_for_ever(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it?"))
    (talk,) = desk.talks()
    for number in range(5):
        desk.says(talk["id"], f"Answer {number}.", "bot")
        desk.until(lambda: desk.letters(talk["id"]), number + 2)
    desk.until(lambda: [each for each in desk.kinds() if each == "letter_failed"], 2)
    assert len(desk.office.soon(3)) == 3
    assert [each["why"] for each in desk.letters(talk["id"])][-2:] == ["too_many", "too_many"]
    assert desk.api("GET", f"/conversations/{talk['id']}").json()["state"] == "with_person"
    desk.says(talk["id"], "A person is not held back.")
    assert "A person is not held back." in desk.office.soon(4)[-1].text


def test_a_customer_who_has_no_address_and_one_in_danger(desk: Desk) -> None:
    nobody = desk.api.made("/contacts", {"name": "Bob"})["id"]
    known = desk.api.made("/contacts", {"name": "Bea", "email": "bea@example.org"})["id"]
    talks = [
        desk.api.made("/conversations", {"inbox_id": desk.inbox, "contact_id": each})["id"] for each in (nobody, known)
    ]
    said = desk.api.made(f"/conversations/{talks[1]}/messages", {"text": "My husband beats me"})
    desk.api.soon(f"/messages/{said['id']}/decision")
    for talk in talks:
        desk.says(talk, "Hello.")
    desk.until(lambda: [each for talk in talks for each in desk.letters(talk) if each["state"] == "failed"], 2)
    assert [desk.letters(talk)[-1]["why"] for talk in talks] == ["no_address", "guarded"]
    desk.office.deliver(letter("Mein Mann schlägt mich", "cleo@example.org"))
    cleo = next(each for each in desk.talks(3) if each["id"] not in talks)
    desk.until(lambda: [1 for _ in [0] if desk.api("GET", f"/conversations/{cleo['id']}").json()["guarded"]])
    assert {to for sent in desk.office.soon() for to in sent.to} == {"cleo@example.org"}


def test_a_file_goes_along_and_who_is_forgotten_is_so_here_too(desk: Desk) -> None:
    desk.office.deliver(letter("Where is it? zanzibar"))
    (talk,) = desk.talks()
    bearer = {"Authorization": f"Bearer {desk.api.key}"}
    path = f"/v1/conversations/{talk['id']}/attachments?name=label.txt&role=agent"
    answer = desk.api.client.post(path, content=b"the label", headers=bearer)
    assert answer.status_code == 201, answer.text
    desk.says(talk["id"], "Here is the label.")
    (sent,) = desk.office.soon()
    message = sent.message
    assert isinstance(message, EmailMessage)
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content().strip()) == ("label.txt", "the label")
    desk.api.made(f"/contacts/{talk['contact_id']}/erasures", {"what": "everything"})
    assert desk.api("GET", f"/conversations/{talk['id']}/letters").status_code == 404
    desk.office.deliver(reply(sent, "Still there?"))
    (after,) = desk.talks()
    assert after["contact_id"] != talk["contact_id"]


def test_the_settings_say_what_is_wrong_and_never_a_password(desk: Desk) -> None:
    place = f"/inboxes/{desk.inbox}/mailbox"
    assert PASSWORD not in desk.api("GET", place).text
    assert desk.api("POST", f"{place}/check").json() == {"imap": "", "smtp": ""}

    def tried(which: str, **changes: Any) -> str:
        given: Any = desk.office.settings
        given[which] = given[which] | changes
        assert desk.api("PUT", place, given).status_code == 200
        return str(desk.api("POST", f"{place}/check").json()[which])

    assert tried("imap", password="wrong").startswith("it does not take this user and password")
    assert tried("imap", password=None).startswith("it does not take this user and password")  # kept as it was
    assert tried("imap") == ""
    assert tried("imap", password=None) == ""
    assert tried("imap", port=1) == "nobody answers at this port"
    assert tried("smtp", port=1) == "nobody answers at this port"
    assert tried("imap", host="no.such.host.invalid") == "there is no such host"
    assert "TLS" in tried("imap", security="tls")
    assert tried("smtp", security="starttls")
    assert tried("imap", host="10.1.2.3") == "its address is not a public one that may be reached this way"
    assert "there is no folder" in str(
        desk.api("PUT", place, desk.office.settings | {"folder": "Nope"}) and desk.api("POST", f"{place}/check").json()
    )
    other = desk.api.made("/inboxes", {"name": "Other", "channel": "email"})["id"]
    assert desk.api("PUT", f"/inboxes/{other}/mailbox", desk.office.settings).status_code == 409
    chat = desk.api.made("/inboxes", {"name": "Chat"})["id"]
    assert desk.api("PUT", f"/inboxes/{chat}/mailbox", desk.office.settings).status_code == 422
    assert desk.api("GET", f"/inboxes/{chat}/mailbox").status_code == 404
