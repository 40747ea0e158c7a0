"""Somebody asks why a turn was dealt with as it was; reasons are inferences, so that is written down."""

from __future__ import annotations

from warmline.care.audit import note
from warmline.care.consent import require_reading
from warmline.care.world import World
from warmline.domain.decision import Decision
from warmline.domain.keeping import KeptDecision
from warmline.domain.message import MessageId
from warmline.ports import Ledger


async def explain(world: World, message_id: MessageId, actor: str) -> Decision:
    """What was decided of a message, with its reasons. Raises NotFound, StoreUnavailable."""

    def look(ledger: Ledger) -> Decision:
        kept = ledger.get(KeptDecision, message_id)
        require_reading(world, ledger, kept.contact_id)
        note(world, ledger, actor, "decision.seen", message_id, contact=kept.contact_id)
        return kept.decision

    return await world.store.write(look)
