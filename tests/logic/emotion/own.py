"""Policies of a test's own, so that no test of the logic depends on the shipped phrases."""

from dataclasses import replace
from typing import Any

from warmline.adapters.policies import load_reading_policy
from warmline.domain.policy import Phrase, ReadingPolicy
from warmline.domain.prepared import Prepared, Signs
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.emotion.words import split_words

SHIPPED = load_reading_policy()


def own_policy(*phrases: tuple[str, str], written_in: str = "en", **changes: Any) -> ReadingPolicy:
    """The shipped weights with these (kind, text) as the only phrases."""
    own = {
        "phrases": tuple(Phrase(kind, written_in, text) for kind, text in phrases),
        "flag_p": {(written_in, "person"): 0.9, (written_in, "crisis"): 0.8, (written_in, "abuse"): 0.7},
        "negation_reach": {"en": (3, 0), "de": (2, 3)},
    }
    return replace(SHIPPED, **(own | changes))


def own_finder(*phrases: tuple[str, str], **changes: Any) -> SignFinder:
    """A finder of these (kind, text) alone."""
    return SignFinder(own_policy(*phrases, **changes))


def signs_in(text: str, *phrases: tuple[str, str], language: str = "en") -> Signs:
    """What is found of these phrases, all in one language, in a text of that language."""
    return own_finder(*phrases, written_in=language).find_signs(split_words(text), language)


def prepared(text: str, *phrases: tuple[str, str], language: str = "en") -> Prepared:
    """The text made ready with these phrases."""
    return prepare(split_words(text), language, own_finder(*phrases, written_in=language))
