"""Everything that is kept about a contact, theirs to take along (GDPR Art. 15 and 20)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from warmline.care.audit import TRACE, note
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.desk import Tag
from warmline.domain.keeping import KeptReading
from warmline.domain.people import Contact, ContactId
from warmline.logic.privacy.apart import with_words
from warmline.ports import Ledger


@dataclass(frozen=True, slots=True)
class Export:
    """All of a contact's data at one moment, by the name of the table that holds it."""

    contact_id: ContactId
    at: datetime
    tables: dict[str, list[Any]]


async def export(world: World, contact_id: ContactId, actor: str) -> Export:
    """What is kept about the contact, readings with their words. Raises NotFound, StoreUnavailable."""

    def gather(ledger: Ledger) -> dict[str, list[Any]]:
        ledger.get(Contact, contact_id)
        note(world, ledger, actor, "exported", contact_id)
        found = ledger.everything(contact_id)
        return found | {"tags": _tags(ledger, found["conversations"])}

    tables = await world.store.write(gather, spare=TRACE)
    texts = {message.id: message.text for message in tables["messages"]}
    tables["readings"] = [_shown(kept, texts) for kept in tables["readings"]]
    return Export(contact_id, world.clock.now(), tables)


def _tags(ledger: Ledger, talks: list[Conversation]) -> list[Tag]:
    """How the company calls what the contact's conversations are about."""
    every = sorted({own for talk in talks for own in talk.tags})
    return [tag for own in every if (tag := ledger.find(Tag, own))]


def _shown(kept: KeptReading, texts: dict[Any, str]) -> KeptReading:
    return replace(kept, reading=with_words(kept.reading, texts.get(kept.message_id, "")))
