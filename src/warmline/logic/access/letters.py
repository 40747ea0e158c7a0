"""Letters in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Collection
from string import Template

from warmline.domain.letters import LetterKind, LetterPolicy
from warmline.ports import Letter

ELSE = "en"
_WISH = re.compile(r"\s*([a-zA-Z]{2,3})(?:-[\w-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", re.ASCII)
_MOST = 300
"""Characters of a header that are looked at."""
KNOWN: dict[LetterKind, frozenset[str]] = {"recovery": frozenset(("link", "code")), "changed": frozenset()}
"""What is put into each kind, all of it."""


def wished_language(header: str, known: Collection[str]) -> str:
    """The known language that an Accept-Language (RFC 9110) likes best; English where it names none."""
    wishes = [found for found in map(_WISH.fullmatch, header[:_MOST].split(",")) if found]
    liked = [(float(wish[2] or 1), -at, wish[1].lower()) for at, wish in enumerate(wishes)]
    return max((each for each in liked if each[2] in known and each[0]), default=(0, 0, ELSE))[2]


def write_letter(policy: LetterPolicy, language: str, kind: LetterKind, to: str, **said: str) -> Letter:
    """A letter to an address, with what is said in it."""
    wording = policy[language][kind]
    return Letter(to, wording.subject, Template(wording.text).substitute(said))
