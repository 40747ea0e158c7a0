"""Somebody says how it really was: their word stands beside the reading, and counts most."""

from __future__ import annotations

from typing import Literal

from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.emotion import FAMILIES
from warmline.domain.errors import UnreadableInput
from warmline.domain.events import ReadingCorrected, Recorded
from warmline.domain.keeping import Correction, KeptReading
from warmline.domain.message import MessageId
from warmline.ports import Ledger


async def correct(
    world: World, message_id: MessageId, emotion: str, by: Literal["contact", "agent"], asked: Asked | None = None
) -> Correction:
    """The correction as it is kept; each is kept. Raises NotFound, UnreadableInput, StoreUnavailable."""
    if emotion not in FAMILIES:
        raise UnreadableInput("emotion", f"{emotion!r} is none of: {', '.join(FAMILIES)}")
    correction_id, at = world.clock.new_id(), world.clock.now()

    def keep(ledger: Ledger) -> Correction:
        read = ledger.get(KeptReading, message_id)
        correction = Correction(correction_id, message_id, read.conversation_id, read.contact_id, by, at, emotion)
        ledger.add(correction)
        ledger.add(Recorded(ReadingCorrected(by), at, read.conversation_id, read.contact_id))
        return correction

    return await world.store.write(once(world, asked, keep))
