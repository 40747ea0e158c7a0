"""Nouns to rows and back, by the names of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Table

from warmline.adapters.store import schema
from warmline.domain.conversation import Conversation
from warmline.domain.events import EVENTS, Recorded
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
)
from warmline.domain.message import Message
from warmline.domain.people import Agent, Consent, Contact, Inbox
from warmline.domain.webhook import Delivery, Endpoint, Lane

T = TypeVar("T")
TABLES: dict[type[Any], Table] = {
    Inbox: schema.INBOXES, Agent: schema.AGENTS, Contact: schema.CONTACTS, Consent: schema.CONSENTS,
    Conversation: schema.CONVERSATIONS, Message: schema.MESSAGES, KeptReading: schema.READINGS,
    KeptDecision: schema.DECISIONS, KeptCourse: schema.COURSES, Correction: schema.CORRECTIONS,
    Rating: schema.RATINGS, Recorded: schema.EVENTS, Errand: schema.OUTBOX, Erasure: schema.ERASURES,
    Made: schema.MADE, AuditEntry: schema.AUDIT, Key: schema.KEYS, Endpoint: schema.WEBHOOKS, Lane: schema.LANES,
    Delivery: schema.DELIVERIES, Lease: schema.LEASES,
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Seal(Protocol):
    """Keeps text from whoever reads the disk."""

    def close(self, text: str) -> str:
        """What is written."""
        ...

    def open(self, text: str) -> str:
        """What was given to `close`."""
        ...


class NoSeal:
    """Text as it is."""

    def close(self, text: str) -> str:
        return text

    def open(self, text: str) -> str:
        return text


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
    writers: tuple[Callable[[Any], Any] | None, ...]
    readers: tuple[Callable[[Any], Any] | None, ...]

    def row(self, noun: Any) -> dict[str, Any]:
        """Column values of a noun."""
        values: dict[str, Any] = {}
        for column, write in zip(self.columns, self.writers, strict=True):
            value = getattr(noun, column)
            values[column] = value if write is None or value is None else write(value)
        return values

    def noun(self, row: Any) -> Any:
        """The noun of a row of all its columns."""
        values = {
            column: value if read is None or value is None else read(value)
            for column, value, read in zip(self.columns, row, self.readers, strict=True)
        }
        return msgspec.convert(values, self.kind)


class _EventCodec(Codec):
    """Events are one union in one column, beside their kind."""

    def row(self, noun: Recorded) -> dict[str, Any]:
        body = msgspec.to_builtins(noun.event)
        kind = body.pop("kind")
        return {
            "position": noun.position, "at": to_micros(noun.at), "kind": kind, "conversation_id": noun.conversation_id,
            "contact_id": noun.contact_id, "message_id": noun.message_id, "event": _write_json(body),
        }  # fmt: skip

    def noun(self, row: Any) -> Recorded:
        position, at, kind, conversation_id, contact_id, message_id, body = row
        event = msgspec.convert(msgspec.json.decode(body), EVENTS[kind])
        return Recorded(event, from_micros(at), conversation_id, contact_id, message_id, position)


def codecs(seal: Seal) -> Mapping[type[Any], Codec]:
    """Of every noun that has a table."""
    return {kind: _codec(kind, table, seal) for kind, table in TABLES.items()}


def _codec(kind: type[Any], table: Table, seal: Seal) -> Codec:
    names = tuple(str(column.name) for column in table.columns)
    made = _EventCodec if kind is Recorded else Codec
    assert kind is Recorded or set(names) == {field.name for field in fields(kind)}, table.name
    given = tuple(str(column.name) for column in table.columns if column.autoincrement is True)
    pairs = [_ways(column.info["meaning"], bool(column.info.get("sealed")), seal) for column in table.columns]
    return made(kind, table, names, given, tuple(write for write, _ in pairs), tuple(read for _, read in pairs))


def _ways(
    meaning: schema.Meaning, sealed: bool, seal: Seal
) -> tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]:
    """How a value is written and read back."""
    if meaning == "moment":
        return to_micros, from_micros
    if meaning == "yes_no":
        return int, bool
    if meaning == "sealed":
        return seal.close, seal.open
    if meaning == "json" and sealed:
        return (lambda value: seal.close(_write_json(value))), (lambda text: msgspec.json.decode(seal.open(text)))
    if meaning == "json":
        return _write_json, msgspec.json.decode
    return None, None


def _write_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
