"""Find many phrases in one linear pass over a turn's words.

A phrase is written as people write it, with three signs: `(a|b c|)` one of these or nothing,
`~` up to four words between, and `word*` any ending, at the end of a phrase or before `~`.
Case, accents, apostrophes and punctuation inside a sentence do not matter; a phrase never
crosses the end of a sentence.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.logic.emotion.words import Words, split_words

GAP = 4
"""Words that `~` may skip."""

MAX_EXPANSIONS = 20_000
_STOP = "."
_PART = re.compile(r"\(([^()]*)\)|([^\s()]+)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at words [first, last] of the turn."""

    kind: str
    language: str
    first: int
    last: int


class PhraseIndex:
    """All phrases of all languages in one automaton (Aho & Corasick 1975)."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Raises PolicyInvalid for a phrase that can be empty or stands for too many others."""
        owners: dict[str, dict[tuple[Phrase, int, bool], None]] = {}
        for phrase in phrases:
            pieces = phrase.text.split("~")
            for number, piece in enumerate(pieces):
                owner = (phrase, number, number == len(pieces) - 1)
                for key in _keys(piece, phrase):
                    owners.setdefault(key, {})[owner] = None
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word("\0", (1, ()))  # an empty automaton refuses to search
        for key, owned in owners.items():
            self._automaton.add_word(key, (len(key), tuple(owned)))
        self._automaton.make_automaton()

    def find(self, words: Words) -> Iterator[Hit]:
        """Every phrase found, in order of where it ends."""
        line, word_at, sentence_of = _line(words)
        reached: dict[tuple[Phrase, int], tuple[int, int]] = {}
        for end, (length, owners) in self._automaton.iter(line):
            first, last = word_at[end - length + 2], word_at[end]
            for phrase, number, is_last in owners:
                start = first
                if number:
                    begun = reached.get((phrase, number - 1))
                    if begun is None or not begun[1] < first <= begun[1] + GAP + 1:
                        continue
                    if sentence_of[begun[1]] != sentence_of[first]:
                        continue
                    start = begun[0]
                if is_last:
                    yield Hit(phrase.kind, phrase.language, start, last)
                else:
                    reached[phrase, number] = (start, last)


def _line(words: Words) -> tuple[str, list[int], list[int]]:
    """The words joined by spaces, the word at each place of that line, the sentence of each word."""
    pieces, word_at, sentence_of, sentence = [""], [0], [], 0
    for index, (word, kind) in enumerate(zip(words.plain, words.kinds, strict=True)):
        if kind == "stop":
            sentence += word != "…"
            word = _STOP if word != "…" else word
        pieces.append(word)
        sentence_of.append(sentence)
        word_at.extend([index] * (len(word) + 1))
    pieces.append("")
    return " ".join(pieces), word_at, sentence_of


def _keys(piece: str, phrase: Phrase) -> Iterator[str]:
    """Each way to say one piece of a phrase, as it stands in a line."""
    parts = [inside.split("|") if not word else [word] for inside, word in _PART.findall(piece)]
    count = math.prod(len(choices) for choices in parts)
    if count > MAX_EXPANSIONS:
        raise PolicyInvalid(f"{phrase.language} {phrase.kind}: {phrase.text!r} stands for {count:,} phrases")
    for choice in itertools.product(*parts):
        said = " ".join(choice).strip()
        words = " ".join(split_words(said.removesuffix("*")).plain)
        if not words or "*" in said[:-1]:
            raise PolicyInvalid(f"{phrase.language} {phrase.kind}: {phrase.text!r} is empty or has an inner '*'")
        yield f" {words}" if said.endswith("*") else f" {words} "
