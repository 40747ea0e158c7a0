"""Answers of the machine that did not help: the customer asks the same again, or marks them low."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from rapidfuzz import fuzz, utils

from warmline.domain.message import Message, Role
from warmline.logic.hand_over.wording import TELLING

_COMPARED = 300
"""Characters that are compared."""
_WORDS_TO_COMPARE = 3


def is_telling(message: Message) -> bool:
    """Whether it tells of a hand-over, and answers nothing."""
    return message.role is Role.BOT and (message.client_id or "").startswith(TELLING)


def is_joining(message: Message) -> bool:
    """Whether it tells that a person has come, whose own words follow."""
    return message.role is Role.BOT and (message.client_id or "").startswith(f"{TELLING}joined")


def unhelpful_in_a_row(messages: Sequence[Message], low_at: datetime | None, alike: float) -> int:
    """How many of the machine's last answers did not help, back to one that may have, or to a person's.

    `low_at` is when the conversation was marked low; that speaks of the answer before it.
    """
    said: list[str] = []
    marks: list[bool] = []
    for message in messages:
        if message.role is Role.AGENT:
            marks = []
        elif message.role is Role.BOT and not is_telling(message):
            marks.append(False)
        elif message.role is Role.CUSTOMER:
            text = utils.default_process(message.text[:_COMPARED])
            if marks and says_again(text, said, alike):
                marks[-1] = True
            said.append(text)
        if marks and low_at and message.at <= low_at and _is_last_before(messages, message, low_at):
            marks[-1] = True
    return len(list(takewhile(bool, reversed(marks))))


def says_again(text: str, before: Sequence[str], alike: float) -> bool:
    """Whether somebody said the same before, in these or in other words; both as `rapidfuzz.utils` prepares them."""
    if len(text.split()) < _WORDS_TO_COMPARE:
        return False
    return any(fuzz.token_sort_ratio(text, each, score_cutoff=alike) for each in before)


def _is_last_before(messages: Sequence[Message], message: Message, at: datetime) -> bool:
    later = next((each for each in messages if each.number > message.number), None)
    return later is None or later.at > at
