"""Mail servers on this machine: IMAP (pymap) in a process of its own, SMTP beside it, and customers who use them."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from tests.server.mailbox import Mailbox, Received

USER, PASSWORD = "care", 'a/b c:d@e"ü'
ADDRESS = "care@shop.example"


class PostOffice:
    """The company's mailbox, and what it sends."""

    def __init__(self, pem: Path | None = None, host: str = "127.0.0.1") -> None:
        self.host, self._pem = host, pem
        self.port = _free(host)
        self.smtp = Mailbox(host)
        self.come()

    def come(self) -> None:
        """An empty mailbox, at the same place."""
        secured = ["--cert", str(self._pem), "--key", str(self._pem)] if self._pem else ["--no-tls"]
        self._process = subprocess.Popen(
            [
                sys.executable, "-c", "from pymap.main import main; main()", "--host", self.host, "--port",
                str(self.port), *secured, "dict", "--demo-user", USER, "--demo-password", PASSWORD,
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(400):
            with suppress(OSError), socket.create_connection((self.host, self.port), 1):
                return
            time.sleep(0.025)
        raise AssertionError("the mail server does not come")

    def leave(self) -> None:
        """Nobody answers any more; what was in the mailbox is gone."""
        self._process.terminate()
        self._process.wait()

    def go(self) -> None:
        """Both are gone."""
        self.leave()
        self.smtp.go()

    @property
    def settings(self) -> dict[str, object]:
        """As an admin gives them."""
        own = {"host": self.host, "security": "none"}
        return {
            "address": ADDRESS,
            "imap": own | {"port": self.port, "user": USER, "password": PASSWORD},
            "smtp": own | {"port": self.smtp.port},
        }

    def deliver(self, letter: EmailMessage | bytes) -> None:
        """A letter arrives."""
        with self._signed_in() as client:
            raw = letter if isinstance(letter, bytes) else letter.as_bytes()
            kind, _ = client.append("INBOX", "", "", raw)
            assert kind == "OK"

    def seen(self) -> list[bool]:
        """Of each letter whether it is marked as seen."""
        with self._signed_in() as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
            return [b"\\Seen" in each for each in found if isinstance(each, bytes)]

    def soon(self, many: int = 1) -> list[Received]:
        """Letters that the company sent, once there are so many."""
        return self.smtp.soon(many)

    def _signed_in(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self.host, self.port, timeout=10)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return client


def letter(text: str, sender: str = "Anna Berger <anna@example.org>", **headers: str) -> EmailMessage:
    """A customer's letter; headers by their names, `_` for `-`."""
    message = EmailMessage()
    message["From"], message["To"] = sender, ADDRESS
    given = {"Subject": "My parcel", "Message-ID": f"<{time.time_ns()}@example.org>"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    return message


def reply(to: Received, text: str, sender: str = "anna@example.org", **headers: str) -> EmailMessage:
    """A customer's answer, as mail programs make it."""
    name = to.message["Message-ID"]
    references = f"{to.message['References'] or ''} {name}".strip()
    quoted = "\n".join(f"> {line}" for line in to.text.splitlines())
    whole = f"{text}\n\nOn Mon, 23 Nov 2026 at 10:00, Shop <{ADDRESS}> wrote:\n\n{quoted}\n"
    return letter(whole, sender, Subject=str(to.message["Subject"]), In_Reply_To=name, References=references, **headers)


def _free(host: str) -> int:
    with socket.socket() as found:
        found.bind((host, 0))
        return int(found.getsockname()[1])
