"""Something happens in a hand-over: it is kept, and the customer is told, in the transaction of what it came of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from warmline.care.fence import whole
from warmline.care.owe_letter import owe_letter
from warmline.care.own_policies import own_lines
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import CallBackAsked, HandedOver, MessageKept, Recorded
from warmline.domain.hand_over import CallBackChannel, HandOver, HandOverState, Happening, Hours, Way
from warmline.domain.keeping import KeptCourse
from warmline.domain.message import Message, MessageId, Role
from warmline.domain.people import Agent, AgentId, Contact
from warmline.logic.hand_over.address import dialled_country
from warmline.logic.hand_over.queue import place_of
from warmline.logic.hand_over.steps import ask_back, next_state, step
from warmline.logic.hand_over.waiting import waits
from warmline.logic.hand_over.wording import TELLING, country_of, fill, help_text, language_of, which
from warmline.logic.hours.opening import is_open, next_open
from warmline.logic.privacy import redact
from warmline.ports import Ledger

_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Cause:
    """What happens, and what is known of it."""

    happening: Happening
    by: str = "warmline"
    way: Way = "turn"
    message_id: MessageId | None = None
    agent_id: AgentId | None = None
    back: tuple[CallBackChannel, str] | None = None
    """Where to call or write to."""
    language: str | None = None
    """Of what the customer wrote just now."""
    quiet: bool = False
    """The customer is told nothing: it would not reach them."""


def reach(world: World, ledger: Ledger, talk: Conversation, cause: Cause) -> Conversation:
    """The conversation after it, to be put by whoever asks: its hand-over is kept, and the customer was told.

    What happens in one that was merged happens where that goes on.
    """
    ledger = whole(ledger)
    if goal := _merged_into(ledger, talk):
        ledger.put(reach(world, ledger, goal, cause))
        return talk
    before, at = current(ledger, talk), world.clock.now()
    state = next_state(before.state if before else "none", cause.happening)
    if state == "none" or (before and before.state == state == "resolved"):
        if before and state == "none":
            ledger.put(replace(before, state=state))
        return talk
    begins = before is None or before.state == "resolved"
    after = _begun(world, talk, cause, state, at) if begins else _followed(before, cause, at)  # type: ignore[arg-type]
    if begins and cause.happening != "wrote" and talk.agent_id:
        after = step(after, "taken", at, talk.agent_id) if state == "queued" else after
    if cause.back:
        after = ask_back(after, *cause.back, at)
        ledger.add(Recorded(CallBackAsked(), at, talk.id, talk.contact_id))
    after = replace(after, priority=talk.priority)
    if after == before:
        return talk
    if cause.happening in ("asked", "call_back") or waits(after):
        talk = rouse(ledger, talk, cause.by, at)
    talk = _answered_by_a_person(ledger, talk, cause, at) if begins else talk
    if not cause.quiet:
        talk, after = _told(world, ledger, talk, after, cause.language)
    (ledger.add if begins else ledger.put)(after)
    return talk


def current(ledger: Ledger, talk: Conversation) -> HandOver | None:
    """The conversation's hand-over; None: there is none, or the customer wrote again after it was resolved."""
    found = ledger.list(HandOver, conversation_id=talk.id, newest=True, limit=1)
    return found[0] if found and found[0].state != "none" else None


def keep_place(ledger: Ledger, talk: Conversation) -> None:
    """Whoever waits moves up, or down, with the conversation's priority."""
    waits = current(ledger, talk)
    if waits and waits.priority != talk.priority:
        ledger.put(replace(waits, priority=talk.priority))


def place(ledger: Ledger, own: HandOver) -> int:
    """Its place in the queue of its inbox."""
    return place_of(own, whole(ledger).list(HandOver, inbox_id=own.inbox_id, state="queued", limit=_ALL))


def signpost(world: World, ledger: Ledger, talk: Conversation, rule: str, language: str | None) -> Conversation:
    """The conversation, in which the customer is told once whom to call, where somebody reviewed that."""
    if goal := _merged_into(whole(ledger), talk):
        whole(ledger).put(signpost(world, whole(ledger), goal, rule, language))
        return talk
    contact, hours = ledger.get(Contact, talk.contact_id), ledger.find(Hours, talk.inbox_id)
    country = country_of(contact.attributes, dialled_country(contact.phone), hours.country if hours else None)
    lines = own_lines(world, ledger, country or "")
    words = world.hand_overs.words[_language(world, ledger, talk, language)]
    text = help_text(words, lines, rule) if lines else None
    own = current(ledger, talk)
    name = f"{TELLING}help:{own.id if own else talk.id}"
    if text is None or ledger.list(Message, conversation_id=talk.id, client_id=name, limit=1):
        return talk
    return _said(world, ledger, talk, text, name)


def told_language(world: World, ledger: Ledger, talk: Conversation) -> str:
    """The language in which the customer is told."""
    return _language(world, ledger, talk, None)


def _merged_into(ledger: Ledger, talk: Conversation) -> Conversation | None:
    """Where a conversation that was merged goes on, as urgent and as guarded as it."""
    goal = ledger.find(Conversation, talk.merged_into) if talk.merged_into else None
    return goal and replace(goal, priority=max(goal.priority, talk.priority), guarded=goal.guarded or talk.guarded)


def _begun(world: World, talk: Conversation, cause: Cause, state: HandOverState, at: datetime) -> HandOver:
    own = HandOver(
        world.clock.new_id(), talk.id, talk.contact_id, talk.inbox_id, state, cause.way, at, message_id=cause.message_id
    )
    return step(own, "wrote", at, cause.agent_id) if cause.happening == "wrote" else own


def _followed(before: HandOver, cause: Cause, at: datetime) -> HandOver:
    return step(before, cause.happening, at, cause.agent_id)


def _answered_by_a_person(ledger: Ledger, talk: Conversation, cause: Cause, at: datetime) -> Conversation:
    if talk.state != "with_person":
        ledger.add(Recorded(HandedOver(cause.by), at, talk.id, talk.contact_id, cause.message_id))
    return replace(talk, state="with_person", last_at=at)


def _told(
    world: World, ledger: Ledger, talk: Conversation, own: HandOver, language: str | None
) -> tuple[Conversation, HandOver]:
    """The customer knows how it stands; the same is not said again within a minute."""
    policy, now, hours = world.hand_overs, world.clock.now(), ledger.find(Hours, talk.inbox_id)
    opens_at, number = next_open(hours, now), place(ledger, own) if own.state == "queued" else 0
    name = which(own, number, is_open(hours, now), opens_at)
    mark = f"{name} {number} {opens_at or ''} {own.agent_id if own.state == 'joined' else ''}"
    if own.told == mark and own.told_at and now - own.told_at < policy.same:
        return talk, own
    agent = ledger.find(Agent, own.agent_id) if own.agent_id else None
    words = policy.words[_language(world, ledger, talk, language)]
    text = fill(words, name, number, opens_at, hours, agent.name if agent else "")
    talk = _said(world, ledger, talk, text, f"{TELLING}{name}:{world.clock.new_id()}")
    return talk, replace(own, told=mark, told_at=now)


def _said(world: World, ledger: Ledger, talk: Conversation, text: str, name: str) -> Conversation:
    """The conversation with a message of the machine's."""
    at, number, own = world.clock.now(), talk.messages + 1, MessageId(world.clock.new_id())
    ledger.add(Message(own, talk.id, talk.contact_id, number, Role.BOT, at, text, redact(text).text, client_id=name))
    owe_letter(ledger, talk, at)
    ledger.add(Recorded(MessageKept(Role.BOT), at, talk.id, talk.contact_id, own))
    return replace(talk, messages=number, last_at=at)


def _language(world: World, ledger: Ledger, talk: Conversation, heard: str | None) -> str:
    contact = ledger.find(Contact, talk.contact_id)
    last = ledger.list(Message, conversation_id=talk.id, role=Role.CUSTOMER, newest=True, limit=1)
    course = ledger.find(KeptCourse, talk.id)
    own, said = contact.language if contact else None, last[0].language if last else None
    return language_of(world.hand_overs.words, own, heard, said, course.course.language if course else None)
