"""Somebody wrote: kept, with all that follows from it, before anybody is told that it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from warmline.care.goes_on import goes_on_in
from warmline.care.once import Asked, once
from warmline.care.owe_letter import owe_letter
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, TextTooLong, UnreadableInput
from warmline.domain.events import MessageKept, Recorded
from warmline.domain.message import MAX_TURN, ConversationId, Message, MessageId, Role, Token
from warmline.domain.people import Agent, Contact
from warmline.logic.privacy import redact
from warmline.logic.privacy.shapes import Known, Redacted
from warmline.ports import Ledger

_SHORT = 1_000
"""Characters of a text that is redacted in a millisecond or two."""
Following = Callable[[Ledger, Conversation, Message], Conversation]
"""Adds what follows from a message; the conversation after it."""
Preceding = Callable[[Ledger, Conversation], Conversation]
"""Adds what comes before a message; the conversation before it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it comes in."""

    conversation_id: ConversationId
    text: str = field(repr=False)
    role: Role = Role.CUSTOMER
    client_id: str | None = None
    """The sender's own id; with it, sending again is harmless."""
    author: str | None = None
    """The agent who wrote it."""
    language: str = ""
    session_id: str | None = None
    """The contact's device."""


async def keep(
    world: World, said: Said, asked: Asked | None, following: Following, preceding: Preceding | None = None
) -> Message:
    """The message as it is kept: raw words, clean copy, event and what follows in one transaction, on disk.

    In a conversation that was merged it is kept where that goes on. The same `client_id` and words again give the same
    message. Raises NotFound, TextTooLong, UnreadableInput for an empty text, Conflict for a `client_id` with other
    words, StoreUnavailable.
    """
    if len(said.text) > MAX_TURN:
        raise TextTooLong(len(said.text), MAX_TURN)
    if not said.text.strip():
        raise UnreadableInput("message", "the text is empty")
    before = await _redacted_before(world, said) if len(said.text) > _SHORT else None
    message_id, at = MessageId(world.clock.new_id()), world.clock.now()

    def unit(ledger: Ledger) -> Message:
        talk = goes_on_in(ledger, said.conversation_id)
        for own in {talk.id, said.conversation_id} if said.client_id else ():
            if again := ledger.list(Message, conversation_id=own, client_id=said.client_id or "", limit=1):
                return _same(again[0], said)
        if said.author is not None:
            ledger.get(Agent, said.author)
        known = _known(ledger, talk)
        clean = before[1] if before and before[0] == known else redact(said.text, known)
        talk = preceding(ledger, talk) if preceding else talk
        number = talk.messages + 1
        message = Message(
            message_id, talk.id, talk.contact_id, number, said.role, at, said.text, clean.text, _tokens(clean),
            said.client_id, said.author, said.language,
        )  # fmt: skip
        ledger.add(message)
        if said.role is not Role.CUSTOMER:
            owe_letter(ledger, talk, at)
        ledger.add(Recorded(MessageKept(said.role), at, talk.id, talk.contact_id, message_id))
        device = said.session_id or talk.session_id
        talk = replace(following(ledger, replace(talk, messages=number), message), last_at=at, session_id=device)
        ledger.put(replace(talk, waiting_since=_waiting(talk, message)))
        return message

    return await world.store.write(once(world, asked, unit))


def _waiting(talk: Conversation, message: Message) -> datetime | None:
    """Since when the contact waits, after a message: what the machine says answers nobody who is to have a person."""
    if message.role is Role.CUSTOMER:
        return talk.waiting_since or message.at
    return talk.waiting_since if message.role is Role.BOT and talk.state == "with_person" else None


async def _redacted_before(world: World, said: Said) -> tuple[Known, Redacted]:
    """The clean copy of a long text, made before it is its turn to be written, and what it was made with."""
    known = await world.store.read(lambda ledger: _known(ledger, ledger.get(Conversation, said.conversation_id)))
    return known, await world.aside(lambda: redact(said.text, known))


def _known(ledger: Ledger, talk: Conversation) -> Known:
    """What the contact's record holds, so that it is found in their words."""
    contact = ledger.get(Contact, talk.contact_id)
    names, emails, phones = (tuple([value] if value else ()) for value in (contact.name, contact.email, contact.phone))
    return Known(names, emails, phones)


def _same(message: Message, said: Said) -> Message:
    if (message.text, message.role) != (said.text, said.role):
        raise Conflict("another message of this conversation has this client_id")
    return message


def _tokens(clean: Redacted) -> tuple[Token, ...]:
    return tuple(Token(entity.start, entity.end, entity.token) for entity in clean.entities)
