"""Replies that are ready are written, changed and dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from warmline.care.audit import note
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.desk import CannedReply, ReplyId
from warmline.domain.errors import Conflict
from warmline.domain.people import Inbox
from warmline.logic.desk.names import check_places, reply_name
from warmline.ports import Ledger

_MOST, _ALL = 1000, 10**9


async def make_reply(world: World, given: CannedReply, actor: str, asked: Asked | None = None) -> CannedReply:
    """The reply as it is kept. Raises NotFound, UnreadableInput, Conflict for its name, StoreUnavailable."""
    new = replace(given, name=reply_name(given.name))
    check_places(new.text)

    def keep(ledger: Ledger) -> CannedReply:
        _check(ledger, new)
        if ledger.count(CannedReply) >= _MOST:
            raise Conflict(f"there are {_MOST} replies already")
        ledger.add(new)
        note(world, ledger, actor, "reply.made", new.id)
        return new

    return await world.store.write(once(world, asked, keep))


async def change_reply(world: World, reply_id: ReplyId, actor: str, **changes: Any) -> CannedReply:
    """The reply, for whoever writes from now on. Raises what `make_reply` raises."""

    def keep(ledger: Ledger) -> CannedReply:
        after = replace(ledger.get(CannedReply, reply_id), **changes)
        after = replace(after, name=reply_name(after.name))
        check_places(after.text)
        _check(ledger, after)
        ledger.put(after)
        note(world, ledger, actor, "reply.changed", after.id, what=" ".join(changes))
        return after

    return await world.store.write(keep)


async def drop_reply(world: World, reply_id: ReplyId, actor: str) -> None:
    """It is gone. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        ledger.drop(CannedReply, ledger.get(CannedReply, reply_id).id)
        note(world, ledger, actor, "reply.dropped", reply_id)

    await world.store.write(keep)


def _check(ledger: Ledger, new: CannedReply) -> None:
    """Raises NotFound where there is no such inbox, Conflict where another is called the same there."""
    if new.inbox_id is not None:
        ledger.get(Inbox, new.inbox_id)
    for each in ledger.list(CannedReply, language=new.language, limit=_ALL):
        if (each.name, each.inbox_id) == (new.name, new.inbox_id) and each.id != new.id:
            raise Conflict("another reply of this language has this name there")
