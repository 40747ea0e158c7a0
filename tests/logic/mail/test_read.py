"""Letters of every kind, also of those who mean harm: read in little time, or refused."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmline.domain.errors import UnreadableInput
from warmline.domain.mail import Came
from warmline.domain.message import MAX_TURN
from warmline.logic.mail.read import read_letter

HEAD = b"From: Anna <anna@example.org>\r\nMessage-ID: <1@example.org>\r\nSubject: It\r\n"


def came(rest: bytes, head: bytes = HEAD) -> Came:
    return read_letter(head + rest, 3)


def test_a_plain_letter() -> None:
    found = came(b"\r\nWhere is it?\r\n")
    assert (found.sender, found.called, found.subject, found.text) == ("anna@example.org", "Anna", "It", "Where is it?")
    assert (found.name, found.thread, found.kind, found.files) == ("<1@example.org>", (), "person", ())


@pytest.mark.parametrize(
    "rest, text",
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe", "Grüße"),
        (b"Content-Type: text/plain; charset=windows-1252\r\n\r\n5 \x80", "5 €"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xc3\x28", "\ufffd("),
        (b"Content-Type: text/plain; charset=no-such\r\n\r\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Content-Type: text/plain; charset=idna\r\n\r\nhi\xff", "hi\ufffd"),
        (b"Content-Type: text/plain; charset=hex\r\n\r\nhi", "hi"),
        (b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n//5oAGkA", "hi"),
        (b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe =\r\nan alle", "Grüße an alle"),
        (b"Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==", "Grüße"),
        (b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64", "!!!not base64"),
        (b"Content-Type: text/html\r\n\r\n<p>Hi</p><p>there</p>", "Hi\n\nthere"),
        (b"Content-Type: text/plain; format=flowed\r\n\r\none \r\nline\r\nand one", "one line\nand one"),
        (b"Content-Type: nonsense\r\n\r\nhi", "hi"),
        (b"\r\na\x00b\x1b[31mc\xe2\x80\x8bd", "ab[31mcd"),
    ],
)
def test_words_in_any_writing(rest: bytes, text: str) -> None:
    assert came(rest).text == text


def test_of_two_ways_to_say_it_the_plain_one_is_read() -> None:
    message = EmailMessage()
    message["From"] = "anna@example.org"
    message.set_content("plain")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment(b"1", maintype="image", subtype="png", filename="../../a\u202egnp.exe")
    message.add_attachment("text, but a file", filename="note.txt")
    found = read_letter(message.as_bytes(), 10)
    assert (found.text, [each.content for each in found.files]) == ("plain", [b"1", b"text, but a file\n"])


def test_files_that_are_too_many_are_counted() -> None:
    message = EmailMessage()
    message["From"] = "anna@example.org"
    message.set_content("Here")
    for number in range(5):
        message.add_attachment(b"%d" % number, maintype="image", subtype="png", filename="a.png")
    inner = EmailMessage()
    inner["From"] = "bob@example.org"
    inner.set_content("inner")
    message.add_attachment(inner)
    found = read_letter(message.as_bytes(), 3)
    assert (len(found.files), found.left_out, found.text) == (3, 3, "Here")


def test_a_text_that_is_too_long_is_whole_in_a_file() -> None:
    found = came(b"\r\n" + b"word " * 30_000)
    assert (len(found.text), found.shortened) == (MAX_TURN, True)
    assert found.files[-1].content.decode().strip() == ("word " * 30_000).strip()


@pytest.mark.parametrize(
    "head, sender",
    [
        (b"From: anna@EXAMPLE.org\r\n", "anna@example.org"),
        (b"From: =?utf-8?q?=C5=81ukasz?= <l@example.org>\r\n", "l@example.org"),
        (b"From: Form <form@shop.example>\r\nReply-To: Anna <anna@example.org>\r\n", "anna@example.org"),
        (b"From: a@example.org\r\nReply-To: b@example.org, c@example.org\r\n", "a@example.org"),
        (b"From: a@example.org\r\nReply-To: nobody\r\n", "a@example.org"),
        (b"From: a@example.org, b@example.org\r\n", "a@example.org"),
        (b"From: a@example.org\r\nFrom: b@example.org\r\n", "a@example.org"),
    ],
)
def test_who_wants_an_answer(head: bytes, sender: str) -> None:
    assert came(b"\r\nHi", head).sender == sender


@pytest.mark.parametrize(
    "sender",
    [
        b"", b"From:\r\n", b"From: nobody\r\n", b"From: <>\r\n", b"From: a@b\r\n", b"From: a b@example.org\r\n",
        b"From: a@-.org\r\n", b"From: \"a\\\"@example.org\r\n", b"From: undisclosed-recipients:;\r\n",
        b"From: a@example.org>, <b@example.org\x00\r\n", b"From: " + b"a" * 65 + b"@example.org\r\n",
    ],
)  # fmt: skip
def test_who_cannot_be_answered_is_not_read_or_has_a_whole_address(sender: bytes) -> None:
    try:
        found = came(b"Message-ID: <1@x>\r\n\r\nHi", sender)
    except UnreadableInput:
        return
    assert found.sender.count("@") == 1
    assert not set(found.sender) & set(' <>",\r\n\0')


@pytest.mark.parametrize(
    "headers, kind",
    [
        (b"", "person"),
        (b"Auto-Submitted: no\r\n", "person"),
        (b"Precedence: first-class\r\n", "person"),
        (b"X-Auto-Response-Suppress: OOF\r\n", "person"),
        (b"Auto-Submitted: auto-replied\r\n", "automatic"),
        (b'Auto-Submitted: auto-replied; owner-email="a@b"\r\n', "automatic"),
        (b"Auto-Submitted: auto-generated\r\n", "automatic"),
        (b"Auto-Submitted: auto-generated\r\nReply-To: bea@example.org\r\n", "person"),
        (b"Auto-Submitted: auto-replied\r\nReply-To: bea@example.org\r\n", "automatic"),
        (b"Precedence: bulk\r\n", "automatic"),
        (b"Precedence: LIST\r\n", "automatic"),
        (b"List-Id: <a.example.org>\r\n", "automatic"),
        (b"X-Auto-Response-Suppress: All\r\n", "automatic"),
        (b"X-Autoreply: yes\r\n", "automatic"),
        (b"Return-Path: <>\r\n", "automatic"),
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n", "returned"),
        (b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n", "person"),
    ],
)
def test_who_wrote_it(headers: bytes, kind: str) -> None:
    assert came(headers + b"\r\nHi").kind == kind


@pytest.mark.parametrize("sender", [b"MAILER-DAEMON@mx.example.org", b"postmaster@example.org"])
def test_what_the_mail_system_writes(sender: bytes) -> None:
    body = b"\r\nYour letter:\r\n\r\n> Message-ID: <m.1.x@shop.example>\r\n> References: <a@b> <c@d>\r\n"
    found = came(body, b"In-Reply-To: <e@f>\r\nFrom: " + sender + b"\r\n")
    assert (found.kind, found.returned) == ("returned", ("<m.1.x@shop.example>", "<e@f>"))  # not those before it


def test_what_it_answers_to_in_order_and_each_once() -> None:
    found = came(b"References: <a@b>\r\n <c@d> junk <e f@g> <a@b>\r\nIn-Reply-To: <c@d> <h@i>\r\n\r\nHi")
    assert found.thread == ("<a@b>", "<c@d>", "<h@i>")
    assert (
        len(
            came(
                b"References: " + b"<a%d@b> " * 1 + b"".join(b"<a%d@b>\r\n " % n for n in range(900)) + b"\r\n\r\n"
            ).thread
        )
        <= 50
    )


def test_the_same_letter_has_the_same_digest_by_whichever_way_it_came() -> None:
    assert came(b"\r\na").digest == read_letter(b"Received: by mx\r\n" + HEAD + b"X: y\r\n\r\nb", 3).digest
    head = b"From: anna@example.org\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
    assert came(b"\r\na", head).digest == came(b"\r\na", b"Received: by mx\r\n" + head).digest
    assert came(b"\r\na", head).digest != came(b"\r\nb", head).digest


DEEP = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(400))
HOSTILE = {
    "deep": DEEP,
    "parts": b"Content-Type: multipart/mixed; boundary=q\r\n\r\n" + b"--q\r\n\r\nx\r\n" * 60_000,
    "lines": b"\r\n" * 700_000,
    "words": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\nhi",
    "names": b"Reply-To: " + b'"a\\"' * 100_000 + b"\r\n\r\nhi",
    "addresses": b"Reply-To: " + b"a@b.example," * 100_000 + b"\r\n\r\nhi",
    "comments": b"Reply-To: " + b"(" * 100_000 + b"\r\n\r\nhi",
    "headers": b"X: y\r\n" * 100_000 + b"\r\nhi",
    "type": b"Content-Type: " + b';a="b\\"' * 100_000 + b"\r\n\r\nhi",
    "pieces": b"Content-Type: text/plain; charset*0=" + b"; charset*1*=''%00" * 20_000 + b"\r\n\r\nhi",
    "large": b"\r\n" + b"x" * 20_000_000,
    "base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!" * 20_000_000,
    "uu": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n" + b"M" * 100_000,
    "html": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "ids": b"References: " + b"<a@b" * 100_000 + b"\r\n\r\nhi",
    "report": b"Content-Type: multipart/report; report-type=delivery-status; boundary=q\r\n\r\n--q\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n" + b"Action: failed\r\n\r\n" * 100_000 + b"--q--",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_letters_are_read_in_little_time_or_refused(name: str) -> None:
    start = time.perf_counter()
    try:
        found = came(HOSTILE[name])
        assert len(found.text) <= MAX_TURN
    except (UnreadableInput, RecursionError):
        pass
    assert time.perf_counter() - start < 20


TOKENS = st.sampled_from(
    [
        b"From: ", b"Reply-To: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"--b\r\n", b"--b--\r\n", b"\r\n",
        b"message/rfc822", b"text/html", b"; charset=", b"utf-8", b"=?utf-8?b?", b"?=", b"<", b">", b"@", b"a.example",
        b"Content-Disposition: attachment; filename*0=", b"Content-Transfer-Encoding: ", b"base64", b"\xff", b"\0",
        b"=\r\n", b"References: ", b"Message-ID: ", b"multipart/report; report-type=delivery-status; boundary=b",
        b"message/delivery-status", b"Action: failed", b"(", b'"', b"\\", b"; ", b"text/plain; format=flowed", b"> ",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(TOKENS, st.binary(max_size=8)), max_size=60))
def test_whatever_comes_is_read_or_refused(pieces: list[bytes]) -> None:
    for head in (b"", HEAD):
        try:
            found = read_letter(head + b"".join(pieces), 3)
        except UnreadableInput:
            continue
        whole = " ".join((found.text, found.subject, found.called or "", found.sender, *found.thread))
        whole.encode()  # it can be kept
        assert "\0" not in whole
        assert "\n" not in found.subject + found.sender + found.name + (found.called or "") + "".join(found.thread)
        assert all(each.content for each in found.files)
