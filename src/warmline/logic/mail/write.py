"""How letters of ours are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_AGAIN = re.compile(
    r"^\s*((re|aw|antw|sv|vs|rv|ref|rif|res|tr|wg|fw|fwd|enc|doorst)\s*(\[\d{1,3}\])?\s*:\s*)+", re.IGNORECASE
)
_REFERENCES = 20
"""Message-IDs that stand in a letter's References."""


def reply_subject(subject: str, otherwise: str) -> str:
    """The subject of an answer."""
    plain = _AGAIN.sub("", subject).strip()
    return f"Re: {plain}" if plain else otherwise


def references(thread: Sequence[str], answered: str, anchor: str) -> tuple[str, ...]:
    """What an answer refers to, oldest first; the conversation's own name stands there too, in case that a mail server
    gives the letter another name than ours.
    """
    before = [name for name in (*thread, answered) if name and name != anchor]
    few = before if len(before) < _REFERENCES else [before[0], *before[-_REFERENCES + 2 :]]
    return (anchor, *dict.fromkeys(few))


def letter_text(said: Sequence[str], foot: Sequence[str]) -> str:
    """What was said, and below a line of two hyphens what the customer is told besides."""
    whole = "\n\n".join(text.strip() for text in said)
    return f"{whole}\n\n-- \n{chr(10).join(foot)}\n" if foot else f"{whole}\n"


def too_many(before: Sequence[datetime], now: datetime, hour: int, day: int) -> bool:
    """Whether one more letter that no person wrote would be too many after those before."""
    lately = [at for at in before if now - at < timedelta(days=1)]
    return len(lately) >= day or sum(now - at < timedelta(hours=1) for at in lately) >= hour
