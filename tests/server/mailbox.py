"""A mail server on this machine, and everybody's mailbox."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "post", "a/b c:d@e"


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it came."""

    to: list[str]
    sender: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """What it says."""
        body = self.message.get_body(("plain",))
        assert body
        return str(body.get_content())


class Mailbox:
    """Takes every letter; with a certificate only over TLS, and from who signs in."""

    def __init__(self, host: str = "127.0.0.1", secured: ssl.SSLContext | None = None) -> None:
        self.letters: list[Received] = []
        self.refuses = ""
        self._host, self._secured, self.port = host, secured, 0
        self.come()

    def come(self) -> None:
        """Where it was before, or anywhere."""
        more: dict[str, Any] = {}
        if self._secured:
            more = {
                "tls_context": self._secured, "require_starttls": True, "auth_required": True,
                "authenticator": self._known,
            }  # fmt: skip
        self._controller = _Anywhere(self, self._host, self.port, enable_SMTPUTF8=True, **more)
        self._controller.start()
        assert self._controller.server
        self.port = self._controller.server.sockets[0].getsockname()[1]

    def go(self) -> None:
        """Nobody answers any more."""
        self._controller.stop()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"smtp://{self._host}:{self.port}"

    def soon(self, many: int = 1) -> list[Received]:
        """All letters, once there are so many, within ten seconds."""
        for _ in range(400):
            if len(self.letters) >= many:
                return list(self.letters)
            time.sleep(0.025)
        raise AssertionError(f"{len(self.letters)} letters of {many}")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(Received(envelope.rcpt_tos, envelope.mail_from, message))
        return "250 OK"

    def _known(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)


class _Anywhere(Controller):
    """On a port that is free, if none is named."""

    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def certified(host: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's own certificate, and what trusts it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now, names = datetime.now(UTC), [x509.IPAddress(ip_address(host))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    plain = serialization.NoEncryption()
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(own + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=file)
