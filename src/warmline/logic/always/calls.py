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
_Index = Mapping[str, tuple[tuple[str, ...], ...]]


def calls_for_person(text: str, phrases: tuple[AlwaysPhrase, ...]) -> bool:
    """Whether any of the phrases is in the text; never which."""
    index, words = _index(phrases), fold_words(text)
    return any(
        words[at : at + len(phrase)] == phrase for at, word in enumerate(words) for phrase in index.get(word, ())
    )


def fold_words(text: str) -> tuple[str, ...]:
    """The text's words in lower case, without accents, apostrophes and what is invisible."""
    plain = text.casefold().translate(_APOSTROPHES)
    if not plain.isascii():
        whole = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in whole if unicodedata.category(char) not in ("Mn", "Cf"))
    return tuple(_NO_WORD.sub(" ", plain).split())


@cache
def _index(phrases: tuple[AlwaysPhrase, ...]) -> _Index:
    """The phrases' words by the first of them."""
    found = defaultdict(list)
    for words in {fold_words(phrase.text) for phrase in phrases}:
        found[words[0]].append(words)
    return {first: tuple(sorted(rest)) for first, rest in found.items()}
