"""Somebody asks to be forgotten: their feelings alone, or everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course
from warmline.domain.events import ContactForgotten, FeelingsForgotten, Recorded
from warmline.domain.keeping import Erasure, KeptCourse
from warmline.domain.people import Contact, ContactId
from warmline.ports import Ledger

_ALL = 10**9


async def forget(world: World, contact_id: ContactId, what: Literal["feelings", "everything"]) -> Erasure:
    """The erasure, done: nothing of it is on this store's disk any more, and no restored backup brings it back.

    Raises NotFound, StoreUnavailable.
    """
    erasure = Erasure(world.clock.new_id(), contact_id, what, world.clock.now())
    await world.store.read(lambda ledger: ledger.get(Contact, contact_id))
    await world.aside(lambda: world.tombstones.add(erasure))
    return await erase(world, erasure)


async def forget_again(world: World) -> int:
    """Does every erasure that this store has not seen done: after a crash, or after a backup came back; how many."""
    owed = []
    for erasure in world.tombstones.all():
        kept = await world.store.read(lambda ledger, own=erasure: ledger.find(Erasure, own.id))  # type: ignore[misc]
        if kept is None or kept.done_at is None:
            owed.append(erasure)
    for erasure in owed:
        await erase(world, erasure)
    return len(owed)


async def erase(world: World, erasure: Erasure) -> Erasure:
    """Does what was asked, again if it was done before: after a crash, or after a backup came back."""
    done = replace(erasure, done_at=world.clock.now())
    await world.store.write(lambda ledger: _delete(world, ledger, erasure), spare=1)
    await world.store.scrub()
    await world.store.write(lambda ledger: ledger.put(done), spare=1)
    return done


def _delete(world: World, ledger: Ledger, erasure: Erasure) -> None:
    who = erasure.contact_id
    note(world, ledger, "warmline", "forgotten", erasure.id, contact=who, what=erasure.what)
    talks = ledger.list(Conversation, contact_id=who, limit=_ALL)
    ledger.forget(who, inferred=erasure.what == "feelings")
    if erasure.what == "feelings":
        for talk in talks:  # what was read until now is not read again
            ledger.add(KeptCourse(talk.id, who, erasure.at, talk.messages, Course()))
    told = FeelingsForgotten() if erasure.what == "feelings" else ContactForgotten()
    ledger.add(Recorded(told, erasure.at, contact_id=who))
    if ledger.find(Erasure, erasure.id) is None:
        ledger.add(erasure)
