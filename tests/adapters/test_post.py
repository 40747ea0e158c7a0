"""Mail servers elsewhere: only over TLS that is trusted, never inside, and none of them holds us up."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from threading import Thread

import pytest

from tests.server.mailbox import PASSWORD as TAKEN_WITH
from tests.server.mailbox import USER as TAKEN_BY
from tests.server.mailbox import Mailbox as Taker
from tests.server.mailbox import certified
from tests.server.post_office import PASSWORD, USER, PostOffice, letter
from warmline.adapters import post
from warmline.adapters.post import MailServers, written
from warmline.domain.mail import Mailbox, MailServer
from warmline.domain.people import InboxId
from warmline.ports import Posted, Posting

ELSEWHERE = "127.0.0.2"
OWN = [ip_network("127.0.0.0/8")]
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
NOBODY = MailServer("127.0.0.1", 1, "none")
POSTING = Posting(
    f"<m.{'0' * 36}.{'a' * 26}@shop.example>", "Shöp, Ltd", "anna@example.org", "Re: Łódź", "Grüße\n.\n", NOW,
    "<1@example.org>", tuple(f"<{number}.{'x' * 70}@example.org>" for number in range(20)), True,
)  # fmt: skip


def mailbox(imap: MailServer = NOBODY, smtp: MailServer = NOBODY) -> Mailbox:
    return Mailbox(InboxId("in"), NOW, "care@shop.example", "INBOX", imap, smtp)


@contextmanager
def servers(trust: ssl.SSLContext | None = None, timeout: float = 5) -> Iterator[MailServers]:
    yield MailServers(timeout, 100_000, OWN, trust)


def run(work: Callable[[], object]) -> object:
    async def whole() -> object:
        return await work()  # type: ignore[misc]

    return asyncio.run(whole())


async def _tunnel(secured: ssl.SSLContext, port: int) -> asyncio.Server:
    """Speaks TLS from the first byte on, and passes on what it is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(ELSEWHERE, port)

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while said := await source.read(10_000):
                    target.write(said)
                    await target.drain()
            target.close()

        await asyncio.gather(pass_on(reader, outer), pass_on(inner, writer))

    return await asyncio.start_server(serve, ELSEWHERE, 0, ssl=secured)


def test_servers_are_reached_over_tls_that_is_trusted(tmp_path: Path) -> None:
    secured, trust = certified(ELSEWHERE, tmp_path)
    office, taker = PostOffice(tmp_path / "mail.pem", ELSEWHERE), Taker(ELSEWHERE, secured)

    async def story() -> None:
        tunnel = await _tunnel(secured, office.port)
        smtp = MailServer(ELSEWHERE, taker.port, "starttls", TAKEN_BY, TAKEN_WITH)
        for port, security in ((office.port, "starttls"), (tunnel.sockets[0].getsockname()[1], "tls")):
            box = mailbox(MailServer(ELSEWHERE, port, security, USER, PASSWORD), smtp)  # type: ignore[arg-type]
            assert await MailServers(5, 100_000, OWN, trust).check(box) == ("", "")
            why = "its certificate is not one that is trusted for this host"
            found = await MailServers(5, 100_000, OWN).check(box)
            assert found[0] == why
            assert found[1]
            assert (await MailServers(5, 100_000, OWN).send(box, POSTING)).why
        assert taker.letters == []
        assert await MailServers(5, 100_000, OWN, trust).send(box, POSTING) == Posted()
        wrong = replace(box, smtp=replace(smtp, password="wrong"))
        assert (await MailServers(5, 100_000, OWN, trust).check(wrong))[1] == "it does not take this user and password"
        tunnel.close()

    try:
        asyncio.run(story())
    finally:
        office.go()
        taker.go()


def test_new_letters_alone_in_their_order_and_once(tmp_path: Path) -> None:
    office = PostOffice()
    box = mailbox(MailServer("127.0.0.1", office.port, "none", USER, PASSWORD))
    office.deliver(letter("It was there before."))

    async def story() -> None:
        own = MailServers(5, 100_000, OWN)
        first = await own.look(box)
        assert (first.why, first.letters) == ("", ())
        known = replace(box, validity=first.validity, uid=first.uid, looked_at=datetime.now(UTC))
        for number in range(12):
            await asyncio.to_thread(office.deliver, letter("x" * 200_000 if number == 1 else f"Number {number}."))
        second = await own.look(known)
        assert (len(second.letters), second.more) == (10, True)
        assert [raw is None for _, raw in second.letters] == [False, True, *[False] * 8]
        again = await own.look(known)
        assert again.letters == second.letters
        third = await own.look(replace(known, uid=second.uid))
        assert (len(third.letters), third.more) == (2, False)
        assert b"Number 11." in (third.letters[-1][1] or b"")
        nothing = await own.look(replace(known, uid=third.uid))
        assert (nothing.letters, nothing.uid) == ((), third.uid)
        await own.mark(known, [uid for uid, _ in third.letters])
        assert await asyncio.to_thread(office.seen) == [False] * 11 + [True] * 2
        anew = await own.look(replace(known, validity=known.validity and known.validity + 1, uid=9999))
        assert anew.validity == known.validity
        assert len(anew.letters) == 10
        await own.close()

    asyncio.run(story())
    office.go()


def test_a_letter_is_handed_in_as_it_is() -> None:
    taker = Taker()
    with servers() as own:
        assert run(lambda: own.send(mailbox(smtp=MailServer("127.0.0.1", taker.port, "none")), POSTING)) == Posted()
    (got,) = taker.letters
    assert (got.to, got.sender) == (["anna@example.org"], "care@shop.example")
    assert got.message["From"] == '"Shöp, Ltd" <care@shop.example>'
    assert got.message["Message-ID"] == POSTING.name
    assert tuple(got.message["References"].split()) == POSTING.thread
    assert (got.message["Auto-Submitted"], got.message["In-Reply-To"]) == ("auto-replied", "<1@example.org>")
    assert got.text.replace("\r\n", "\n") == POSTING.text
    taker.go()


@pytest.mark.parametrize("to", ["a@b.example, c@d.example", "a@b.example\r\nBcc: e@f.example", "", "A <a@b.example>"])
def test_nothing_gets_into_a_header(to: str) -> None:
    with servers() as own:
        box = mailbox(smtp=MailServer("127.0.0.1", 1, "none"))
        assert run(lambda: own.send(box, replace(POSTING, to=to))).for_good  # type: ignore[attr-defined]
    with suppress(ValueError):
        assert "Bcc" not in written("a@b.example", replace(POSTING, subject="x\r\nBcc: y@z.example"))


def test_only_over_tls_to_another_machine_and_never_inside() -> None:
    taker = Taker(ELSEWHERE)
    plain = MailServer("10.1.2.3", 25, "none")
    with servers() as own:
        assert run(lambda: own.send(mailbox(smtp=plain), POSTING)).why.startswith("its address is not")  # type: ignore[attr-defined]
        secured = replace(plain, host=ELSEWHERE, port=taker.port, security="starttls")
        assert run(lambda: own.send(mailbox(smtp=secured), POSTING)).why  # type: ignore[attr-defined]
    public = MailServers(5, 100_000)
    for host in ("127.0.0.1", "localhost", "2130706433", "0", "169.254.169.254", "::1"):
        box = mailbox(MailServer(host, 143, "tls"), MailServer(host, 25, "none"))
        found = run(lambda box=box: public.check(box))  # type: ignore[misc]
        assert all(each.startswith(("its address is not", "there is no such host")) for each in found), found  # type: ignore[attr-defined]
    within = MailServers(5, 100_000, [ip_network("10.0.0.0/8")])
    assert (
        run(lambda: within.send(mailbox(smtp=plain), POSTING)).why
        == "without TLS only a server on this machine is asked"
    )  # type: ignore[attr-defined]
    assert taker.letters == []
    taker.go()


@contextmanager
def hostile(greeting: bytes, then: bytes = b"", for_ever: bool = False) -> Iterator[int]:
    """A server that says this, whatever it is asked; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(20)

    def serve() -> None:
        with suppress(OSError):
            client, _ = listening.accept()
            client.sendall(greeting)
            while client.recv(1000):
                client.sendall(then)
                while for_ever:
                    client.sendall(then)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.close()


@pytest.mark.parametrize(
    "greeting, then, for_ever",
    [
        (b"", b"", False),
        (b"* OK hello\r\n", b"", False),
        (b"* OK hello\r\n", b"* 1 EXISTS\r\n", True),
        (b"* OK hello\r\n", b"x" * 100_000, True),
        (b"* OK hello\r\n", b"* 1 FETCH (BODY[] {99999999999}\r\n", True),
        (b"* BYE\r\n", b"", False),
        (b"220 no imap\r\n", b"500 no\r\n", False),
        (b"\xff" * 1000 + b"\r\n", b"", False),
    ],
)
def test_a_hostile_server_is_left(
    monkeypatch: pytest.MonkeyPatch, greeting: bytes, then: bytes, for_ever: bool
) -> None:
    monkeypatch.setattr(post, "_PATIENCE", 3.0)
    start = time.monotonic()
    with hostile(greeting, then, for_ever) as port, servers(timeout=1) as own:
        box = mailbox(MailServer("127.0.0.1", port, "none", "care", "x"), MailServer("127.0.0.1", port, "none"))
        assert run(lambda: own.look(replace(box, validity=1, looked_at=NOW))).why  # type: ignore[attr-defined]
    assert time.monotonic() - start < 15
