"""Find many phrases in time linear in a turn's length.

All words to look for are in one automaton (Aho & Corasick 1975). A phrase that stands for few phrases is in
it as all of those; a phrase that stands for many is there by its rarest words, which call its regular
expression (RE2, linear). A phrase never crosses the end of a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import ahocorasick
import re2

from warmline.domain.policy import Phrase
from warmline.domain.prepared import Words
from warmline.logic.emotion.phrase_text import Slot, as_expression, parse_phrase, spelt_out

_SPELT_OUT = 40
"""A phrase that stands for at most so many is looked for as all of those."""

_SPECIAL = re.compile("[*~]")
_FIRST = len(" . ")


class Hit(NamedTuple):
    """A phrase found at words [first, last] of the turn."""

    kind: str
    language: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Line:
    """A turn's plain words in one line, between the ends of a sentence."""

    text: str
    starts: list[int]
    """Where each word begins."""
    words: frozenset[str]


def as_line(words: Words) -> Line:
    """The line in which phrases of the turn are looked for."""
    ends = accumulate(map(len, words.plain[:-1]), initial=_FIRST)
    starts = [end + spaces for spaces, end in enumerate(ends)]
    return Line(f" . {' '.join(words.plain)} . ", starts, frozenset((*words.plain, ".")))


@dataclass(slots=True)
class _Pattern:
    """A phrase that its rarest words call; what it takes to look for it is made when it is first called."""

    phrase: Phrase
    compiled: Any = field(default=None)
    needs: tuple[frozenset[str], ...] = ()
    """Sets of words of each of which a turn that holds the phrase has at least one."""

    def make(self) -> None:
        """Ready the expression and what it needs, the rarest need first."""
        slots = parse_phrase(self.phrase)
        self.compiled = re2.compile(as_expression(slots))
        needs = (
            frozenset(words.partition(" ")[0] for words in slot)
            for slot in slots
            if slot and "" not in slot and not any(map(_SPECIAL.search, slot))
        )
        self.needs = tuple(sorted(needs, key=len))

    def search(self, line: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self.compiled.finditer(line))


class PhraseIndex:
    """All phrases of all languages."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Raises PolicyInvalid for a phrase that could be empty or is not written as one."""
        parsed = [(phrase, parse_phrase(phrase)) for phrase in phrases]
        used = Counter(words for _, slots in parsed for slot in slots for words in slot or ())
        owners: dict[str, list[tuple[Phrase, _Pattern | None]]] = {}
        for phrase, slots in parsed:
            spelt = spelt_out(slots, _SPELT_OUT)
            owner = (phrase, None if spelt else _Pattern(phrase))
            for words in dict.fromkeys(spelt or _rarest(slots, used)):
                key = f" {words[:-1]}" if words.endswith("*") else f" {words} "
                owners.setdefault(key, []).append(owner)
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word("\0", (1, ()))  # an empty automaton refuses to search
        for key, owned in owners.items():
            self._automaton.add_word(key, (len(key), tuple(owned)))
        self._automaton.make_automaton()

    def find(self, line: Line) -> list[Hit]:
        """Every phrase found; the turn's ends are ends of a sentence."""
        hits = []
        called: dict[int, _Pattern] = {}
        for end, (length, owners) in self._automaton.iter(line.text):
            for phrase, pattern in owners:
                if pattern is None:
                    hits.append(_hit(phrase, line.starts, end - length + 2, end))
                    continue
                if pattern.compiled is None:
                    pattern.make()
                for need in pattern.needs:
                    if need.isdisjoint(line.words):
                        break
                else:
                    called[id(pattern)] = pattern
        for pattern in called.values():
            for start, end in pattern.search(line.text):
                hits.append(_hit(pattern.phrase, line.starts, start + 1, end - 1))
        return hits


def _hit(phrase: Phrase, starts: list[int], start: int, end: int) -> Hit:
    """The phrase at the words that stand at [start, end) of the line."""
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    return Hit(phrase.kind, phrase.language, max(0, first), max(0, last))


def _rarest(slots: list[Slot], used: Counter[str]) -> list[str]:
    """The alternatives of the slot whose words are long and little used by other phrases."""
    solid = [slot for slot in slots if slot and "" not in slot]
    slot = min(solid, key=lambda slot: max(used[words] / len(words) ** 2 for words in slot))
    return [_SPECIAL.split(words)[0].rstrip() + "*" if _SPECIAL.search(words) else words for words in slot]
