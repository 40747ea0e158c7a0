"""Conversations have unheard messages: read, decided and kept; safe to run any number of times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from warmline.care.audit import note
from warmline.care.consent import allows
from warmline.care.heed import heed
from warmline.care.own_policies import own_retention
from warmline.care.reach import Cause, keep_place, reach, signpost
from warmline.care.unhelped import unhelped
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course, Heard
from warmline.domain.emotion import Reading
from warmline.domain.events import Decided, Event, Recorded, TurnRead
from warmline.domain.keeping import Errand, KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import ConversationId, Message, MessageId, Role, Turn
from warmline.logic.always.calls import call_language
from warmline.logic.consent.guard import guards
from warmline.logic.consent.vulnerable import is_delicate, without_vulnerability
from warmline.logic.emotion.mood import REMEMBERED, recall, wordless
from warmline.logic.privacy.apart import without_words
from warmline.logic.routing.decide import asks_again, decide
from warmline.ports import Ledger

_ALL = 1_000_000
SIGNPOSTED = ("crisis", "safety", "minor")
_AT_ONCE = 8
"""Messages followed together: what is kept of each takes up to a millisecond, in which nobody else is answered."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """A conversation as far as it was followed, and what nobody has heard yet."""

    talk: Conversation
    read: bool
    kept: KeptCourse | None
    course: Course
    unheard: list[Message]


async def respond(world: World, *conversation_ids: ConversationId) -> list[ConversationId]:
    """Follows each conversation to its newest message; gives back those in which there is more to follow.

    Many at once take far less time than one after the other. Raises StoreUnavailable.
    """
    most = max(1, _AT_ONCE // len(conversation_ids))

    def find(ledger: Ledger) -> tuple[list[_Scene | None], int]:
        found = [_scene(world, ledger, own, most) for own in conversation_ids]
        return found, own_retention(world, ledger).inference

    found, days = await world.store.read(find)
    scenes = [scene for scene in found if scene]
    young = [each for scene in scenes for each in scene.unheard if _young(world, each, days)]
    turns = [
        _turn(message) for scene in scenes for message in scene.unheard if scene.read and _young(world, message, days)
    ]
    heard, courses = await _listen(world, scenes, turns)
    calls = await world.aside(lambda: _calls(world, young)) if young else {}

    def keep(ledger: Ledger) -> list[ConversationId]:
        for scene in scenes:
            if _as_it_was(world, ledger, scene):
                _keep(world, ledger, scene, heard[scene.talk.id], courses.get(scene.talk.id, Course()), calls)
        return [own for own in conversation_ids if not _done(ledger, own)]

    return await world.store.write(keep)


async def _listen(
    world: World, scenes: list[_Scene], turns: list[Turn]
) -> tuple[Mapping[str, list[Heard]], Mapping[str, Course]]:
    """What was heard in each conversation, and how far each has come."""
    before: dict[str, Course] = {scene.talk.id: scene.course for scene in scenes if scene.read}
    by_talk = defaultdict[str, list[Heard]](list)
    if not turns:
        return by_talk, before
    heard, courses = await world.listening(before, turns)
    for each in heard:
        by_talk[each.turn.conversation_id].append(each)
    return by_talk, courses


def _young(world: World, message: Message, days: int) -> bool:
    """False for what would have been forgotten by now: a mood that has gone is not read out of old words again, and
    a call that was heeded long ago is none.
    """
    return not days or message.at > world.clock.now() - timedelta(days=days)


def _calls(world: World, young: list[Message]) -> dict[MessageId, str]:
    """The customers' messages that bring in a person whether they are read or not, and in which language."""
    phrases = world.consent.always.phrases
    own = [each for each in young if each.role is Role.CUSTOMER]
    return {each.id: language for each in own if (language := call_language(each.text, phrases))}


def _scene(world: World, ledger: Ledger, conversation_id: ConversationId, most: int) -> _Scene | None:
    talk = ledger.find(Conversation, conversation_id)
    if talk is None:
        return None
    kept = ledger.find(KeptCourse, conversation_id)
    followed, course = (kept.number, kept.course) if kept else (0, Course())
    unheard = ledger.list(Message, conversation_id=conversation_id, after=followed, limit=most)
    said = _said(ledger, conversation_id, followed) if course.mood else []
    return _Scene(talk, allows(world, ledger, talk.contact_id, "reading"), kept, recall(course, said), unheard)


def _said(ledger: Ledger, conversation_id: ConversationId, followed: int) -> list[str]:
    """The customer's last turns before, oldest first."""
    before = ledger.list(
        Message, conversation_id=conversation_id, role=Role.CUSTOMER, after=followed + 1, newest=True, limit=REMEMBERED
    )
    return [message.text for message in reversed(before)]


def _turn(message: Message) -> Turn:
    return Turn(message.text, message.id, message.conversation_id, message.role, message.at, message.language)


def _as_it_was(world: World, ledger: Ledger, scene: _Scene) -> bool:
    """False when it is gone or nothing was said; when somebody was faster, corrected a turn or switched reading off:
    then it is followed once more.
    """
    if not scene.unheard or ledger.find(KeptCourse, scene.talk.id) != scene.kept:
        return False
    talk = ledger.find(Conversation, scene.talk.id)
    return talk is not None and (not scene.read or allows(world, ledger, talk.contact_id, "reading"))


def _keep(
    world: World, ledger: Ledger, scene: _Scene, heard: list[Heard], course: Course, calls: Mapping[MessageId, str]
) -> None:
    talk = ledger.get(Conversation, scene.talk.id)
    now, last = world.clock.now(), scene.unheard[-1]
    newest = talk.messages == last.number
    called = [(message, calls[message.id]) for message in scene.unheard if message.id in calls]
    talk = talk if scene.read else heed(world, ledger, talk, called)
    unhelpful = unhelped(world, ledger, talk) if heard and talk.state == "open" else 0

    def record(event: Event, message_id: MessageId) -> None:
        ledger.add(Recorded(event, now, scene.talk.id, scene.talk.contact_id, message_id))

    readings = [each.reading for each in heard if each.reading]
    for reading in readings:
        own = MessageId(reading.id)
        ledger.add(KeptReading(own, talk.id, talk.contact_id, now, _storable(world, ledger, talk, reading)))
        record(TurnRead(), own)
        failed = unhelpful if reading is readings[-1] else 0
        decision = decide(reading, talk.state, world.routing, failed, own in calls)
        ledger.add(KeptDecision(own, talk.id, talk.contact_id, now, decision))
        record(Decided(decision.action, decision.priority), own)
        note(world, ledger, "warmline", "decided", own, contact=talk.contact_id, done=decision.action)
        priority, guarded = max(talk.priority, decision.priority), talk.guarded or guards(decision)
        talk = replace(talk, priority=priority, guarded=guarded)
        if decision.action == "hand_over" or asks_again(decision):
            talk = reach(world, ledger, talk, Cause("asked", message_id=own, language=reading.language))
        for reason in decision.reasons:
            if reason.rule in SIGNPOSTED:
                talk = signpost(world, ledger, talk, reason.rule, reading.language)
    ledger.put(talk)
    keep_place(ledger, talk)
    followed = KeptCourse(talk.id, talk.contact_id, now, talk.messages if newest else last.number, wordless(course))
    (ledger.put if scene.kept else ledger.add)(followed)


def _storable(world: World, ledger: Ledger, talk: Conversation, reading: Reading) -> Reading:
    """What may be kept of a reading: no words; signs of a vulnerability only with the contact's explicit consent."""
    delicate = is_delicate(reading) and not allows(world, ledger, talk.contact_id, "vulnerability")
    return without_words(without_vulnerability(reading) if delicate else reading)


def _done(ledger: Ledger, conversation_id: ConversationId) -> bool:
    """Drops the conversation's errands when it was followed to its end; else False."""
    kept = ledger.find(KeptCourse, conversation_id)
    if ledger.list(Message, conversation_id=conversation_id, after=kept.number if kept else 0, limit=1):
        return False
    for errand in ledger.list(Errand, topic="respond", subject=conversation_id, limit=_ALL):
        ledger.drop(Errand, errand.position)
    return True
