"""Letters by mail: each over a connection of its own to the operator's server."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from functools import partial
from urllib.parse import unquote, urlsplit

import aiosmtplib

from warmline.domain.errors import SettingInvalid
from warmline.ports import Letter

_TIMEOUT = 15.0
"""Seconds for one answer of the server."""
_PATIENCE = 45.0
"""Seconds for a letter."""
_HERE = ("localhost", "127.0.0.1", "::1")


def load_mailer(url: str, sender: str) -> SmtpMailer | None:
    """What sends letters through the server at an address; None where there is none. Raises SettingInvalid."""
    if url and not sender:
        raise SettingInvalid(
            "WARMLINE_MAIL_FROM is needed beside WARMLINE_SMTP_URL: the address that letters come from"
        )
    return SmtpMailer(url, sender) if url else None


class SmtpMailer:
    """Implements `warmline.ports.Mailer`; without TLS only to this machine."""

    def __init__(self, url: str, sender: str, trust: ssl.SSLContext | None = None) -> None:
        server, self._sender = urlsplit(url), sender
        self._domain = sender.rpartition("@")[2]
        whole = server.scheme == "smtps"
        self._server = partial(
            aiosmtplib.SMTP, hostname=server.hostname, port=server.port or (465 if whole else 587), use_tls=whole,
            start_tls=not whole and server.hostname not in _HERE, tls_context=trust, timeout=_TIMEOUT,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None, local_hostname=self._domain,
        )  # fmt: skip

    async def send(self, letter: Letter) -> str:
        """Why it was not taken, without a word of it; empty: it was."""
        try:
            message = self._written(letter)
        except (MessageError, ValueError, IndexError):  # the last: an address with nothing in it
            return "its address or subject is none"
        try:
            async with asyncio.timeout(_PATIENCE), self._server() as server:
                await server.send_message(message, sender=self._sender, recipients=[letter.to])
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return answered_why(error)
        return ""

    def _written(self, letter: Letter) -> EmailMessage:
        """Raises ValueError or MessageError for an address that is not one alone, and for line ends in a header."""
        message = EmailMessage(SMTP)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="quoted-printable")
        return message


def answered_why(error: Exception) -> str:
    """What servers say may hold the address: only its number is told."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return f"the mail server answered {error.recipients[0].code}"
        case aiosmtplib.SMTPResponseException():
            return f"the mail server answered {error.code}"
        case TimeoutError():
            return "the mail server did not answer in time"
    return f"no connection to the mail server: {type(error).__name__}"
