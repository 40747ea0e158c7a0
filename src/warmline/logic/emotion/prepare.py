"""Make a turn ready for a model; the lab trains on what this very function returns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from warmline.domain.prepared import Prepared, Words
from warmline.logic.emotion.gender import of_one_gender
from warmline.logic.emotion.signs import SignFinder


def prepare(words: Words, language: str, finder: SignFinder) -> Prepared:
    """The turn's words with their signs; linear in the length of the text."""
    signs = finder.find_signs(words, language)
    cue_words = tuple(
        (cue.kind, bisect_right(words.ends, cue.start), bisect_left(words.starts, cue.end) - 1) for cue in signs.cues
    )
    before, after = finder.negation_reach(language)
    negated: dict[int, None] = {}
    for kind, first, last in cue_words:
        if kind == "negation":
            reached = [*_until_stop(words, last + 1, before, 1), *_until_stop(words, first - 1, after, -1)]
            negated.update(dict.fromkeys(reached))
    seen = tuple([of_one_gender(language, word) for word in words.words])
    return Prepared(language, words, signs, tuple(negated), seen, cue_words)


def _until_stop(words: Words, start: int, reach: int, step: int) -> list[int]:
    reached: list[int] = []
    for index in range(start, start + step * reach, step):
        if not 0 <= index < len(words.kinds) or words.kinds[index] == "stop":
            break
        reached.append(index)
    return reached
