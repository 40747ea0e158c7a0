"""Whether a text holds one of the published phrases: whole words in their order, and nothing else is looked at."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from warmline.domain.consent import AlwaysPhrase

_NO_WORD = re.compile(r"[^\w]+|_+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´", "") | {"ß": "ss", "œ": "oe", "æ": "ae"})
_Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def calls_for_person(text: str, phrases: tuple[AlwaysPhrase, ...]) -> bool:
    """Whether any of the phrases is in the text; never which."""
    return call_language(text, phrases) is not None


def call_language(text: str, phrases: tuple[AlwaysPhrase, ...]) -> str | None:
    """The language of the first of the phrases in the text, to answer in it; None: there is none."""
    index, words = _index(phrases), fold_words(text)
    found = (
        language
        for at, word in enumerate(words)
        for phrase, language in index.get(word, ())
        if words[at : at + len(phrase)] == phrase
    )
    return next(found, None)


def fold_words(text: str) -> tuple[str, ...]:
    """The text's words in lower case, without accents, apostrophes and what is invisible."""
    plain = text.casefold().translate(_APOSTROPHES)
    if not plain.isascii():
        whole = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in whole if unicodedata.category(char) not in ("Mn", "Cf"))
    return tuple(_NO_WORD.sub(" ", plain).split())


@cache
def _index(phrases: tuple[AlwaysPhrase, ...]) -> _Index:
    """The phrases' words, each with its language, by the first of them."""
    found = defaultdict(list)
    for words, language in {fold_words(phrase.text): phrase.language for phrase in reversed(phrases)}.items():
        found[words[0]].append((words, language))
    return {first: tuple(sorted(rest)) for first, rest in found.items()}
