"""A contact says whether they may be read."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.people import Contact, ContactId
from warmline.ports import Ledger


async def switch_reading(world: World, contact_id: ContactId, on: bool, actor: str) -> Contact:
    """The contact; off means that nothing is inferred from now on. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Contact:
        switched = replace(ledger.get(Contact, contact_id), read=on)
        ledger.put(switched)
        note(world, ledger, actor, "reading.allowed" if on else "reading.refused", contact_id)
        return switched

    return await world.store.write(keep)
