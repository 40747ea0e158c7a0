"""Tenants' mail servers: letters are fetched by IMAP and handed in by SMTP, never from where only we can reach."""

from __future__ import annotations

import asyncio
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, TypeVar

import aiosmtplib

from warmline.adapters.mail import answered_why
from warmline.adapters.outbound import permitted
from warmline.domain.errors import AddressForbidden
from warmline.domain.mail import Mailbox, MailServer
from warmline.domain.people import InboxId
from warmline.ports import Looked, Posted, Posting

T = TypeVar("T")
_THREADS = 32
"""Mailboxes looked at together."""
_AT_ONCE = 10
"""Letters fetched in one look."""
_PATIENCE = 90.0
"""Seconds for one look, or for handing in one letter."""
_SPARE = 1_000_000
"""Bytes that a server may say beside the letters."""
_BACK = timedelta(hours=1)
"""From how long before the last look on letters are looked at again, in a folder that was made anew."""


class MailServers:
    """Implements `warmline.ports.PostOffice`. `allowed` networks of the operator may be private."""

    def __init__(
        self, timeout: float, largest: int, allowed: Iterable[Any] = (), trust: ssl.SSLContext | None = None
    ) -> None:
        self._timeout, self._largest, self._allowed, self._trust = timeout, largest, tuple(allowed), trust
        self._threads = ThreadPoolExecutor(_THREADS, "mail")
        self._open: dict[InboxId, tuple[MailServer, _Imap]] = {}

    async def look(self, mailbox: Mailbox) -> Looked:
        """The oldest new letters."""
        try:
            return await self._in_thread(lambda: self._looked(mailbox))
        except _TROUBLES as error:
            self.leave(mailbox.inbox_id)
            return Looked(_plainly(error))

    async def mark(self, mailbox: Mailbox, uids: Sequence[int]) -> None:
        """Marks letters as seen, if it can: that nobody sees what was read is no reason to read it again."""
        try:
            await self._in_thread(lambda: self._marked(mailbox, uids))
        except _TROUBLES:
            self.leave(mailbox.inbox_id)

    async def send(self, mailbox: Mailbox, posting: Posting) -> Posted:
        """Hands a letter in."""
        try:
            message = written(mailbox.address, posting)
        except (MessageError, ValueError, IndexError):
            return Posted("its address or subject is none", for_good=True)
        try:
            async with asyncio.timeout(_PATIENCE):
                client = await self._smtp(mailbox.smtp, mailbox.address)
                async with client:
                    await client.send_message(message, sender=mailbox.address, recipients=[posting.to])
        except _SMTP_TROUBLES as error:
            return Posted(_plainly(error), for_good=_is_for_good(error))
        return Posted()

    async def check(self, mailbox: Mailbox) -> tuple[str, str]:
        """Why letters cannot be fetched, and why they cannot be handed in."""
        fetching, sending = await asyncio.gather(self._check_imap(mailbox), self._check_smtp(mailbox))
        return fetching, sending

    def leave(self, inbox_id: InboxId) -> None:
        """Lets go of its connection, if there is one."""
        if known := self._open.pop(inbox_id, None):
            known[1].leave()

    async def close(self) -> None:
        """Lets go of connections."""
        for inbox_id in list(self._open):
            self.leave(inbox_id)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _check_imap(self, mailbox: Mailbox) -> str:
        def tried() -> None:
            session = self._session(mailbox.imap)
            try:
                session.open_folder(mailbox.folder)
            finally:
                session.leave()

        try:
            await self._in_thread(tried)
        except _TROUBLES as error:
            return _plainly(error)
        return ""

    async def _check_smtp(self, mailbox: Mailbox) -> str:
        try:
            async with asyncio.timeout(_PATIENCE):
                client = await self._smtp(mailbox.smtp, mailbox.address)
                async with client:
                    await client.noop()
        except _SMTP_TROUBLES as error:
            return _plainly(error)
        return ""

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _looked(self, mailbox: Mailbox) -> Looked:
        session = self._kept(mailbox)
        validity, following = session.open_folder(mailbox.folder)
        if mailbox.validity is None or mailbox.looked_at is None:
            return Looked(validity=validity, uid=max(following - 1, 0))
        anew = validity != mailbox.validity
        uids = session.since(mailbox.looked_at - _BACK) if anew else session.behind(mailbox.uid)
        letters = self._some(session, uids)
        last = letters[-1][0] if letters else max(following - 1, 0) if anew else mailbox.uid
        return Looked("", validity, last, letters, len(uids) > len(letters))

    def _some(self, session: _Imap, uids: Sequence[int]) -> tuple[tuple[int, bytes | None], ...]:
        """The first of the letters, no more of them than fit together."""
        found: list[tuple[int, bytes | None]] = []
        for uid in uids[:_AT_ONCE]:
            found.append((uid, session.letter(uid)))
            if sum(len(raw or b"") for _, raw in found) > self._largest:
                break
        return tuple(found)

    def _marked(self, mailbox: Mailbox, uids: Sequence[int]) -> None:
        session = self._kept(mailbox)
        session.open_folder(mailbox.folder)
        session.mark(uids)

    def _kept(self, mailbox: Mailbox) -> _Imap:
        """The connection of the last look, unless the mailbox is another now."""
        known = self._open.get(mailbox.inbox_id)
        if known and known[0] == mailbox.imap:
            known[1].begin()
            return known[1]
        self.leave(mailbox.inbox_id)
        session = self._session(mailbox.imap)
        self._open[mailbox.inbox_id] = (mailbox.imap, session)
        return session

    def _session(self, server: MailServer) -> _Imap:
        """Signed in. Raises what goes wrong."""
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        sock = self._connected(server, [str(place[0]) for *_, place in found])
        try:
            if server.security == "tls":
                sock = self._tls().wrap_socket(sock, server_hostname=server.host)
            session = _Imap(server, sock, self._timeout, self._largest)
        except BaseException:
            sock.close()
            raise
        try:
            if server.security == "starttls":
                session.starttls(self._tls())
            session.sign_in(server)
        except BaseException:
            session.leave()
            raise
        return session

    def _connected(self, server: MailServer, found: Iterable[str]) -> socket.socket:
        """To an address that was looked at. Raises AddressForbidden, OSError."""
        addresses = permitted(dict.fromkeys(found), self._allowed)
        if server.security == "none" and not all(each.is_loopback for each in addresses):
            raise AddressForbidden("without TLS only a server on this machine is asked")
        for address in addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((str(address), server.port), self._timeout)
        return socket.create_connection((str(addresses[-1]), server.port), self._timeout)

    async def _smtp(self, server: MailServer, address: str) -> aiosmtplib.SMTP:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        sock = await self._in_thread(lambda: self._connected(server, [str(place[0]) for *_, place in found]))
        sock.setblocking(False)
        return aiosmtplib.SMTP(
            hostname=server.host, sock=sock, use_tls=server.security == "tls",
            start_tls=server.security == "starttls", tls_context=self._tls(), timeout=self._timeout,
            username=server.user, password=server.password, local_hostname=address.rpartition("@")[2],
        )  # fmt: skip

    def _tls(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()


class _Imap(imaplib.IMAP4):
    """On a connection that is there; says no more than so much in so much time."""

    def __init__(self, server: MailServer, sock: socket.socket, timeout: float, largest: int) -> None:
        self._given, self._largest = sock, largest
        self.begin()
        super().__init__(server.host, server.port, timeout)

    def begin(self) -> None:
        """Another look begins."""
        self._until, self._left = time.monotonic() + _PATIENCE, 2 * self._largest + _SPARE

    def leave(self) -> None:
        """Says nothing more."""
        with suppress(OSError):
            self.shutdown()

    def sign_in(self, server: MailServer) -> None:
        """Raises `error` where the server does not take it."""
        if server.user is None:
            return
        if "AUTH=PLAIN" in self.capabilities:
            secret = f"\0{server.user}\0{server.password or ''}".encode()
            self.authenticate("PLAIN", lambda _: secret)
        else:
            self.login(_quoted(server.user), server.password or "")

    def open_folder(self, folder: str) -> tuple[int, int]:
        """Its UIDVALIDITY, and the number that the next letter will have."""
        kind, _ = self.select(_quoted(folder))
        if kind != "OK":
            raise _NoFolder(folder)
        _, validity = self.response("UIDVALIDITY")
        _, following = self.response("UIDNEXT")
        last = _number(following) or max(self._search("ALL"), default=0) + 1  # a server need not say it
        return _number(validity), last

    def behind(self, uid: int) -> list[int]:
        """Numbers of the letters behind one."""
        return [each for each in self._search(f"UID {uid + 1}:*") if each > uid]

    def since(self, moment: datetime) -> list[int]:
        """Numbers of the letters that came after a moment."""
        day = imaplib.Time2Internaldate(moment.timestamp())[1:12].strip()
        found = self._search(f"SINCE {day}")
        return [each for each in found if self._came(each) > moment]

    def letter(self, uid: int) -> bytes | None:
        """All of it, unless it is too large."""
        said = self._fetched(uid, "(RFC822.SIZE)")
        size = next((int(each[1]) for part in said if (each := re.search(rb"RFC822\.SIZE (\d{1,15})", part))), 0)
        if size > self._largest:
            return None
        _, parts = self.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")

    def mark(self, uids: Sequence[int]) -> None:
        """As seen."""
        self.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", "(\\Seen)")

    def read(self, size: int) -> bytes:
        """As it comes; an `abort` where it would be too much."""
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        """As it comes; an `abort` where it would be too much, or takes too long."""
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0 or time.monotonic() > self._until:
            raise self.abort("it says too much")

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._given

    def _search(self, what: str) -> list[int]:
        kind, found = self.uid("SEARCH", what)
        if kind != "OK":
            raise self.error("it does not search")
        return sorted({int(each) for part in found if part for each in part.split() if each.isdigit()})

    def _came(self, uid: int) -> datetime:
        said = imaplib.Internaldate2tuple(next(iter(self._fetched(uid, "(INTERNALDATE)")), b""))
        return datetime.fromtimestamp(time.mktime(said), UTC) if said else datetime.now(UTC)

    def _fetched(self, uid: int, what: str) -> list[bytes]:
        _, parts = self.uid("FETCH", str(uid), what)
        return [part for part in parts if isinstance(part, bytes)]


class _NoFolder(imaplib.IMAP4.error):
    """There is none of that name."""


_TROUBLES = (imaplib.IMAP4.error, OSError, AddressForbidden, ValueError, RuntimeError)
_SMTP_TROUBLES = (aiosmtplib.SMTPException, OSError, AddressForbidden, ValueError)


def written(sender: str, posting: Posting) -> EmailMessage:
    """The letter as it goes. Raises ValueError, MessageError or IndexError for an address that is not one alone."""
    message = EmailMessage(SMTP)
    message["From"] = Address(display_name=posting.called, addr_spec=sender)
    message["To"] = Address(addr_spec=posting.to)
    message["Subject"] = posting.subject
    message["Date"] = posting.at
    message["Message-ID"] = posting.name
    if posting.answers:
        message["In-Reply-To"] = posting.answers
    if posting.thread:
        message["References"] = " ".join(posting.thread)
    if posting.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(posting.text, cte="quoted-printable")
    for name, media_type, content in posting.files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=name)
    return message


def _is_for_good(error: Exception) -> bool:
    """Whether it is this letter, or this address, that the server will never take."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return all(each.code >= 500 for each in error.recipients)
        case aiosmtplib.SMTPDataError():
            return error.code >= 500
    return False


def _plainly(error: Exception) -> str:
    """What is wrong, without what the server says, which may hold anything."""
    match error:
        case AddressForbidden():
            return str(error)
        case _NoFolder():
            return "there is no folder of this name"
        case socket.gaierror():
            return "there is no such host"
        case ssl.SSLCertVerificationError():
            return "its certificate is not one that is trusted for this host"
        case ssl.SSLError():
            return "it does not speak TLS here; try another port, or another security"
        case TimeoutError():
            return "it does not answer in time"
        case ConnectionRefusedError():
            return "nobody answers at this port"
        case aiosmtplib.SMTPAuthenticationError():
            return "it does not take this user and password"
        case aiosmtplib.SMTPException() if isinstance(error.__cause__, ssl.SSLError):
            return _plainly(error.__cause__)
        case aiosmtplib.SMTPException():
            return answered_why(error)
        case imaplib.IMAP4.abort():
            return "the connection was lost"
        case imaplib.IMAP4.error():
            return "it does not take this user and password, or does not do what is asked"
    return f"no connection: {type(error).__name__}"


def _quoted(text: str) -> str:
    """As IMAP writes a string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(said: list[Any]) -> int:
    last = said[-1] if said else None
    return int(last) if last else 0
