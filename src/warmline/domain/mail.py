"""E-mail: where an inbox has its letters, the letters that came and went, and what is known of one that comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from warmline.domain.attachment import AttachmentId
from warmline.domain.message import ConversationId, MessageId
from warmline.domain.people import ContactId, InboxId

Security = Literal["tls", "starttls", "none"]
"""From the first byte on, from the greeting on, or never: only on this machine."""
Way = Literal["in", "out"]
MailState = Literal["coming", "taken", "waiting", "sent", "failed"]
"""Of one that came: its parts are being kept, all are; of one that goes: it waits, it was sent, it never will be."""
Failure = Literal["bounced", "refused", "given_up", "no_address", "guarded", "too_many"]
"""It came back; the server will not have it; tried for days; there is nowhere to send it, or nowhere that is safe; more
was written to this address without a person than may be."""
MailKind = Literal["person", "automatic", "returned"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are fetched, or handed in."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An inbox's own, and how far it was looked through."""

    inbox_id: InboxId
    set_at: datetime
    address: str = field(repr=False)
    folder: str
    imap: MailServer
    smtp: MailServer
    validity: int | None = None
    """UIDVALIDITY (RFC 9051) of the folder; None: it was never looked at."""
    uid: int = 0
    """Every letter up to this one was looked at."""
    looked_at: datetime | None = None
    why: str = ""
    """Why it could not be looked at the last time; empty: it could."""
    passed: int = 0
    """Letters that nobody wrote: lists, automatic answers, our own."""
    unread: int = 0
    """Letters that could not be read; they are as unread in the mailbox."""
    unread_why: str = ""
    """Of the last of them, without a word of it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter of a conversation, one that came or one that goes."""

    id: str
    conversation_id: ConversationId
    contact_id: ContactId
    inbox_id: InboxId
    at: datetime
    way: Way
    state: MailState
    name: str = field(repr=False)
    """Its Message-ID."""
    thread: tuple[str, ...] = field(repr=False)
    """What it answers to, oldest first."""
    subject: str = field(repr=False)
    address: str = field(repr=False)
    """Who wrote it, or who gets it."""
    text: str = field(default="", repr=False)
    """Of one that goes, as it goes."""
    files: tuple[AttachmentId, ...] = ()
    """That go along."""
    number: int = 0
    """What was said up to this message stands in it, or in one before."""
    message_id: MessageId | None = None
    """What it became, or the last of what it says."""
    automatic: bool = False
    """No person wrote any of it."""
    attempts: int = 0
    due: datetime | None = None
    why: str = ""
    """What came of the last attempt; empty: it went."""


@dataclass(frozen=True, slots=True)
class MailTaken:
    """That a letter came, so that it comes but once; nothing of what it said."""

    id: str
    at: datetime
    mail_id: str


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Whom letters from an address are about; the address cannot be guessed back."""

    id: str
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a letter."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Came:
    """What is known of a letter that came; nothing of it is to be believed."""

    digest: str
    """The same when it comes again."""
    kind: MailKind
    sender: str = field(repr=False)
    """The address that wants an answer, in lower case."""
    called: str | None = field(repr=False)
    """As whom the sender introduces themselves."""
    name: str = field(repr=False)
    """Its Message-ID; empty: it has none that can be answered to."""
    thread: tuple[str, ...] = field(repr=False)
    """What it says it answers to, oldest first."""
    subject: str = field(repr=False)
    text: str = field(repr=False)
    """Without what it quotes."""
    files: tuple[Enclosed, ...] = field(default=(), repr=False)
    left_out: int = 0
    """Files that were too many or too large."""
    shortened: bool = False
    """The text was longer than a message may be; all of it is among the files."""
    returned: tuple[str, ...] = field(default=(), repr=False)
    """Message-IDs of what could not be delivered for good."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """What stands in letters beside what was said, in one language."""

    subject: str
    """Where the customer gave none."""
    person: str
    """How to reach a person, under what the machine writes."""


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """How letters are fetched and sent."""

    look: float
    """Seconds between looks at a mailbox."""
    gather: float
    """Seconds for which what is said is gathered into one letter."""
    waits: tuple[float, ...]
    """Seconds before each further attempt; after the last it is given up."""
    timeout: float
    """Seconds for one answer of a server."""
    hour: int
    day: int
    """Letters that no person wrote, to one contact."""
    largest: int
    """Bytes of a letter that is fetched."""
    files: int
    """Files that are taken of one."""
    words: Mapping[str, MailWords]
    """By language."""
