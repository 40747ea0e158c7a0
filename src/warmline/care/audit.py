"""What was seen and decided about people is written down, and can be proven whole."""

from __future__ import annotations

from collections.abc import Iterator

from warmline.care.world import World
from warmline.domain.keeping import AuditEntry
from warmline.logic.privacy.chain import first_broken, link
from warmline.ports import Ledger

TRACE = 0.5
"""Share of the spare room that traces of who looked may use; the rest is for who asks to be forgotten."""
_AT_ONCE = 10_000


def note(world: World, ledger: Ledger, actor: str, action: str, about: str, **detail: str) -> None:
    """Adds an entry in the transaction of what it is about; ids and names of things, never anybody's words."""
    last = ledger.list(AuditEntry, newest=True, limit=1)
    entry = AuditEntry(world.clock.now(), actor, action, about, detail)
    ledger.add(link(entry, last[0] if last else None))


async def audit(world: World) -> int | None:
    """Position of the log's first broken entry; None: all are whole. Raises StoreUnavailable."""
    return await world.store.read(lambda ledger: first_broken(_all(ledger)))


def _all(ledger: Ledger) -> Iterator[AuditEntry]:
    after = 0
    while entries := ledger.list(AuditEntry, after=after, limit=_AT_ONCE):
        yield from entries
        after = entries[-1].position
