"""A contact says whether they may be read."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.forget import forget
from warmline.care.world import World
from warmline.domain.people import Contact, ContactId
from warmline.ports import Ledger


async def switch_reading(world: World, contact_id: ContactId, on: bool, actor: str) -> Contact:
    """The contact; off means that nothing is inferred from now on, and that nothing inferred is kept any more.

    Raises NotFound, StoreUnavailable.
    """
    if not on:
        await forget(world, contact_id, "reading", actor)

    def keep(ledger: Ledger) -> Contact:
        contact = ledger.get(Contact, contact_id)
        if on:
            contact = replace(contact, read=True)
            ledger.put(contact)
        note(world, ledger, actor, "reading.allowed" if on else "reading.refused", contact_id)
        return contact

    return await world.store.write(keep)
