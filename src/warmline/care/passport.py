"""What the person is told of a conversation; the customer sees it, edits it, strikes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from warmline.care.consent import allows
from warmline.care.reach import current, told_language
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.emotion import LANGUAGES, NOT_SURE
from warmline.domain.errors import Conflict, Forbidden, NotFound
from warmline.domain.events import PassportChanged, Recorded
from warmline.domain.hand_over import HandOver, PassportEntry, Section, TellingWords
from warmline.domain.keeping import Correction, KeptReading
from warmline.domain.message import ConversationId, Message, MessageId, Role
from warmline.logic.emotion.corrected import last_word
from warmline.logic.emotion.delicate import delicate_among
from warmline.logic.hand_over.unhelpful import is_telling
from warmline.logic.passport.drafting import Draft, draft
from warmline.logic.passport.repeats import Repeats, repeats
from warmline.logic.privacy.apart import with_words
from warmline.ports import Ledger

_ALL = 10**9
_MOST = 500
"""Messages that are looked through."""


@dataclass(frozen=True, slots=True)
class Passport:
    """As it is shown: without what was struck, but for the customer, who may put back what they struck."""

    entries: list[PassportEntry]
    seen_at: datetime | None
    repeats: Repeats


async def show_passport(world: World, conversation_id: ConversationId, customer: bool) -> Passport:
    """What the person is told; made when it is first looked at, of what was said until a person was asked for.

    Raises NotFound, StoreUnavailable.
    """
    own = await world.store.read(lambda ledger: current(ledger, ledger.get(Conversation, conversation_id)))
    if own is None:
        return Passport([], None, Repeats(0, 0))
    if not await world.store.read(lambda ledger: _made(ledger, own)):
        await _make(world, own)
    if customer and own.seen_at is None:
        await world.store.write(lambda ledger: _seen(world, ledger, conversation_id))
    return await world.store.read(lambda ledger: _shown(world, ledger, conversation_id, customer))


async def edit_entry(
    world: World, conversation_id: ConversationId, entry_id: str, customer: bool, text: str | None, struck: bool | None
) -> Passport:
    """The passport after it: the customer may edit or strike each entry, the company's people what they added.

    Raises NotFound, Forbidden, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> None:
        talk, entry = ledger.get(Conversation, conversation_id), ledger.get(PassportEntry, entry_id)
        if entry.conversation_id != talk.id:
            raise NotFound.of(PassportEntry)
        if not customer and (entry.by != "agent" or entry.struck_by == "customer"):
            raise Forbidden("this entry is the customer's to change")
        after = _changed(world, entry, "customer" if customer else "agent", text, struck)
        if after != entry:
            ledger.put(after)
            _record(world, ledger, talk, customer)

    await world.store.write(keep)
    return await show_passport(world, conversation_id, customer)


async def add_entry(
    world: World, conversation_id: ConversationId, section: Section, text: str, customer: bool
) -> Passport:
    """The passport with one entry more. Raises NotFound, Conflict where nobody was asked for, StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        talk = ledger.get(Conversation, conversation_id)
        own = current(ledger, talk)
        if own is None:
            raise Conflict("there is no hand-over to tell anybody of")
        by = "customer" if customer else "agent"
        now = world.clock.now()
        ledger.add(PassportEntry(world.clock.new_id(), own.id, talk.id, talk.contact_id, section, by, now, text))  # type: ignore[arg-type]
        _record(world, ledger, talk, customer)

    await show_passport(world, conversation_id, customer)
    await world.store.write(keep)
    return await show_passport(world, conversation_id, customer)


def _record(world: World, ledger: Ledger, talk: Conversation, customer: bool) -> None:
    changed = PassportChanged("customer" if customer else "agent")
    ledger.add(Recorded(changed, world.clock.now(), talk.id, talk.contact_id))


def _changed(world: World, entry: PassportEntry, who: str, text: str | None, struck: bool | None) -> PassportEntry:
    now = world.clock.now()
    if text is not None:
        entry = replace(entry, text=text, edited_by=who, edited_at=now)
    if struck is not None:
        entry = replace(entry, struck_by=who if struck else None, struck_at=now if struck else None)
    return entry


def _seen(world: World, ledger: Ledger, conversation_id: ConversationId) -> None:
    own = current(ledger, ledger.get(Conversation, conversation_id))
    if own and own.seen_at is None:
        ledger.put(replace(own, seen_at=world.clock.now()))


def _made(ledger: Ledger, own: HandOver) -> bool:
    return bool(ledger.list(PassportEntry, conversation_id=own.conversation_id, hand_over_id=own.id, limit=1))


async def _make(world: World, own: HandOver) -> None:
    """Reads and drafts beside the store, then keeps it, unless somebody was faster."""
    messages, read, words, language = await world.store.read(lambda ledger: _material(world, ledger, own))
    phrases = tuple(each for each in world.hand_overs.delicate if each.language in (language, *LANGUAGES[:1]))
    drafts = await world.aside(
        lambda: draft(messages, list(_said(messages, read)), words, lambda texts: delicate_among(texts, phrases))
    )

    def keep(ledger: Ledger) -> None:
        if _made(ledger, own) or ledger.find(HandOver, own.id) is None:
            return
        feeling = [Draft("feeling", "", read[-1].message_id)] if read else []
        for each in (*drafts, *feeling):
            ledger.add(_entry(world, own, each))

    await world.store.write(keep)


def _entry(world: World, own: HandOver, made: Draft) -> PassportEntry:
    return PassportEntry(
        world.clock.new_id(), own.id, own.conversation_id, own.contact_id, made.section, "warmline",
        world.clock.now(), made.text, MessageId(made.message_id),
    )  # fmt: skip


def _material(
    world: World, ledger: Ledger, own: HandOver
) -> tuple[list[Message], list[KeptReading], TellingWords, str]:
    talk = ledger.get(Conversation, own.conversation_id)
    messages = ledger.list(Message, conversation_id=talk.id, newest=True, limit=_MOST)[::-1]
    before = [each for each in messages if each.at <= own.asked_at and not is_telling(each)]
    known = {each.id for each in before}
    read = ledger.list(KeptReading, conversation_id=talk.id, limit=_ALL)
    allowed = allows(world, ledger, talk.contact_id, "reading")
    language = told_language(world, ledger, talk)
    found = [each for each in read if each.message_id in known] if allowed else []
    return before, found, world.hand_overs.words[language], language


def _said(messages: Sequence[Message], read: Sequence[KeptReading]) -> Iterator[Draft]:
    """What happened and what is wanted, as the readings found it."""
    texts = {each.id: each.text for each in messages if each.role is Role.CUSTOMER}
    for kept in read:
        appraisal = with_words(kept.reading, texts.get(kept.message_id, "")).appraisal
        for span in (appraisal.event, appraisal.goal):
            if span and span.text:
                yield Draft("facts", span.text, kept.message_id)


def _shown(world: World, ledger: Ledger, conversation_id: ConversationId, customer: bool) -> Passport:
    talk = ledger.get(Conversation, conversation_id)
    own = current(ledger, talk)
    if own is None:
        return Passport([], None, Repeats(0, 0))
    entries = ledger.list(PassportEntry, conversation_id=talk.id, hand_over_id=own.id, limit=_ALL)
    words = world.hand_overs.words[told_language(world, ledger, talk)]
    seen = [each for each in entries if each.struck_at is None or (customer and each.struck_by == "customer")]
    felt = [_felt(world, ledger, each, words) for each in seen]
    shown = [each for each in felt if each.text]
    messages = ledger.list(Message, conversation_id=talk.id, limit=_ALL)
    asked_at = max((each.number for each in messages if each.at <= own.asked_at), default=0)
    facts = [each.text for each in shown if each.section == "facts" and each.struck_at is None]
    spoken = [each for each in messages if not is_telling(each)]
    return Passport(shown, own.seen_at, repeats(spoken, asked_at, facts, words))


def _felt(world: World, ledger: Ledger, entry: PassportEntry, words: TellingWords) -> PassportEntry:
    """A feeling as it holds now, as they said where they did; nothing once it is forgotten or not read any more."""
    if entry.section != "feeling" or entry.text or entry.message_id is None:
        return entry
    kept = ledger.find(KeptReading, entry.message_id)
    if kept is None or not allows(world, ledger, entry.contact_id, "reading"):
        return entry
    said = last_word(ledger.list(Correction, message_id=entry.message_id, limit=_ALL))
    feels = said.emotion if said else kept.reading.emotion
    return replace(entry, text="" if feels == NOT_SURE else words.feelings.get(feels, ""))
