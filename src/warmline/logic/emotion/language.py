"""Which language a turn is read in, when a detector alone is not sure of a short text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warmline.domain.emotion import LANGUAGES
from warmline.domain.policy import LanguagePolicy

UNKNOWN = "und"
_SHORT_TURN = 12
_ISO_639_1 = 2
_KIN = {"als": "de", "bar": "de", "nds": "de", "af": "nl", "li": "nl", "vls": "nl", "fy": "nl", "gl": "pt", "sco": "en",
        "ast": "es", "an": "es", "lmo": "it", "vec": "it", "scn": "it", "wa": "fr", "oc": "fr"}  # fmt: skip
"""Close relatives that a detector takes short texts for."""


def sure_language(words: Sequence[str], function_words: Mapping[str, str]) -> str:
    """The language of which a turn has two different function words and no other language has any; else empty."""
    found = {word: own for word in words if (own := function_words.get(word)) is not None}
    languages = {*found.values()}
    return languages.pop() if len(found) > 1 and len(languages) == 1 else ""


def choose_language(
    found: Sequence[tuple[str, float]],
    words: Sequence[str],
    own_words: Mapping[str, str],
    policy: LanguagePolicy,
    so_far: str = "",
) -> str:
    """ISO 639-1, or `und`.

    `found` are a detector's guesses, `so_far` the language of the conversation until now. In a short
    turn, words that belong to one language alone (`own_words`) count as much as a sure detector does.
    """
    odds: dict[str, float] = {}
    for language, p in found:
        language = _KIN.get(language, language)
        odds[language] = odds.get(language, 0) + p * (policy.read if language in LANGUAGES else 1)
    if len(words) <= _SHORT_TURN:
        owners = [own for word in words if (own := own_words.get(word)) is not None]
        for own in owners:
            odds[own] = odds.get(own, 0) + policy.short / len(owners)
    if so_far in odds:
        odds[so_far] *= policy.home
    best = max(odds, key=lambda language: odds[language], default=UNKNOWN)
    if len(best) != _ISO_639_1 or odds[best] < policy.enough:
        return so_far or UNKNOWN
    return best
