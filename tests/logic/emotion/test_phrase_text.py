import re

import pytest

from warmline.domain.policy import Phrase
from warmline.logic.emotion.phrase_text import Slot, as_expression, parse_phrase, spelt_out


def parts(text: str) -> list[Slot]:
    return parse_phrase(Phrase("flag.person", "en", text))


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("a person", [["a"], ["person"]]),
        ("I’d LIKE, a Pérson!", [["id"], ["like"], ["a"], ["person"]]),
        ("want ~ (person|human|)", [["want"], None, ["person", "human", ""]]),
        ("(a (b|c)|d) e", [["a b", "a c", "d"], ["e"]]),
        ("no . (x|(x|y))", [["no"], ["."], ["x", "y"]]),
    ],
)
def test_the_parts_of_a_phrase(text: str, wanted: list[Slot]) -> None:
    assert parts(text) == wanted


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("a (real|) person", ["a real person", "a person"]),
        ("(a|b) (c|d) e", ["a c e", "a d e", "b c e", "b d e"]),
        ("a (b|c|d|e|f)", []),
        ("complain*", ["complain*"]),
        ("complain* now", []),
        ("a ~ b", []),
        ("(a ~ b|c) d", []),
    ],
)
def test_what_a_phrase_stands_for(text: str, wanted: list[str]) -> None:
    assert spelt_out(parts(text), most=4) == wanted


@pytest.mark.parametrize(
    "text, line",
    [
        ("a (real|) person", " . a person . "),
        ("want ~ person*", " . i want one two three four persons . "),
        ("(no|never) .", " . never . "),
        (". (is it|was) 3.5", " . is it 3.5 . "),
    ],
)
def test_a_phrase_as_a_regular_expression(text: str, line: str) -> None:
    assert re.search(as_expression(parts(text)), line)
    assert not re.search(as_expression(parts(text)), line.replace(" ", " x "))
