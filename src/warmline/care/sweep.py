"""Files that belong to nothing any more go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from warmline.care.world import World
from warmline.domain.attachment import Attachment
from warmline.ports import Ledger

_GRACE = timedelta(hours=1)
"""For which a file may be there before what is known of it is kept."""
_AT_ONCE = 500


async def sweep(world: World) -> int:
    """Deletes the bytes of attachments that are not kept: they were to go, or a crash came between; how many.

    While it is not sure what time it is none goes: one that is just being added would look old.
    """
    if not world.clock.is_sure():
        return 0
    before = world.clock.now() - _GRACE
    files = await world.aside(lambda: world.files.older(before))
    lost = [file for at in range(0, len(files), _AT_ONCE) for file in await _unknown(world, files[at : at + _AT_ONCE])]
    for contact_id, file_id in lost:
        await world.aside(lambda contact=contact_id, own=file_id: world.files.drop(contact, own))  # type: ignore[misc]
    return len(lost)


async def _unknown(world: World, files: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    def look(ledger: Ledger) -> list[tuple[str, str]]:
        return [(contact, own) for contact, own in files if ledger.find(Attachment, own) is None]

    return await world.store.read(look)
