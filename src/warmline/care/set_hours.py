"""When people answer an inbox is set."""

from __future__ import annotations

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.hand_over import Hours
from warmline.domain.people import Inbox
from warmline.ports import Ledger


async def set_hours(world: World, hours: Hours, actor: str) -> Hours:
    """The hours, in place of those before. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Hours:
        ledger.get(Inbox, hours.inbox_id)
        (ledger.put if ledger.find(Hours, hours.inbox_id) else ledger.add)(hours)
        note(world, ledger, actor, "hours.set", hours.inbox_id)
        return hours

    return await world.store.write(keep)
