"""Somebody looks at what was inferred of a customer: shown with the words, and written down that it was."""

from __future__ import annotations

from warmline.care.audit import TRACE, note
from warmline.care.consent import require_reading
from warmline.care.world import World
from warmline.domain.emotion import Reading
from warmline.domain.keeping import KeptReading
from warmline.domain.message import Message, MessageId
from warmline.logic.privacy.apart import with_words
from warmline.ports import Ledger


async def watch(world: World, message_id: MessageId, actor: str) -> Reading:
    """The reading of a message. Raises NotFound, StoreUnavailable."""

    def look(ledger: Ledger) -> Reading:
        kept, message = ledger.get(KeptReading, message_id), ledger.get(Message, message_id)
        require_reading(world, ledger, kept.contact_id)
        note(world, ledger, actor, "reading.seen", message_id, contact=kept.contact_id)
        return with_words(kept.reading, message.text)

    return await world.store.write(look, spare=TRACE)
