"""A contact answers whether something may be done."""

from __future__ import annotations

from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.events import ConsentChanged, Recorded
from warmline.domain.people import Consent, Contact
from warmline.ports import Ledger


async def consent(world: World, answer: Consent, asked: Asked | None = None) -> Consent:
    """The answer as it is kept; the newest of a purpose counts. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Consent:
        ledger.get(Contact, answer.contact_id)
        ledger.add(answer)
        changed = ConsentChanged(answer.purpose, answer.given)
        ledger.add(Recorded(changed, answer.at, contact_id=answer.contact_id))
        return answer

    return await world.store.write(once(world, asked, keep))
