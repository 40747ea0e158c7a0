"""How often the customer is asked for what they have said: the repeat-yourself index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from warmline.domain.hand_over import TellingWords
from warmline.domain.message import Message, Role
from warmline.logic.passport.drafting import sentences
from warmline.logic.passport.facts import facts_in, fold


class Repeats(NamedTuple):
    """Questions for a fact after a hand-over, and those whose answer was there."""

    asked_again: int
    questions: int


def repeats(messages: Sequence[Message], after: int, entries: Iterable[str], words: TellingWords) -> Repeats:
    """Over the questions behind the message of number `after`, with what was said before each, by anybody's order.

    `entries` are the facts the person was told. A question asks for a kind of fact by a word of it; its answer was
    there if any fact of that kind was.
    """
    known = {fact.kind for text in entries for fact in facts_in(text, (), words)}
    asked_again = questions = 0
    for message in messages:
        if message.role is Role.CUSTOMER:
            known |= {fact.kind for fact in facts_in(message.text, message.tokens, words)}
        elif message.number > after:
            asked = [wanted for each in sentences(message.text) if (wanted := wants(each, words))]
            questions += len(asked)
            asked_again += sum(bool(wanted & known) for wanted in asked)
    return Repeats(asked_again, questions)


def wants(sentence: str, words: TellingWords) -> set[str]:
    """The kinds of fact a sentence asks for; empty where it asks for none."""
    if not sentence.endswith("?") and not _PLEASE & set(fold(sentence).split()):
        return set()
    folded = fold(sentence)
    return {kind for kind, signs in words.asks.items() if any(f" {fold(sign).strip()} " in folded for sign in signs)}


_PLEASE = frozenset(("please", "bitte", "alstublieft", "graag", "merci", "favor", "favore", "svp", "plait", "per"))
"""Signs of a question that has no mark."""
