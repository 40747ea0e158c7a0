"""What a person is told of a conversation: facts, what was tried and what is open, in the words that were used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from warmline.domain.hand_over import Section, TellingWords
from warmline.domain.message import Message, Role
from warmline.logic.passport.facts import facts_in, fold

Screen = Callable[[Sequence[str]], Collection[str]]
"""Gives back those of some sentences that are not to be quoted."""
_SENTENCE = re.compile(r"[^.!?…\n]+(?:\.(?=\S)[^.!?…\n]+)*[.!?…]*")
_LONGEST = 300
"""Characters of a quotation."""
_MOST = 8
"""Entries of a section."""
_IDENTITY = ("email", "phone", "name")
"""Facts that stand with the contact, or are for nobody."""


class Draft(NamedTuple):
    """An entry before it is kept."""

    section: Section
    text: str
    message_id: str


def draft(messages: Sequence[Message], said: Sequence[Draft], words: TellingWords, screen: Screen) -> list[Draft]:
    """The entries of a conversation, whose tellings are left out; `said` is what was read of events and aims.

    Of what appears twice the first counts; of a section the last few are kept.
    """
    found = [*_facts(messages, words), *said, *_tried(messages, words), *_open(messages)]
    once = list({(each.section, fold(each.text)): each for each in reversed(found)}.values())[::-1]
    hidden = screen([each.text for each in once])
    kept = [each for each in once if each.text not in hidden and fold(each.text).strip()]
    return [each for section in ("facts", "tried", "open") for each in _last(kept, section)]


def sentences(text: str) -> list[str]:
    """The sentences of a text, each at most so long as may be quoted."""
    return [each for found in _SENTENCE.findall(text) if 0 < len(each := found.strip()) <= _LONGEST]


def _facts(messages: Sequence[Message], words: TellingWords) -> Iterator[Draft]:
    for message in _customers(messages):
        for kind, start, end in facts_in(message.text, message.tokens, words):
            if kind not in _IDENTITY:
                yield Draft("facts", message.text[start:end], message.id)


def _tried(messages: Sequence[Message], words: TellingWords) -> Iterator[Draft]:
    """What the machine answered, by its first sentence, and what the customer says they did."""
    begun = [f" {fold(each).strip()} " for each in words.tried]
    for message in messages:
        clean = sentences(message.clean)
        if message.role is Role.BOT:
            yield from (Draft("tried", each, message.id) for each in clean[:1])
        elif message.role is Role.CUSTOMER:
            for each in clean:
                if any(sign in fold(each) for sign in begun):
                    yield Draft("tried", each, message.id)


def _open(messages: Sequence[Message]) -> Iterator[Draft]:
    """The questions since somebody answered last; what the machine answered before a person was asked for counts."""
    answered = max((each.number for each in messages if each.role is not Role.CUSTOMER), default=0)
    for message in _customers(messages):
        if message.number > answered:
            asked = (each for each in sentences(message.clean) if each.endswith("?"))
            yield from (Draft("open", each, message.id) for each in asked)


def _customers(messages: Sequence[Message]) -> Iterator[Message]:
    return (each for each in messages if each.role is Role.CUSTOMER)


def _last(found: Sequence[Draft], section: str) -> Sequence[Draft]:
    return [each for each in found if each.section == section][-_MOST:]
