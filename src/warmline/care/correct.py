"""Somebody says how it really was: their word stands beside the reading, and counts most in all that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from warmline.care.audit import note
from warmline.care.consent import require_reading
from warmline.care.once import Asked, once
from warmline.care.reach import Cause, keep_place, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.emotion import FAMILIES, Reading
from warmline.domain.errors import UnreadableInput
from warmline.domain.events import Decided, ReadingCorrected, Recorded
from warmline.domain.keeping import Correction, KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Message, MessageId, Role
from warmline.logic.emotion.corrected import Said, as_said, last_word, tell_again
from warmline.logic.routing.decide import decide
from warmline.ports import Ledger

_ALL = 10**9


async def correct(
    world: World, message_id: MessageId, emotion: str, by: Literal["contact", "agent"], asked: Asked | None = None
) -> Correction:
    """The correction as it is kept; each is kept, the contact's newest holds, else an agent's.

    Raises NotFound, UnreadableInput, StoreUnavailable.
    """
    if emotion not in FAMILIES:
        raise UnreadableInput("emotion", f"{emotion!r} is none of: {', '.join(FAMILIES)}")
    correction_id, at = world.clock.new_id(), world.clock.now()

    def keep(ledger: Ledger) -> Correction:
        read = ledger.get(KeptReading, message_id)
        require_reading(world, ledger, read.contact_id)
        before = _said(ledger, read)
        correction = Correction(correction_id, message_id, read.conversation_id, read.contact_id, by, at, emotion)
        ledger.add(correction)
        ledger.add(Recorded(ReadingCorrected(by), at, read.conversation_id, read.contact_id))
        said = _said(ledger, read)
        if said != before:
            _follow_again(world, ledger, correction, before, said)
        return correction

    return await world.store.write(once(world, asked, keep))


def _said(ledger: Ledger, read: KeptReading) -> Said:
    """What holds of the conversation's turns of which somebody said so."""
    found = ledger.list(Correction, contact_id=read.contact_id, limit=_ALL)
    own = [each for each in found if each.conversation_id == read.conversation_id]
    held = {turn: last_word(each for each in own if each.message_id == turn) for turn in {c.message_id for c in own}}
    return {turn: correction.emotion for turn, correction in held.items() if correction}


def _follow_again(world: World, ledger: Ledger, correction: Correction, before: Said, said: Said) -> None:
    """The conversation's mood is told again, and decided what follows wherever that made a difference."""
    followed = ledger.find(KeptCourse, correction.conversation_id)
    kept = ledger.list(KeptReading, conversation_id=correction.conversation_id, limit=_ALL)
    kept.sort(key=lambda each: each.reading.mood.turns)
    if followed is None or followed.course.mood is None:
        return
    course, told = tell_again(followed.course, [each.reading for each in kept], before, said, world.affect)
    ledger.put(replace(followed, course=course))
    for old, new in zip(kept, told, strict=True):
        ledger.put(replace(old, reading=new))
        if new != old.reading or old.message_id == correction.message_id:
            _decide_again(world, ledger, old, _held(new, said, world), correction)


def _held(reading: Reading, said: Said, world: World) -> Reading:
    return as_said(reading, said[reading.id], world.affect) if reading.id in said else reading


def _decide_again(world: World, ledger: Ledger, kept: KeptReading, reading: Reading, correction: Correction) -> None:
    """What was handed over stays so; a person comes where one is asked for now, unless an agent looks back."""
    talk = ledger.get(Conversation, kept.conversation_id)
    if talk.state == "resolved" and correction.by == "agent":
        return
    decision = decide(reading, talk.state, world.routing)
    decided = KeptDecision(kept.message_id, talk.id, talk.contact_id, kept.at, decision)
    (ledger.put if ledger.find(KeptDecision, kept.message_id) else ledger.add)(decided)
    note(world, ledger, "warmline", "decided", kept.message_id, contact=talk.contact_id, done=decision.action)
    if kept.message_id == correction.message_id:
        ledger.add(Recorded(Decided(decision.action, decision.priority), correction.at, talk.id, talk.contact_id))
    talk = replace(talk, priority=_priority(ledger, talk, correction))
    if decision.action == "hand_over":
        talk = reach(world, ledger, talk, Cause("asked", language=reading.language))
    ledger.put(talk)
    keep_place(ledger, talk)


def _priority(ledger: Ledger, talk: Conversation, correction: Correction) -> int:
    """Lowered by the contact's own word alone, and only where everything that may have raised it is known."""
    decisions = ledger.list(KeptDecision, conversation_id=talk.id, limit=_ALL)
    asked = max(each.decision.priority for each in decisions)
    known = len(decisions) == ledger.count(Message, conversation_id=talk.id, role=Role.CUSTOMER)
    return asked if known and correction.by == "contact" else max(talk.priority, asked)
