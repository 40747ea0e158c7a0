from dataclasses import replace

import pytest

from tests.logic.emotion.own import SHIPPED
from warmline.logic.emotion.language import choose_language, sure_language

POLICY = replace(SHIPPED.language, enough=0.4, read=2.0, home=6.0, short=2.0)
SHORT = {"hallo": "de", "hello": "en", "bonjour": "fr", "danke": "de", "dear": "en", "friends": "en"}

TABLE = [
    # what the detector says, words, language so far, chosen
    ([("en", 0.9)], "where is my parcel", "", "en"),
    ([], "", "", "und"),
    ([], "12", "", "und"),
    ([], "", "de", "de"),
    ([("en", 0.1)], "ok", "", "und"),
    ([("en", 0.2)], "ok", "", "en"),
    ([("ru", 0.35)], "da", "", "und"),
    ([("ru", 0.9)], "da", "", "ru"),
    # a language that is read is likelier than one that is not
    ([("ru", 0.5), ("en", 0.3)], "ok", "", "en"),
    # close relatives
    ([("af", 0.5)], "waar is my pakkie", "", "nl"),
    ([("nds", 0.2), ("als", 0.1), ("en", 0.25)], "wo is dat", "", "de"),
    ([("gl", 0.6)], "bom dia", "", "pt"),
    # greetings say more than a detector
    ([("en", 0.4), ("de", 0.1)], "hallo", "", "de"),
    ([("en", 0.6)], "hallo danke", "", "de"),
    ([], "bonjour", "", "fr"),
    ([("en", 0.5)], "hallo there my dear friends of the house", "", "en"),
    ([("en", 0.3)], " ".join(["hallo"] * 13), "", "en"),
    ([("en", 0.9)], " ".join(["hallo"] * 12), "", "de"),
    # the conversation's language so far
    ([("en", 0.5), ("de", 0.1)], "super", "de", "de"),
    ([("en", 0.7), ("de", 0.1)], "super", "de", "en"),
    ([("en", 0.05)], "xy", "de", "de"),
    ([("en", 0.7)], "super", "de", "en"),
    ([("en", 0.3)], "ok", "ru", "en"),
]


@pytest.mark.parametrize("found, words, so_far, chosen", TABLE)
def test_the_language_of_a_turn(found: list[tuple[str, float]], words: str, so_far: str, chosen: str) -> None:
    assert choose_language(found, words.split(), SHORT, POLICY, so_far) == chosen


@pytest.mark.parametrize(
    "words, sure",
    [
        ("ich weiss nicht", "de"),
        ("ich weiss", ""),
        ("ich ich ich", ""),
        ("ich say the word nicht", ""),
        ("the parcel and the invoice", "en"),
        ("", ""),
    ],
)
def test_two_function_words_of_one_language_alone_are_sure(words: str, sure: str) -> None:
    assert sure_language(words.split(), {"ich": "de", "nicht": "de", "the": "en", "and": "en"}) == sure
