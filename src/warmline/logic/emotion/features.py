"""Hashed n-gram features of a prepared turn (Weinberger et al. 2009): the linear reader's input.

Rows of words belong to one language; rows of named features (feelings of the lexicon, cues) are
shared by all, so what is learned of them in one language serves the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from warmline.domain.emotion import FAMILIES
from warmline.domain.prepared import Prepared

TABLE_BITS = 18
NAMED_ROWS = 256
_HASHED = (1 << TABLE_BITS) - NAMED_ROWS

_GROUPS = (*FAMILIES[:-1], "trouble", "solved")
_SHARED = (
    *(f"lexicon.{group}.{strength}" for group in _GROUPS for strength in ("strong", "mild")),
    *(f"lexicon.{group}.negated" for group in _GROUPS),
    "capitals", "exclamation", "question_marks", "elongation", "profanity", "politeness", "urgency",
    "threat_to_leave", "repeated_contact", "sarcasm", "abuse", "question",
)  # fmt: skip
NAMED = {name: row for row, name in enumerate(_SHARED)}
"""Row of each named feature; the table's first NAMED_ROWS rows are theirs."""

WORD, PAIR, GRAM = 1.0, 0.8, 0.35
"""How much a whole word, a pair of words and a piece of a word weigh before their idf."""


@lru_cache(maxsize=1 << 16)
def word_rows(language: str, word: str) -> tuple[tuple[int, float], ...]:
    """(row, weight) of the word itself and of its pieces of 3 to 5 letters."""
    whole = (_row(language, word), WORD)
    if len(word) < 3 or not word[0].isalpha():
        return (whole,)
    edged = f"<{word[:40]}>"
    return (
        whole,
        *((_row(language, edged[at : at + n], "#"), GRAM) for n in (3, 4, 5) for at in range(len(edged) - n + 1)),
    )


def pair_rows(prepared: Prepared) -> list[int]:
    """The row of each word with the word after it."""
    halves = [_halves(prepared.language, word) for word in prepared.seen]
    return [NAMED_ROWS + crc32(right, left) % _HASHED for (left, _), (_, right) in pairwise(halves)]


@lru_cache(maxsize=1 << 16)
def _halves(language: str, word: str) -> tuple[int, bytes]:
    """A word at the left of a pair, as the checksum so far, and at the right of one."""
    return crc32(f"{language}\t{word} ".encode("utf-8", "replace")), word.encode("utf-8", "replace")


def negated_rows(prepared: Prepared) -> list[tuple[int, int]]:
    """(row, word) for each word that a negation reaches."""
    return [(_row(prepared.language, prepared.seen[index], "!"), index) for index in prepared.negated]


def named_features(prepared: Prepared) -> Iterator[tuple[int, float, int, int]]:
    """(row, value, first word, last word) of each lexicon word and cue of the turn."""
    for feeling in prepared.signs.feelings:
        strength = "negated" if feeling.negated else feeling.strength
        value = 0.3 if feeling.outweighed else 1.0
        yield NAMED[f"lexicon.{feeling.family}.{strength}"], value, feeling.first, feeling.last
    seen = set()
    for cue, first, last in prepared.cue_words:
        if cue in NAMED and cue not in seen:
            seen.add(cue)
            yield NAMED[cue], 1.0, first, last
    if "?" in prepared.words.words:
        yield NAMED["question"], 1.0, *(2 * (prepared.words.words.index("?"),))


def _row(language: str, gram: str, kind: str = "") -> int:
    return NAMED_ROWS + crc32(f"{language}{kind}\t{gram}".encode("utf-8", "replace")) % _HASHED
