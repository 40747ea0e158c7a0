"""A contact asks how they are being read: everything inferred of them, why, by what, and who has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warmline.care.audit import TRACE, note
from warmline.care.consent import require_reading
from warmline.care.watch import shown
from warmline.care.world import World
from warmline.domain.decision import Decision
from warmline.domain.keeping import AuditEntry, KeptDecision, KeptReading, ShownReading
from warmline.domain.message import ConversationId, Message, MessageId
from warmline.domain.people import ContactId
from warmline.ports import Ledger

_ALL = 10**9
LISTED = "readings.seen"


@dataclass(frozen=True, slots=True)
class Look:
    """Who saw it."""

    actor: str
    action: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HowRead:
    """One message as it was read."""

    message_id: MessageId
    conversation_id: ConversationId
    at: datetime
    text: str
    emotion: str
    """What holds: as it was said to be, else as it was read."""
    reading: ShownReading
    decision: Decision | None
    models: dict[str, str]
    seen: tuple[Look, ...]
    """Looks at the reading or at its reasons before this one, oldest first."""


async def how_read(
    world: World, contact_id: ContactId, actor: str, after: str | None = None, limit: int = 20
) -> list[HowRead]:
    """At most so many of the contact's messages that were read, newest first; that somebody looked is written down.

    Raises NotFound where the contact is not read, StoreUnavailable.
    """

    def look(ledger: Ledger) -> list[HowRead]:
        require_reading(world, ledger, contact_id)
        kept = ledger.list(KeptReading, contact_id=contact_id, after=after, newest=True, limit=limit)
        lists = ledger.list(AuditEntry, object=contact_id, limit=_ALL)
        found = [_how(ledger, each, lists) for each in kept]
        if kept:
            note(world, ledger, actor, LISTED, contact_id, first=kept[-1].message_id, last=kept[0].message_id)
        return found

    return await world.store.write(look, spare=TRACE)


def _how(ledger: Ledger, kept: KeptReading, lists: list[AuditEntry]) -> HowRead:
    message = ledger.get(Message, kept.message_id)
    reading, why = shown(ledger, kept, message), ledger.find(KeptDecision, kept.message_id)
    holds = reading.corrected.emotion if reading.corrected else reading.emotion
    return HowRead(
        message.id, kept.conversation_id, kept.at, message.text, holds, reading, why.decision if why else None,
        dict(reading.model), _seen(ledger, kept, lists),
    )  # fmt: skip


def _seen(ledger: Ledger, kept: KeptReading, lists: list[AuditEntry]) -> tuple[Look, ...]:
    """Looks at this one alone, in lists it was in, and in copies that were made since."""
    own = [
        each for each in ledger.list(AuditEntry, object=kept.message_id, limit=_ALL) if each.action.endswith(".seen")
    ]
    listed = [
        each
        for each in lists
        if (each.action == LISTED and each.detail["first"] <= kept.message_id <= each.detail["last"])
        or (each.action == "exported" and each.at >= kept.at)
    ]
    return tuple(
        Look(each.actor, each.action, each.at) for each in sorted(own + listed, key=lambda each: each.position)
    )
