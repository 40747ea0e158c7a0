import pytest

from tests.hostile import BLNS, SMALL
from tests.logic.emotion.own import prepared

NOT = ("cue.negation", "(not|never|not at all)")


def negated(text: str, language: str = "en") -> list[str]:
    turn = prepared(text, NOT, language=language)
    return [turn.words.words[index] for index in turn.negated]


@pytest.mark.parametrize(
    "language, text, reached",
    [
        ("en", "it is not a good idea sir", ["a", "good", "idea"]),
        ("en", "it is not good", ["good"]),
        ("en", "not. good", []),
        ("en", "not good! bad", ["good"]),
        ("en", "good not", []),
        ("en", "", []),
        ("en", "not at all good or bad here", ["good", "or", "bad"]),
        ("de", "a b c d not e f g", ["e", "f", "d", "c", "b"]),
        ("de", "a. b not e! f", ["e", "b"]),
        ("fr", "a not b", []),
        ("en", "not not good", ["not", "good"]),
    ],
)
def test_the_words_a_negation_reaches(language: str, text: str, reached: list[str]) -> None:
    assert negated(text, language) == reached


def test_a_turn_keeps_its_language_words_and_signs() -> None:
    turn = prepared("so not GOOD!!", NOT, ("lexicon.satisfaction.mild", "good"))
    assert turn.language == "en"
    assert turn.words.words == ("so", "not", "good", "!")
    assert turn.cue_words == (("negation", 1, 1), ("capitals", 2, 2), ("exclamation", 3, 3))
    assert [(each.first, each.negated) for each in turn.signs.feelings] == [(2, True)]


@pytest.mark.parametrize(
    "text", [*SMALL, *BLNS, "!!??", "a👩‍👩‍👧‍👦!!", "not" * 3, "🏳️‍🌈not!!"], ids=lambda text: ascii(text)[:30]
)
def test_cues_lie_on_words(text: str) -> None:
    turn = prepared(text, NOT)
    last = len(turn.words.words) - 1
    assert len(turn.cue_words) == len(turn.signs.cues)
    for _, first, end in turn.cue_words:
        assert 0 <= first <= end <= last
    assert len(set(turn.negated)) == len(turn.negated)
    assert all(0 <= index <= last for index in turn.negated)
