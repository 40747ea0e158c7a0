"""Somebody asks to be forgotten: their feelings alone, or everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from warmline.care.audit import note
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course
from warmline.domain.events import ContactForgotten, FeelingsForgotten, Recorded
from warmline.domain.keeping import Erasure, KeptCourse
from warmline.domain.people import Contact, ContactId
from warmline.ports import Ledger

_ALL = 10**9
_ASKED = 100
"""Erasures asked for last, of which some may not be done."""


async def forget(
    world: World,
    contact_id: ContactId,
    what: Literal["feelings", "everything"],
    actor: str,
    asked: Asked | None = None,
) -> Erasure:
    """The erasure, done: nothing of it is on this store's disk any more, and no restored backup brings it back.

    Raises NotFound, StoreUnavailable.
    """
    new = Erasure(world.clock.new_id(), contact_id, what, world.clock.now())

    def ask(ledger: Ledger) -> Erasure:
        ledger.get(Contact, contact_id)
        ledger.add(new)
        note(world, ledger, actor, "erasure.asked", new.id, contact=contact_id, what=what)
        return new

    erasure = await world.store.write(once(world, asked, ask), spare=1)
    if erasure.done_at is None:
        await world.aside(lambda: world.tombstones.add(erasure))
        erasure = await erase(world, erasure)
    return erasure


async def forget_again(world: World) -> int:
    """Does every erasure that this store has not seen done: after a crash, or after a backup came back; how many."""
    stones = world.tombstones.all()
    for asked_for in await world.store.read(lambda ledger: ledger.list(Erasure, newest=True, limit=_ASKED)):
        if asked_for.done_at is None and asked_for.id not in {stone.id for stone in stones}:
            await world.aside(lambda own=asked_for: world.tombstones.add(own))  # type: ignore[misc]
            stones.append(asked_for)
    owed = []
    for erasure in stones:
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
    if erasure.what == "everything":
        await world.aside(lambda: world.files.forget(erasure.contact_id))
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
