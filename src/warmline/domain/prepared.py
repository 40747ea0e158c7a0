"""A turn made ready for a model: its words and the signs found in them."""

from __future__ import annotations

from dataclasses import dataclass

from warmline.domain.emotion import Appraisal, Cue, Flag, Need


@dataclass(frozen=True, slots=True)
class Words:
    """A turn in words; `words[i]` stands at text[starts[i]:ends[i]].

    `words` are lower-case with accents and runs of a letter cut to one; `plain` have no accents and
    no apostrophes and any stop is ".", as phrases are matched. `kinds` says what each is: a `word`,
    a `stretched` word ("sooo"), a `number`, a `stop` (cut to its first sign) or another `sign`.
    """

    text: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    kinds: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Feeling:
    """A word or phrase of the lexicon at words [first, last] of the turn."""

    family: str
    strength: str
    negated: bool
    outweighed: bool
    """True before a "but": what follows it counts more."""
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything found in one turn without a model."""

    cues: tuple[Cue, ...]
    flags: tuple[Flag, ...]
    feelings: tuple[Feeling, ...]
    needs: tuple[Need, ...]
    appraisal: Appraisal


@dataclass(frozen=True, slots=True)
class Prepared:
    """A turn's words and signs, in one language."""

    language: str
    words: Words
    signs: Signs
    negated: tuple[int, ...]
    """Words that a negation reaches."""
    seen: tuple[str, ...]
    """The words as the models see them: one word for both genders."""
    cue_words: tuple[tuple[str, int, int], ...]
    """(kind, first word, last word) of each cue."""
