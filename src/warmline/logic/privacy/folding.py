"""The copy that recognisers read: plain letters, ASCII digits, nothing invisible; and the way back."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MASK = "\0"
"""Stands in the copy where nothing may be found; never a character of the text itself."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for what has no meaning: NUL and lone surrogates."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APOSTROPHES = "\u2018\u2019\u201b\u2032\u00b4"
_QUOTES = "\u201c\u201d\u201e\u2033«»"
_PLAIN = {
    **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_QUOTES, '"'),
    MASK: UNKNOWN, "\N{IDEOGRAPHIC FULL STOP}": ".",
    "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """A copy for matching; character `i` of it stands for the original's `[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the copy's `[start:end]` (not empty) stands for."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text after compatibility folding (NFKD, as in UAX #15) without marks and format characters.

    Marks belong to the letter before them; format characters belong to nobody, and so are covered
    only by a span that reaches over them.
    """
    if text.isascii():
        return Folded(text.replace(MASK, UNKNOWN), range(len(text)), range(1, len(text) + 1))
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        letters = _plain(char)
        if not letters and ends and unicodedata.category(char)[0] == "M":
            ends[-1] = index + 1
        plain.append(letters)
        starts += [index] * len(letters)
        ends += [index + 1] * len(letters)
    return Folded("".join(plain), starts, ends)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    return "".join(_letter(part) for part in unicodedata.normalize("NFKD", _PLAIN.get(char, char)))


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Cs":
        return UNKNOWN
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return " " if char.isspace() and not char.isascii() else _PLAIN.get(char, char)
