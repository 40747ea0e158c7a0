"""A conversation has unheard messages: read, decided and kept; safe to run any number of times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from warmline.care.audit import note
from warmline.care.listen import listen_on
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course, Heard
from warmline.domain.decision import Decision
from warmline.domain.events import Decided, Event, HandedOver, Recorded, TurnRead
from warmline.domain.keeping import Errand, KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import ConversationId, Message, MessageId, Role, Turn
from warmline.domain.people import Contact
from warmline.logic.emotion.mood import REMEMBERED, recall, wordless
from warmline.logic.privacy.apart import without_words
from warmline.logic.routing.decide import decide
from warmline.ports import Ledger

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Scene:
    """A conversation as far as it was followed, and what nobody has heard yet."""

    talk: Conversation
    read: bool
    followed: int
    course: Course
    unheard: list[Message]


async def respond(world: World, conversation_id: ConversationId) -> bool:
    """Follows the conversation to its newest message; False when there is more than was followed at once."""
    scene = await world.store.read(lambda ledger: _scene(ledger, conversation_id))
    if scene is None or not scene.unheard:
        await world.store.write(lambda ledger: _done(ledger, conversation_id, scene))
        return True
    heard: list[Heard] = []
    course = Course()
    turns = [_turn(message) for message in scene.unheard if scene.read and _young(world, message)]
    if turns:
        heard, course = await world.listening(lambda: listen_on(world.ear, scene.course, turns))
    newest = next((each.reading for each in reversed(heard) if each.reading), None)
    decision = decide(newest, scene.talk.state, world.routing) if newest else None
    return await world.store.write(lambda ledger: _keep(world, ledger, scene, heard, course, decision))


def _young(world: World, message: Message) -> bool:
    """False for what would have been forgotten by now: a mood that has gone is not read out of old words again."""
    days = world.retention.inference
    return not days or message.at > world.clock.now() - timedelta(days=days)


def _scene(ledger: Ledger, conversation_id: ConversationId) -> _Scene | None:
    talk = ledger.find(Conversation, conversation_id)
    if talk is None:
        return None
    contact = ledger.find(Contact, talk.contact_id)
    kept = ledger.find(KeptCourse, conversation_id)
    followed, course = (kept.number, kept.course) if kept else (0, Course())
    unheard = ledger.list(Message, conversation_id=conversation_id, after=followed, limit=_AT_ONCE)
    said = _said(ledger, conversation_id, followed) if course.mood else []
    return _Scene(talk, contact is not None and contact.read, followed, recall(course, said), unheard)


def _said(ledger: Ledger, conversation_id: ConversationId, followed: int) -> list[str]:
    """The customer's last turns before, oldest first."""
    before = ledger.list(
        Message, conversation_id=conversation_id, role=Role.CUSTOMER, after=followed + 1, newest=True, limit=REMEMBERED
    )
    return [message.text for message in reversed(before)]


def _turn(message: Message) -> Turn:
    return Turn(message.text, message.id, message.conversation_id, message.role, message.at, message.language)


def _keep(
    world: World, ledger: Ledger, scene: _Scene, heard: list[Heard], course: Course, decision: Decision | None
) -> bool:
    talk = ledger.find(Conversation, scene.talk.id)
    kept = ledger.find(KeptCourse, scene.talk.id)
    if talk is None or (kept.number if kept else 0) != scene.followed:
        return False  # somebody was faster, or it is gone
    now, last = world.clock.now(), scene.unheard[-1]

    def record(event: Event, message_id: str) -> None:
        ledger.add(Recorded(event, now, talk.id, talk.contact_id, MessageId(message_id)))

    for each in heard:
        if each.reading:
            reading = without_words(each.reading)
            ledger.add(KeptReading(MessageId(each.turn.id), talk.id, talk.contact_id, now, reading))
            record(TurnRead(), each.turn.id)
    if decision:
        read = next(each.turn.id for each in reversed(heard) if each.reading)
        ledger.add(KeptDecision(MessageId(read), talk.id, talk.contact_id, now, decision))
        record(Decided(decision.action, decision.priority), read)
        note(world, ledger, "warmline", "decided", read, contact=talk.contact_id, done=decision.action)
        if decision.action == "hand_over":
            record(HandedOver("warmline"), read)
        state = "with_person" if decision.action == "hand_over" else talk.state
        ledger.put(replace(talk, state=state, priority=max(talk.priority, decision.priority)))
    followed = KeptCourse(talk.id, talk.contact_id, now, last.number, wordless(course))
    (ledger.put if kept else ledger.add)(followed)
    return _done(ledger, talk.id, replace(scene, unheard=[], followed=last.number))


def _done(ledger: Ledger, conversation_id: ConversationId, scene: _Scene | None) -> bool:
    """Drops the errands of what was followed; False when there is more to follow."""
    if scene and ledger.list(Message, conversation_id=conversation_id, after=scene.followed, limit=1):
        return False
    for errand in ledger.list(Errand, topic="respond", subject=conversation_id):
        ledger.drop(Errand, errand.position)
    return True
