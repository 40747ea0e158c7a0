"""Letters arrive as they were written, only over TLS, and never carry more than they should."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.server.mailbox import PASSWORD, USER, Mailbox, certified
from warmline.adapters.mail import SmtpMailer, load_mailer
from warmline.domain.errors import SettingInvalid
from warmline.ports import Letter

SENDER = "care@shop.example"
LETTER = Letter("sam@shop.example", "Grüße, Łukasz", "Привет\n" + "x" * 3000 + "\n.\n.. end\n")
ELSEWHERE = "127.0.0.2"
"""This machine too, but not by a name that is taken for it."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    yield found
    found.go()


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Mailbox, ssl.SSLContext]]:
    server, trust = certified(ELSEWHERE, tmp_path)
    found = Mailbox(ELSEWHERE, server)
    yield found, trust
    found.go()


def sent(mailer: SmtpMailer, letter: Letter = LETTER) -> str:
    return asyncio.run(mailer.send(letter))


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    assert sent(SmtpMailer(mailbox.url, SENDER)) == ""
    (got,) = mailbox.letters
    assert (got.to, got.sender, got.message["To"], got.message["From"]) == ([LETTER.to], SENDER, LETTER.to, SENDER)
    assert (got.message["Subject"], got.text.replace("\r\n", "\n")) == (LETTER.subject, LETTER.text)
    assert got.message.get_content_type() == "text/plain"
    assert got.message.get_content_charset() == "utf-8"
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert got.message["Message-ID"].endswith("@shop.example>")
    assert abs(got.message["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "letter",
    [
        Letter("sam@shop.example\r\nBcc: eve@evil.example", "Hi", "x"),
        Letter("sam@shop.example\nX: y", "Hi", "x"),
        Letter("sam@shop.example, eve@evil.example", "Hi", "x"),
        Letter("sam,eve@evil.example", "Hi", "x"),
        Letter("Sam <sam@shop.example>", "Hi", "x"),
        Letter("", "Hi", "x"),
        Letter("sam@shop.example", "Hi\r\nBcc: eve@evil.example", "x"),
        Letter("sam@shop.example", "Hi\nX: y", "x"),
    ],
)
def test_nothing_gets_into_a_header(mailbox: Mailbox, letter: Letter) -> None:
    assert sent(SmtpMailer(mailbox.url, SENDER), letter) == "its address or subject is none"
    assert mailbox.letters == []


def test_elsewhere_only_over_tls_that_is_trusted_and_signed_in(secured: tuple[Mailbox, ssl.SSLContext]) -> None:
    mailbox, trust = secured
    named = f"smtp://{USER}:{quote(PASSWORD, safe='')}@{ELSEWHERE}:{mailbox.port}"
    assert sent(SmtpMailer(named, SENDER, trust)) == ""
    assert len(mailbox.letters) == 1
    assert sent(SmtpMailer(named, SENDER)).startswith("no connection")  # nobody vouches for it
    assert sent(SmtpMailer(named.replace(USER, "eve"), SENDER, trust)) == "the mail server answered 535"
    assert sent(SmtpMailer(mailbox.url, SENDER, trust)) == "the mail server answered 530"
    assert len(mailbox.letters) == 1


def test_a_server_elsewhere_without_tls_gets_nothing() -> None:
    mailbox = Mailbox(ELSEWHERE)
    assert sent(SmtpMailer(mailbox.url, SENDER)) == "no connection to the mail server: SMTPException"
    mailbox.go()
    assert mailbox.letters == []


def test_what_the_server_says_is_told_without_a_word_of_the_letter(mailbox: Mailbox) -> None:
    mailbox.refuses = "554 sam@shop.example is not here"
    assert sent(SmtpMailer(mailbox.url, SENDER)) == "the mail server answered 554"
    mailbox.go()
    assert sent(SmtpMailer(mailbox.url, SENDER)).startswith("no connection to the mail server: SMTPConnectError")
    mailbox.come()


def test_without_an_address_to_write_from_nothing_starts() -> None:
    assert load_mailer("", "") is None
    with pytest.raises(SettingInvalid, match="WARMLINE_MAIL_FROM"):
        load_mailer("smtp://a:secret@b", "")
