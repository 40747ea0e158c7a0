"""Nouns to rows and back, by the names of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Table

from warmline.adapters.store import schema
from warmline.domain.account import Account, IdentityProvider, Invitation, Session
from warmline.domain.attachment import Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.desk import CannedReply, Note, Tag, Tagging
from warmline.domain.events import EVENTS, Recorded
from warmline.domain.hand_over import HandOver, Hours, PassportEntry
from warmline.domain.keeping import (
    AuditEntry,
    Correction,
    Erasure,
    Errand,
    KeptCourse,
    KeptDecision,
    KeptReading,
    Key,
    Lease,
    Made,
    Rating,
    Secret,
    Seen,
)
from warmline.domain.mail import Mail, MailAddress, Mailbox, MailTaken
from warmline.domain.message import Message
from warmline.domain.own_policy import OwnCrisisLines, OwnRetention
from warmline.domain.people import Agent, Consent, Contact, Inbox
from warmline.domain.webhook import Delivery, Endpoint, Lane

T = TypeVar("T")
TABLES: dict[type[Any], Table] = {
    Inbox: schema.INBOXES, Agent: schema.AGENTS, Contact: schema.CONTACTS, Consent: schema.CONSENTS,
    Conversation: schema.CONVERSATIONS, Message: schema.MESSAGES, Attachment: schema.ATTACHMENTS,
    KeptReading: schema.READINGS, KeptDecision: schema.DECISIONS, KeptCourse: schema.COURSES,
    Correction: schema.CORRECTIONS, Rating: schema.RATINGS, Seen: schema.SEEN, Recorded: schema.EVENTS,
    Errand: schema.OUTBOX,
    Erasure: schema.ERASURES, Made: schema.MADE, AuditEntry: schema.AUDIT, Key: schema.KEYS, Endpoint: schema.WEBHOOKS,
    Lane: schema.LANES, Delivery: schema.DELIVERIES, Lease: schema.LEASES, Secret: schema.SECRETS,
    Account: schema.ACCOUNTS, Session: schema.SESSIONS, Invitation: schema.INVITATIONS,
    IdentityProvider: schema.IDENTITY_PROVIDERS,
    HandOver: schema.HAND_OVERS, PassportEntry: schema.PASSPORTS, Hours: schema.HOURS,
    Note: schema.NOTES, Tag: schema.TAGS, Tagging: schema.TAGGINGS, CannedReply: schema.CANNED_REPLIES,
    Mailbox: schema.MAILBOXES, Mail: schema.MAILS, MailTaken: schema.MAILS_TAKEN, MailAddress: schema.MAIL_ADDRESSES,
    OwnCrisisLines: schema.OWN_CRISIS_LINES, OwnRetention: schema.OWN_RETENTION,
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Seal(Protocol):
    """Keeps text from whoever reads the disk."""

    def close(self, text: str, place: str) -> str:
        """What is written at the place, which names table, column and row."""
        ...

    def open(self, text: str, place: str) -> str:
        """What was given to `close`. Raises DataDamaged for what was changed or moved here from another place."""
        ...

    def is_current(self, text: str) -> bool:
        """It is closed as it would be closed now."""
        ...


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


@dataclass(frozen=True, slots=True)
class Codec:
    """How the nouns of one kind are written in their table."""

    kind: type[Any]
    table: Table
    columns: tuple[str, ...]
    given: tuple[str, ...]
    """Columns that the database fills when they are 0."""
    values: Callable[[Any], tuple[Any, ...]]
    """The fields of a noun in the order of the columns."""
    writers: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Columns whose values are written another way, and how."""
    readers: tuple[Callable[[Any], Any] | None, ...]
    seal: Seal | None = None
    sealed: tuple[tuple[int, str], ...] = ()
    """Which columns are kept sealed, and what their places' names begin with."""
    key: int = 0
    """The column whose value a place's name ends with."""

    def row(self, noun: Any) -> list[Any]:
        """What is written of a noun, in the order of the columns."""
        row = list(self.values(noun))
        for at, write in self.writers:
            if row[at] is not None:
                row[at] = write(row[at])
        if self.seal:
            for at, place in self.sealed:
                if row[at] is not None:
                    row[at] = self.seal.close(row[at], place + row[self.key])
        return row

    def noun(self, row: Any) -> Any:
        """The noun of a row of all its columns. Raises DataDamaged."""
        row = self._opened(row, self.seal) if self.seal and self.sealed else row
        values = {
            column: value if read is None or value is None else read(value)
            for column, value, read in zip(self.columns, row, self.readers, strict=True)
        }
        return msgspec.convert(values, self.kind)

    def is_current(self, row: Any) -> bool:
        """All that is sealed is sealed with the first key."""
        return not self.seal or all(row[at] is None or self.seal.is_current(row[at]) for at, _ in self.sealed)

    def _opened(self, row: Any, seal: Seal) -> list[Any]:
        opened = list(row)
        for at, place in self.sealed:
            if row[at] is not None:
                opened[at] = seal.open(row[at], place + row[self.key])
        return opened


class _EventCodec(Codec):
    """Events are one union in one column, beside their kind."""

    def row(self, noun: Recorded) -> list[Any]:
        body = msgspec.to_builtins(noun.event)
        kind = body.pop("kind")
        return [
            noun.position, to_micros(noun.at), kind, noun.conversation_id, noun.contact_id, noun.message_id,
            _write_json(body),
        ]  # fmt: skip

    def noun(self, row: Any) -> Recorded:
        position, at, kind, conversation_id, contact_id, message_id, body = row
        event = msgspec.convert(msgspec.json.decode(body), EVENTS[kind])
        return Recorded(event, from_micros(at), conversation_id, contact_id, message_id, position)


def codecs(seal: Seal | None = None) -> Mapping[type[Any], Codec]:
    """Of every noun that has a table."""
    return {kind: _codec(kind, table, seal) for kind, table in TABLES.items()}


def _codec(kind: type[Any], table: Table, seal: Seal | None) -> Codec:
    names = tuple(str(column.name) for column in table.columns)
    made = _EventCodec if kind is Recorded else Codec
    assert kind is Recorded or set(names) == {field.name for field in fields(kind)}, table.name
    given = tuple(str(column.name) for column in table.columns if column.autoincrement is True)
    ways = [_WAYS[column.info["meaning"]] for column in table.columns]
    sealed = tuple(
        (at, f"{table.name}.{name} of ") for at, name in enumerate(names) if table.c[name].info.get("sealed")
    )
    (key,) = table.primary_key.columns
    assert not (sealed and given), table.name  # a place's name needs a key that is known before it is written
    writers = tuple((at, write) for at, (write, _) in enumerate(ways) if write)
    readers = tuple(read for _, read in ways)
    return made(
        kind, table, names, given, attrgetter(*names), writers, readers, seal, sealed, names.index(str(key.name))
    )


def _write_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_Way = Callable[[Any], Any] | None
_WAYS: dict[schema.Meaning, tuple[_Way, _Way]] = {
    "plain": (None, None),
    "moment": (to_micros, from_micros),
    "yes_no": (int, bool),
    "json": (_write_json, msgspec.json.decode),
}
"""How a value of each meaning is written and read back."""
