import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmline.logic.emotion.clauses import clauses_of, longest_of
from warmline.logic.emotion.phrases import Hit
from warmline.logic.emotion.words import split_words

CLAUSES = [
    ("", []),
    ("it broke", [0, 0]),
    # a comma begins a clause, one inside a number does not
    ("it broke, twice", [0, 0, 1]),
    ("it broke , twice", [0, 0, 1]),
    (", it broke", [1, 1]),
    ("it broke,", [0, 0]),
    ("I paid 12,50 for it", [0, 0, 0, 0, 0]),
    # a stop belongs to the clause that it begins, also at an end
    ("it broke. help", [0, 0, 1, 1]),
    ("it broke?! help!", [0, 0, 1, 1, 2]),
    ("it broke\n\nhelp", [0, 0, 1, 1]),
    ("it broke., help", [0, 0, 1, 2]),
    # dots that trail off do not
    ("it broke … help", [0, 0, 0, 0]),
    ("it broke... help", [0, 0, 0, 0]),
    # nor does any other sign
    ("it broke 😡 (again) - help", [0, 0, 0, 0, 0]),
]


@pytest.mark.parametrize("text, clauses", CLAUSES)
def test_clauses(text: str, clauses: list[int]) -> None:
    assert clauses_of(split_words(text), set()) == clauses


@pytest.mark.parametrize(
    "turns, clauses",
    [({2}, [0, 0, 1, 1]), ({0}, [1, 1, 1, 1]), ({3}, [0, 0, 0, 1]), ({0, 2}, [1, 1, 2, 2]), ({9}, [0, 0, 0, 0])],
)
def test_a_but_begins_a_clause(turns: set[int], clauses: list[int]) -> None:
    assert clauses_of(split_words("good quality but late"), turns) == clauses


def test_a_comma_before_a_but_begins_one_clause() -> None:
    assert clauses_of(split_words("good, but late"), {1}) == [0, 1, 1]


def hit(first: int, last: int, kind: str = "event") -> Hit:
    return Hit(kind, "en", first, last)


LONGEST = [
    ([], []),
    ([(1, 2)], [(1, 2)]),
    ([(4, 5), (0, 1)], [(0, 1), (4, 5)]),
    # one inside another
    ([(1, 2), (0, 3)], [(0, 3)]),
    ([(0, 1), (0, 3)], [(0, 3)]),
    ([(2, 3), (0, 3)], [(0, 3)]),
    # two that overlap
    ([(2, 4), (0, 2)], [(0, 2)]),
    ([(0, 1), (1, 2), (2, 3)], [(0, 1), (2, 3)]),
    # two that touch
    ([(2, 3), (0, 1)], [(0, 1), (2, 3)]),
    ([(1, 1), (1, 1)], [(1, 1)]),
]


@pytest.mark.parametrize("places, kept", LONGEST)
def test_the_longest(places: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    assert longest_of(hit(*place) for place in places) == [hit(*place) for place in kept]


PLACES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda at: (at[0], at[0] + at[1])), max_size=8)


@settings(max_examples=80)
@given(PLACES)
def test_of_any_hits_those_kept_are_apart_and_every_other_overlaps_one(places: list[tuple[int, int]]) -> None:
    kept = longest_of(hit(*place) for place in places)
    assert {(each.first, each.last) for each in kept} <= set(places)
    assert all(one.last < other.first for one, other in zip(kept, kept[1:], strict=False))
    assert all(any(first <= each.last and each.first <= last for each in kept) for first, last in places)


@settings(max_examples=80)
@given(st.text(st.sampled_from("ab ,.!?…\n12é\u0301😡"), max_size=40), st.sets(st.integers(0, 20), max_size=4))
def test_any_text_has_a_clause_for_each_word(text: str, turns: set[int]) -> None:
    words = split_words(text)
    clauses = clauses_of(words, turns)
    assert len(clauses) == len(words.words)
    assert all(0 <= after - before <= 1 for before, after in zip([0, *clauses], clauses, strict=False))
