"""Somebody asks to be forgotten: their feelings alone, these for good, or everything."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.once import Asked, once
from warmline.care.tags import drop_unused
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course
from warmline.domain.events import ContactForgotten, FeelingsForgotten, Recorded
from warmline.domain.keeping import Erasure, Forgotten, KeptCourse, KeptReading
from warmline.domain.people import Contact, ContactId
from warmline.logic.consent.vulnerable import is_delicate, without_vulnerability
from warmline.ports import Ledger

_ALL = 10**9
_ASKED = 100
"""Erasures asked for last, of which some may not be done."""


async def forget(
    world: World,
    contact_id: ContactId,
    what: Forgotten,
    actor: str,
    asked: Asked | None = None,
) -> Erasure:
    """The erasure, done: nothing of it is on this store's disk any more, and no restored backup brings it back.

    Raises NotFound, StoreUnavailable.
    """
    new = Erasure(world.clock.new_id(), contact_id, what, world.clock.now())
    erasure = await world.store.write(once(world, asked, lambda ledger: owe(world, ledger, new, actor)), spare=1)
    return await settle(world, erasure) if erasure.done_at is None else erasure


def owe(world: World, ledger: Ledger, erasure: Erasure, actor: str) -> Erasure:
    """From this transaction on the erasure is owed, whatever happens. Raises NotFound."""
    contact = ledger.get(Contact, erasure.contact_id)
    if erasure.what == "reading":
        ledger.put(replace(contact, read=False))
    ledger.add(erasure)
    note(world, ledger, actor, "erasure.asked", erasure.id, contact=contact.id, what=erasure.what)
    return erasure


async def settle(world: World, erasure: Erasure) -> Erasure:
    """Does an erasure that is owed. Raises StoreUnavailable; then it is done later."""
    await world.aside(lambda: world.tombstones.add(erasure))
    return await erase(world, erasure)


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
    if erasure.what == "vulnerability":
        _spare(ledger, who)
    else:
        _drop(ledger, erasure)
    if ledger.find(Erasure, erasure.id) is None:
        ledger.add(erasure)


def _spare(ledger: Ledger, who: ContactId) -> None:
    """Readings stay, without what only the contact's consent allowed to keep."""
    for kept in ledger.list(KeptReading, contact_id=who, limit=_ALL):
        if is_delicate(kept.reading):
            ledger.put(replace(kept, reading=without_vulnerability(kept.reading)))


def _drop(ledger: Ledger, erasure: Erasure) -> None:
    who = erasure.contact_id
    talks = ledger.list(Conversation, contact_id=who, limit=_ALL)
    followed = {course.conversation_id: course.number for course in ledger.list(KeptCourse, contact_id=who, limit=_ALL)}
    inferred = erasure.what != "everything"
    ledger.forget(who, inferred=inferred)
    if not inferred:
        drop_unused(ledger, {tag for talk in talks for tag in talk.tags})
    if inferred:
        for talk in talks:  # what was read until now is not read again; who is not read may still have called for help
            number = followed.get(talk.id, 0) if erasure.what == "reading" else talk.messages
            ledger.add(KeptCourse(talk.id, who, erasure.at, number, Course()))
            ledger.put(replace(talk, guarded=False))  # whom they named themselves stays named
    contact = ledger.find(Contact, who)
    if erasure.what == "reading" and contact:
        ledger.put(replace(contact, read=False))  # a backup may have come back
    told = FeelingsForgotten() if inferred else ContactForgotten()
    ledger.add(Recorded(told, erasure.at, contact_id=who))
