"""Find many phrases in time linear in a turn's length.

A phrase is written as people write it, with three signs: `(a|b c|)` one of these or nothing,
`~` up to four words between, and `word*` any ending. Case, accents, apostrophes and punctuation
inside a sentence do not matter; a phrase never crosses the end of a sentence.

All words to look for are in one automaton (Aho & Corasick 1975). A phrase that stands for few
is in it as all of those; a phrase that stands for many is there by its rarest words, which call
its regular expression (RE2, linear).
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ahocorasick
import re2

from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.domain.prepared import Words
from warmline.logic.emotion.words import split_words

_SPELT_OUT = 60
"""A phrase that stands for at most so many is looked for as all of those."""

_STOP = "."
_SPECIAL = re.compile("[*~]")
_SIGN = re.compile(r"[()|]|[^\s()|]+")
_MOST_CHOICES = 5_000
_GAP = r"(?:[^ ]*[^ .][^ ]* ){0,4}?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at words [first, last] of the turn."""

    kind: str
    language: str
    first: int
    last: int


@dataclass(slots=True)
class _Pattern:
    """A phrase as slots: the alternatives of each, or None for a gap."""

    phrase: Phrase
    slots: list[list[str] | None]
    compiled: Any = field(default=None)
    needs: tuple[frozenset[str], ...] = ()
    """Sets of words of each of which a turn that holds the phrase has at least one."""

    def may_be_in(self, words: frozenset[str]) -> bool:
        return not any(map(words.isdisjoint, self.needs))

    def search(self, line: str) -> Iterator[tuple[int, int]]:
        if self.compiled is None:
            self.compiled = re2.compile(" " + "".join(map(_expression, self.slots)))
        yield from (match.span() for match in self.compiled.finditer(line))


class PhraseIndex:
    """All phrases of all languages."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Raises PolicyInvalid for a phrase that could be empty or is not written as one."""
        patterns = [_Pattern(phrase, _slots(phrase)) for phrase in phrases]
        used = Counter(words for pattern in patterns for slot in pattern.slots for words in slot or ())
        owners: dict[str, dict[int, tuple[Phrase, _Pattern | None]]] = {}
        for number, pattern in enumerate(patterns):
            spelt = _spelt_out(pattern.slots)
            owner = (pattern.phrase, None if spelt else pattern)
            pattern.needs = tuple(_needs(pattern.slots))
            for words in spelt or _anchor(pattern, used):
                key = f" {words[:-1]}" if words.endswith("*") else f" {words} "
                owners.setdefault(key, {})[number] = owner
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word("\0", (1, ()))  # an empty automaton refuses to search
        for key, owned in owners.items():
            self._automaton.add_word(key, (len(key), tuple(owned.values())))
        self._automaton.make_automaton()

    def find(self, words: Words) -> Iterator[Hit]:
        """Every phrase found."""
        line, word_at = _line(words)
        called: dict[int, _Pattern] = {}
        present = frozenset(words.plain)
        for end, (length, owners) in self._automaton.iter(line):
            for phrase, pattern in owners:
                if pattern is None:
                    yield Hit(phrase.kind, phrase.language, word_at[end - length + 2], word_at[end])
                elif pattern.may_be_in(present):
                    called[id(pattern)] = pattern
        for pattern in called.values():
            for start, end in pattern.search(line):
                yield Hit(pattern.phrase.kind, pattern.phrase.language, word_at[start + 1], word_at[end - 1])


def _line(words: Words) -> tuple[str, list[int]]:
    """The words joined by spaces, with one before and after, and the word at each place of that line."""
    pieces, word_at = [""], [0]
    for index, (word, kind) in enumerate(zip(words.plain, words.kinds, strict=True)):
        piece = _STOP if kind == "stop" and word != "…" else word
        pieces.append(piece)
        word_at.extend([index] * (len(piece) + 1))
    pieces.append("")
    return " ".join(pieces), word_at


def _slots(phrase: Phrase) -> list[list[str] | None]:
    """The phrase's parts in plain words; an empty string among alternatives means that none is needed."""
    signs = _SIGN.findall(phrase.text)
    slots: list[list[str] | None] = []
    while signs:
        choices = _choices(signs, phrase)
        slots.append(None if choices == ["~"] else [*dict.fromkeys(map(_plain, choices))])
    ends = [words for slot in (slots[0], slots[-1]) for words in slot or ["~"]]
    if not any(slot and "" not in slot for slot in slots) or any(words.strip(" *~") != words.strip(" *") for words in ends):
        raise _not_a_phrase(phrase)
    return slots


def _choices(signs: list[str], phrase: Phrase) -> list[str]:
    """What the next word or bracket may stand for; takes it off `signs`."""
    sign = signs.pop(0)
    if sign != "(":
        if sign in ")|":
            raise _not_a_phrase(phrase)
        return [sign]
    found: list[str] = []
    ways = [""]
    while signs and signs[0] != ")":
        if signs[0] == "|":
            signs.pop(0)
            found, ways = found + ways, [""]
        else:
            further = _choices(signs, phrase)
            ways = [f"{way} {more}".strip() for way in ways for more in further]
    if not signs or len(found) + len(ways) > _MOST_CHOICES:
        raise _not_a_phrase(phrase)
    signs.pop(0)
    return found + ways


def _not_a_phrase(phrase: Phrase) -> PolicyInvalid:
    return PolicyInvalid(
        f"{phrase.language} {phrase.kind}: {phrase.text!r} could be empty, begins or ends with '~', "
        "has a bracket without its pair, or too many choices"
    )


@lru_cache(maxsize=1 << 14)
def _plain(choice: str) -> str:
    if choice.isascii() and choice.replace(" ", "").isalpha() and choice.islower():
        return choice
    return " ".join(
        word if word == "~" else " ".join(split_words(word.removesuffix("*")).plain) + "*" * word.endswith("*")
        for word in choice.split()
    )


def _spelt_out(slots: Sequence[list[str] | None]) -> list[str]:
    """Everything the phrase stands for, or nothing if that is too much or more than plain words."""
    if any(slot is None for slot in slots):
        return []
    whole = [slot for slot in slots if slot is not None]
    if math.prod(map(len, whole)) > _SPELT_OUT:
        return []
    said = [" ".join(filter(None, choice)) for choice in itertools.product(*whole)]
    return [] if any("*" in words[:-1] or "~" in words for words in said) else said


def _anchor(pattern: _Pattern, used: Counter[str]) -> list[str]:
    """The alternatives of the slot whose words other phrases use least."""
    solid = [slot for slot in pattern.slots if slot and "" not in slot]
    slot = min(solid, key=lambda slot: max(used[words] for words in slot))
    return [_SPECIAL.split(words)[0].rstrip() + "*" if _SPECIAL.search(words) else words for words in slot]


def _needs(slots: Sequence[list[str] | None]) -> Iterator[frozenset[str]]:
    for slot in slots:
        if slot and "" not in slot and not any("*" in words for words in slot):
            yield frozenset(words.partition(" ")[0] for words in slot)


def _expression(slot: list[str] | None) -> str:
    if slot is None:
        return _GAP
    choices = "|".join(
        re.escape(words).replace(r"\*", "[^ ]*").replace(r"\ ", " ").replace(r"\~ ", _GAP) for words in slot if words
    )
    return f"(?:(?:{choices}) )?" if "" in slot else f"(?:{choices}) "
