"""Find many phrases in time linear in a turn's length.

All words to look for are in one automaton (Aho & Corasick 1975). A phrase that stands for few phrases is in
it as all of those; a phrase that stands for many is there by its rarest words, which call its regular
expression (RE2, linear). Exceptions are looked for only where a phrase was found. A phrase never crosses the
end of a sentence.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick
import re2

from warmline.domain.policy import Phrase
from warmline.domain.prepared import Words
from warmline.logic.emotion.phrase_text import Slot, as_expression, parse_phrase, spelt_out

_SPELT_OUT = 40
"""A phrase that stands for at most so many is looked for as all of those."""

_OPTIONS = re2.Options()
_OPTIONS.max_mem = 1 << 26  # a phrase of many alternatives with a gap needs more than the usual 8 MiB to stay fast
_OPTIONS.log_errors = False
_ANCHORS = 120
"""Neighbouring parts of a phrase call it if there are at most so many ways to say them."""
_STOP = "."
_FREQUENT = 0.1
"""How likely a turn is to hold a frequent word, as far as phrases are weighed against each other."""
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
    plain: tuple[str, ...]
    words: frozenset[str]

    def starts(self) -> list[int]:
        """Where each word begins."""
        ends = itertools.accumulate(map(len, self.plain[:-1]), initial=_FIRST)
        return [end + spaces for spaces, end in enumerate(ends)]


def as_line(words: Words) -> Line:
    """The line in which phrases of the turn are looked for."""
    return Line(f" . {' '.join(words.plain)} . ", words.plain, frozenset((*words.plain, ".")))


@dataclass(slots=True)
class _Pattern:
    """A phrase that its rarest words call; what it takes to look for it is made when it is first called."""

    phrase: Phrase
    compiled: Any = field(default=None)
    words: tuple[frozenset[str], ...] = ()
    """Sets of words of each of which a turn that holds the phrase has at least one."""
    beginnings: tuple[tuple[str, ...], ...] = ()
    """The same of beginnings of words."""

    def make(self) -> None:
        """Ready the expression and what it needs, the rarest need first."""
        slots = parse_phrase(self.phrase)
        self.compiled = re2.compile(as_expression(slots), options=_OPTIONS)
        needed = [slot for slot in slots if slot and "" not in slot]
        special = [slot for slot in needed if any(map(_SPECIAL.search, slot))]
        solid = [slot for slot in needed if slot not in special and _STOP not in slot]
        words = (frozenset(max(words.split(), key=len) for words in slot) for slot in solid)
        self.words = tuple(sorted(words, key=len))
        self.beginnings = tuple(tuple({f" {_SPECIAL.split(words)[0]}" for words in slot}) for slot in special)

    def may_be_in(self, line: Line) -> bool:
        """Whether the line has what the phrase needs."""
        if self.compiled is None:
            self.make()
        for words in self.words:
            if words.isdisjoint(line.words):
                return False
        return all(any(map(line.text.__contains__, beginnings)) for beginnings in self.beginnings)

    def search(self, line: str | bytes) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self.compiled.finditer(line))


class PhraseIndex:
    """Phrases to find at once, and their exceptions."""

    def __init__(self, phrases: Iterable[Phrase], frequent: Container[str] = ()) -> None:
        """`frequent` are words that most turns hold some of.

        Raises PolicyInvalid for a phrase, no exception, that could be empty or is not written as one.
        """
        phrases = list(phrases)
        self._found = _Automaton((phrase for phrase in phrases if phrase.kind[0] != "-"), frequent)
        self._exceptions = [phrase for phrase in phrases if phrase.kind[0] == "-"]
        self._with_exceptions = {phrase.kind[1:] for phrase in self._exceptions}

    @cached_property
    def excepted(self) -> _Automaton:
        """The exceptions, made ready when first needed. Raises PolicyInvalid."""
        return _Automaton(self._exceptions)

    def find(self, line: Line) -> list[Hit]:
        """Every phrase found that no exception of its kind overlaps; the turn's ends are ends of a sentence."""
        hits = self._found.find(line)
        if not hits:
            return hits
        if self._with_exceptions.isdisjoint([hit.kind for hit in hits]) or not (exceptions := self.excepted.find(line)):
            return hits
        covered = {(hit.kind[1:], index) for hit in exceptions for index in range(hit.first, hit.last + 1)}
        return [hit for hit in hits if not any((hit.kind, at) in covered for at in range(hit.first, hit.last + 1))]


class _Automaton:
    """Phrases by the words that call them."""

    def __init__(self, phrases: Iterable[Phrase], frequent: Container[str] = ()) -> None:
        parsed = [(phrase, parse_phrase(phrase)) for phrase in phrases]
        used = Counter(word for _, slots in parsed for slot in slots for words in slot or () for word in words.split())
        total = used.total() or 1
        likely = {word: count / len(word) ** 2 / total for word, count in used.items()}
        likely |= {word: _FREQUENT for word in used if word in frequent} | {_STOP: 1.0}
        owners: dict[str, list[tuple[Phrase, _Pattern | None]]] = {}
        for phrase, slots in parsed:
            spelt = spelt_out(slots, _SPELT_OUT)
            owner = (phrase, None if spelt else _Pattern(phrase))
            for words in dict.fromkeys(spelt or _rarest(slots, likely)):
                key = f" {words[:-1]}" if words.endswith("*") else f" {words} "
                owners.setdefault(key, []).append(owner)
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word("\0", (1, ()))  # an empty automaton refuses to search
        for key, owned in owners.items():
            self._automaton.add_word(key, (len(key), tuple(owned)))
        self._automaton.make_automaton()

    def find(self, line: Line) -> list[Hit]:
        """Every phrase found."""
        found: list[tuple[Phrase, int, int]] = []
        called: dict[int, _Pattern] = {}
        for end, (length, owners) in self._automaton.iter(line.text):
            for phrase, pattern in owners:
                if pattern is None:
                    found.append((phrase, end - length + 2, end))
                elif id(pattern) not in called and pattern.may_be_in(line):
                    called[id(pattern)] = pattern
        if called:
            text = line.text.encode() if line.text.isascii() else line.text  # the same places, and quicker
            for pattern in called.values():
                found += [(pattern.phrase, start + 1, end - 1) for start, end in pattern.search(text)]
        if not found:
            return []
        starts = line.starts()
        return [_hit(phrase, starts, start, end) for phrase, start, end in found]


def _hit(phrase: Phrase, starts: list[int], start: int, end: int) -> Hit:
    """The phrase at the words that stand at [start, end) of the line; its ends count as the words beside them."""
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    return Hit(phrase.kind, phrase.language, max(0, first), max(0, last))


def _rarest(slots: list[Slot], likely: dict[str, float]) -> list[str]:
    """All ways to say the neighbouring parts of a phrase that a turn is least likely to hold.

    A part with a gap or an ending left open can only come last.
    """
    chances = [sum([math.prod(map(likely.__getitem__, words.split())) for words in slot or ()]) for slot in slots]
    best, least = (0, 0), math.inf
    for first in range(len(slots)):
        chance, ways = 1.0, 1
        for last in range(first, len(slots)):
            slot = slots[last]
            if slot is None or "" in slot or (last > first and ways * len(slot) > _ANCHORS):
                break
            chance, ways = chance * chances[last], ways * len(slot)
            if chance < least:
                best, least = (first, last + 1), chance
            if any(map(_SPECIAL.search, slot)):
                break
    said = [" ".join(words) for words in itertools.product(*slots[slice(*best)])]  # type: ignore[arg-type]
    return [_SPECIAL.split(words)[0].rstrip() + "*" if _SPECIAL.search(words) else words for words in said]
