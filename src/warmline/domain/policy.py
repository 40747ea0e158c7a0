"""What the care lead wrote down: phrases and words, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a policy file, what it is a sign of and the language it is written in.

    `kind` is `flag.person`, `cue.urgency`, `lexicon.anger.strong` …; a leading `-` marks an
    exception: a match of that kind which overlaps it does not count.
    """

    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """All phrases by which turns are read, and how sure each kind of flag is when matched."""

    phrases: tuple[Phrase, ...]
    flag_p: dict[str, float]
    negation_reach: dict[str, tuple[int, int]]
    """Per language: how many words before and after a negation it turns around."""
    short_words: dict[str, str]
    """Language of greetings and other short words that detectors know nothing about."""
