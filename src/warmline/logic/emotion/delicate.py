"""Sentences that tell of illness, hardship and the like, so that they are quoted to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from warmline.domain.policy import Phrase
from warmline.logic.emotion.phrases import PhraseIndex, as_line
from warmline.logic.emotion.words import split_words


def delicate_among(texts: Sequence[str], phrases: tuple[Phrase, ...]) -> frozenset[str]:
    """Those of the texts that hold a sign of a vulnerability; the first call makes its language's phrases ready,
    which takes a while.
    """
    index = _index(phrases)
    return frozenset(text for text in set(texts) if index.find(as_line(split_words(text))))


@cache
def _index(phrases: tuple[Phrase, ...]) -> PhraseIndex:
    return PhraseIndex(phrases)
