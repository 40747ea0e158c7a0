"""Somebody looks at what was inferred of a customer: shown with the words, and written down that it was."""

from __future__ import annotations

from warmline.care.audit import TRACE, note
from warmline.care.consent import require_reading
from warmline.care.world import World
from warmline.domain.keeping import Correction, KeptReading, ShownReading
from warmline.domain.message import Message, MessageId
from warmline.logic.emotion.corrected import last_word, show_corrected
from warmline.logic.privacy.apart import with_words
from warmline.ports import Ledger

_ALL = 10**9


async def watch(world: World, message_id: MessageId, actor: str) -> ShownReading:
    """The reading of a message. Raises NotFound, StoreUnavailable."""

    def look(ledger: Ledger) -> ShownReading:
        kept, message = ledger.get(KeptReading, message_id), ledger.get(Message, message_id)
        require_reading(world, ledger, kept.contact_id)
        note(world, ledger, actor, "reading.seen", message_id, contact=kept.contact_id)
        return shown(ledger, kept, message)

    return await world.store.write(look, spare=TRACE)


def shown(ledger: Ledger, kept: KeptReading, message: Message) -> ShownReading:
    """The reading with its message's words and with what somebody said of it."""
    said = ledger.list(Correction, message_id=kept.message_id, limit=_ALL)
    return show_corrected(with_words(kept.reading, message.text), last_word(said))
