"""An inbox is called, open to or reached from something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.people import Inbox, InboxId
from warmline.ports import Ledger


async def change_inbox(world: World, inbox_id: InboxId, actor: str, **changes: Any) -> Inbox:
    """The inbox, from the next request on. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Inbox:
        inbox = replace(ledger.get(Inbox, inbox_id), **changes)
        ledger.put(inbox)
        note(world, ledger, actor, "inbox.changed", inbox_id, what=" ".join(changes))
        return inbox

    return await world.store.write(keep)
