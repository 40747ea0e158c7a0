"""What was seen and decided about people is written down, and can be proven whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warmline.care.world import World
from warmline.domain.keeping import AuditEntry
from warmline.logic.privacy.chain import first_broken, link
from warmline.ports import Ledger

TRACE = 0.5
"""Share of the spare room that traces of who looked may use; the rest is for who asks to be forgotten."""
_AT_ONCE, _ALL = 10_000, 10**9


def note(world: World, ledger: Ledger, actor: str, action: str, about: str, **detail: str) -> None:
    """Adds an entry in the transaction of what it is about; ids and names of things, never anybody's words."""
    last = ledger.list(AuditEntry, newest=True, limit=1)
    entry = AuditEntry(world.clock.now(), actor, action, about, detail)
    ledger.add(link(entry, last[0] if last else None))


async def audit(world: World) -> int | None:
    """Position of the log's first broken entry; None: all are whole. Raises StoreUnavailable."""
    return await world.store.read(lambda ledger: first_broken(_all(ledger)))


async def note_policies(world: World, fingerprints: Mapping[str, str]) -> None:
    """Notes each policy whose fingerprint is not the one that was noted last. Raises StoreUnavailable."""
    if not await world.store.read(lambda ledger: _changed(ledger, fingerprints)):
        return

    def keep(ledger: Ledger) -> None:
        for name, (before, after) in _changed(ledger, fingerprints).items():
            note(world, ledger, "operator", "policy.changed", name, before=before, after=after)

    await world.store.write(keep, spare=TRACE)


def _changed(ledger: Ledger, fingerprints: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Of each policy that changed, the fingerprint noted last and the one it has; the first time, none before."""
    noted = ledger.list(AuditEntry, action="policy.changed", limit=_ALL)
    last = {entry.object: str(entry.detail["after"]) for entry in noted}
    return {name: (last.get(name, ""), after) for name, after in fingerprints.items() if last.get(name) != after}


def _all(ledger: Ledger) -> Iterator[AuditEntry]:
    after = 0
    while entries := ledger.list(AuditEntry, after=after, limit=_AT_ONCE):
        yield from entries
        after = entries[-1].position
