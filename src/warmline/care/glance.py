"""Somebody looks over a list of conversations: who writes, what was said last and how they feel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from warmline.care.audit import TRACE, note
from warmline.care.consent import allows
from warmline.care.watch import shown
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import KeptReading, ShownReading
from warmline.domain.message import Message
from warmline.domain.people import Contact
from warmline.ports import Ledger

_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Glance:
    """A conversation as it stands in a list, with what goes on in it."""

    talk: Conversation
    contact: Contact | None
    last: Message | None = field(repr=False)
    feeling: ShownReading | None
    """Of the newest turn that was read; None: none was, or the contact is not read."""
    of: Message | None = field(repr=False)
    """The turn it is of."""


async def glance(world: World, ids: Sequence[str], actor: str) -> list[Glance]:
    """Those of the conversations that are there; that a feeling was shown is written down. Raises StoreUnavailable."""

    def look(ledger: Ledger) -> list[Glance]:
        talks = [ledger.find(Conversation, own) for own in dict.fromkeys(ids)]
        return [_of(world, ledger, talk) for talk in talks if talk]

    def trace(ledger: Ledger) -> None:
        for each in found:
            if each.of:
                note(world, ledger, actor, "reading.seen", each.of.id, contact=each.talk.contact_id)

    found = await world.store.read(look)
    if any(each.feeling for each in found):
        await world.store.write(trace, spare=TRACE)
    return found


def _of(world: World, ledger: Ledger, talk: Conversation) -> Glance:
    whole = [talk, *ledger.list(Conversation, merged_into=talk.id, limit=_ALL)]
    said = [each for own in whole for each in ledger.list(Message, conversation_id=own.id, after=own.messages - 1)]
    last = max(said, key=lambda each: (each.at, each.id), default=None)
    feeling, of = _feeling(world, ledger, whole)
    return Glance(talk, ledger.find(Contact, talk.contact_id), last, feeling, of)


def _feeling(world: World, ledger: Ledger, whole: list[Conversation]) -> tuple[ShownReading | None, Message | None]:
    if not allows(world, ledger, whole[0].contact_id, "reading"):
        return None, None
    read = [each for own in whole for each in ledger.list(KeptReading, conversation_id=own.id, newest=True, limit=1)]
    kept = max(read, key=lambda each: each.message_id, default=None)
    message = ledger.find(Message, kept.message_id) if kept else None
    return (shown(ledger, kept, message), message) if kept and message else (None, None)
