import pytest

from warmline.domain.emotion import Evidence
from warmline.domain.policy import EvidencePolicy
from warmline.logic.emotion.evidence import choose_evidence
from warmline.logic.emotion.words import split_words

TEXT = "I am so, so Angry today"
WORDS = split_words(TEXT)


def marked(shares: list[float], most: int = 5, share: float = 0.75) -> list[tuple[str, float]]:
    found = choose_evidence(WORDS, shares, "anger", EvidencePolicy(most, share))
    assert all(TEXT[each.start : each.end] == each.text and each.emotion == "anger" for each in found)
    return [(each.text, each.weight) for each in found]


@pytest.mark.parametrize(
    "shares, most, share, wanted",
    [
        ([0, 0, 0, 0, 2.0, 0], 5, 0.75, [("Angry", 2.0)]),
        ([0, 0, 1.0, 1.0, 2.0, 0], 5, 1.0, [("so, so Angry", 4.0)]),
        ([1.0, 0, 0, 0, 1.0, 0], 5, 1.0, [("I", 1.0), ("Angry", 1.0)]),
        ([0.1, 0.1, 0.1, 0.1, 3.0, 0.1], 5, 0.75, [("Angry", 3.0)]),
        ([3, 2, 0, 1, 0, 2.5], 2, 1.0, [("I", 3), ("today", 2.5)]),
        ([3, 2, 0, 1, 0, 2.5], 1, 1.0, [("I", 3)]),
        ([3, 2, 0, 1, 0, 2.5], 0, 1.0, []),
        ([-1.0, -2.0, 0, -0.5, -1, 0], 5, 0.75, []),
        ([-5.0, 0, 0, 0, 1.0, 0], 5, 0.75, [("Angry", 1.0)]),
        ([0.00004, 0, 0, 0, 1.23456, 0], 5, 0.75, [("Angry", 1.2346)]),
        ([], 5, 0.75, []),
    ],
)
def test_the_words_that_speak_most(
    shares: list[float], most: int, share: float, wanted: list[tuple[str, float]]
) -> None:
    assert marked(shares, most, share) == wanted


def test_no_words_no_evidence() -> None:
    assert choose_evidence(split_words(""), [], "anger", EvidencePolicy(5, 0.75)) == ()


def test_evidence_is_of_the_text_as_given() -> None:
    text = "\ud800 ÄRGER 😡"
    assert choose_evidence(split_words(text), [1.0, 1.0], "anger", EvidencePolicy(5, 1.0)) == (
        Evidence(2, 9, "ÄRGER 😡", "anger", 2.0),
    )
