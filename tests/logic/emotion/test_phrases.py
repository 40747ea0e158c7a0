import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.logic.emotion.phrases import Hit, PhraseIndex, as_line
from warmline.logic.emotion.words import split_words


def found(text: str, *phrases: str) -> list[tuple[int, int]]:
    """Where the phrases are found, as (first word, last word)."""
    index = PhraseIndex(Phrase("flag.person", "en", phrase) for phrase in phrases)
    return sorted({(hit.first, hit.last) for hit in index.find(as_line(split_words(text)))})


def many(*slots: str) -> str:
    """The slots, each with so many more alternatives that the phrase can only be a regular expression."""
    return " ".join(f"({slot}|{'|'.join(f'{slot}{end}' for end in 'qwxyz')})" for slot in slots)


GRAMMAR = [
    ("a person", "I want a person", [(2, 3)]),
    ("a person", "I want a PERSON!", [(2, 3)]),
    ("a person", "I want a, person", [(2, 3)]),
    ("a person", "I want a personal", []),
    ("a person", "a big person", []),
    ("a person", "a person and a person", [(0, 1), (3, 4)]),
    ("déjà vu", "deja vu", [(0, 1)]),
    ("deja vu", "DÉJÀ VU", [(0, 1)]),
    ("dont", "I don’t", [(1, 1)]),
    ("l'agent", "l’agent", [(0, 1)]),
    ("strasse", "Straße", [(0, 0)]),
    ("so bad", "sooo baaad", [(0, 1)]),
    ("😡", "ok 😡", [(1, 1)]),
    ("24 7", "24 7", [(0, 1)]),
    # alternatives
    ("(real|live) person", "a real person, a live person", [(1, 2), (4, 5)]),
    ("(real|live) person", "a person", []),
    ("talk to (a real person|someone)", "talk to someone or talk to a real person", [(0, 2), (4, 8)]),
    # nothing
    ("a (real|) person", "a person, a real person", [(0, 1), (2, 4)]),
    ("(|please) call me", "call me, please call me", [(0, 1), (2, 4), (3, 4)]),
    ("call me ()", "call me", [(0, 1)]),
    # brackets in brackets
    ("talk to (a (real|live) person|(your|the) boss)", "talk to the boss", [(0, 3)]),
    ("talk to (a (real|live) person|(your|the) boss)", "talk to a live person", [(0, 4)]),
    ("talk to (a (real|live) person|(your|the) boss)", "talk to real person", []),
    ("((a|b) c d) e", "b c d e", [(0, 3)]),
    ("((a|b) c d) e", "a c d e", [(0, 3)]),
    ("((a|b) c d) e", "b d e", []),
    ("((a|b) (c|d)) e", "b d e", [(0, 2)]),
    ("x (a (b|) c|) y", "x y, x a c y, x a b c y, x a y", [(0, 1), (2, 5), (6, 10)]),
    # a gap of up to four words
    ("want ~ person", "want person", [(0, 1)]),
    ("want ~ person", "want one two three four person", [(0, 5)]),
    ("want ~ person", "want one two three four five person", []),
    ("want ~ (person|human)", "want a human", [(0, 2)]),
    ("want ~ ~ person", "want 1 2 3 4 5 6 7 8 person", [(0, 9)]),
    ("(a|b) ~ (c|d) ~ e", "b x c y z e", [(0, 5)]),
    ("a (~) b", "a x b", [(0, 2)]),
    ("(dispute ~ with (my|the) bank|chargeback) now", "dispute it all with the bank now", [(0, 6)]),
    ("(dispute ~ with (my|the) bank|chargeback) now", "chargeback now", [(0, 1)]),
    ("(dispute ~ with my bank|) now", "now", [(0, 0)]),
    ("(complain* ~ boss*|leave)", "complaining to the bosses", [(0, 3)]),
    # any ending
    ("complain*", "complain complains complaining plain", [(0, 0), (1, 1), (2, 2)]),
    ("file complain*", "file complaints now", [(0, 1)]),
    ("complain* ~ boss", "complaining to the boss", [(0, 3)]),
    ("complain* boss", "complaints boss", [(0, 1)]),
    ("complain* boss", "complaints to boss", []),
    ("(want*|need*) help", "needing help", [(0, 1)]),
    ("i (complain* to|tell) you", "i complained to you", [(0, 3)]),
    # the end of a sentence
    ("a person", "give me a. Person", []),
    ("a person", "a! person", []),
    ("a person", "a\n\nperson", []),
    ("a person", "a\nperson", [(0, 1)]),
    ("a person", "a … person", []),
    ("want ~ person", "I want. A person", []),
    ("want ~ person", "I want this; a person", []),
    ("want ~ person", "I want … a person", [(1, 4)]),
    ("want ~ person", "I want, well, a person", [(1, 4)]),
    # the end of a sentence as part of a phrase; the turn's ends are such, too
    ("person .", "a person", [(1, 1)]),
    ("person .", "a person! Here", [(1, 2)]),
    ("person .", "a person here", []),
    (". person", "person here", [(0, 0)]),
    (". person", "Hello! Person here", [(1, 2)]),
    (". person", "a person", []),
    ("(no|never) .", "never", [(0, 0)]),
]


@pytest.mark.parametrize("phrase, text, places", GRAMMAR)
def test_grammar(phrase: str, text: str, places: list[tuple[int, int]]) -> None:
    assert found(text, phrase) == places


@pytest.mark.parametrize(
    "phrase",
    [
        "", " ", "()", "(a|)", "(|a) (b|)", "a (b", "a b)", "a | b", "|", "~", "~ a", "a ~", "(~)", "a (~|b)",
        "(~ a|b) c", "a (b ~|c)", "x (~ a|b) y", "x (a ~|b) y", "x (~|b) y",
        "*", "* a", "a *", "a (b *|c) d", "a (*|b)",
        "((a) b", "(a|b", ")a(", "a (b|)~", ", -",
    ],
)  # fmt: skip
def test_what_is_not_a_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"en flag\.person"):
        PhraseIndex([Phrase("flag.person", "en", phrase)])


def test_too_many_choices_are_refused() -> None:
    choice = f"({'|'.join(f'w{number}' for number in range(80))})"
    with pytest.raises(PolicyInvalid, match="too much"):
        PhraseIndex([Phrase("flag.person", "en", f"a ({choice} {choice})")])


def test_a_hit_says_whose_it_is() -> None:
    index = PhraseIndex([Phrase("flag.person", "en", "person"), Phrase("cue.urgency", "de", "person")])
    hits = set(index.find(as_line(split_words("a person"))))
    assert hits == {Hit("flag.person", "en", 1, 1), Hit("cue.urgency", "de", 1, 1)}


def test_no_phrases_find_nothing() -> None:
    assert list(PhraseIndex([]).find(as_line(split_words("a person")))) == []


def test_no_words_hold_nothing() -> None:
    assert found("", "a") == found("\x00 \ud800", "a") == []


LONG = many("aa", "bb", "cc", "dd", "ee")


@pytest.mark.parametrize(
    "text",
    [
        "aa bb cc dd ee",
        "so: aaq bb ccx dd eez, thanks",
        "aa bb cc dd",
        "aa bb cc. dd ee",
        "bb aa bb cc dd ee ee",
        "AA, bb, cc, dd, ee! And aa bb cc dd ee",
        "aa bb cc dd eef",
    ],
)
def test_a_phrase_of_many_finds_what_the_phrases_of_few_find(text: str) -> None:
    """Thousands of spellings call a regular expression; each spelling alone is looked for as it stands."""
    few = [
        " ".join(words) for words in itertools.product(("aa", "aaq"), ("bb",), ("cc", "ccx"), ("dd",), ("ee", "eez"))
    ]
    assert found(text, LONG) == found(text, *few)


WORDS = st.lists(st.sampled_from(("a", "b", "c", "x", ".", "abc")), max_size=12).map(" ".join)


@settings(max_examples=150)
@given(WORDS)
def test_both_ways_of_looking_agree(text: str) -> None:
    """A gap, too, calls the regular expression; without any word in it, it is the plain phrase."""
    spelt = found(text, "a b", "a c b", "a x b", "a a b", "a abc b", "a b b")
    loose = found(text, "a ~ b")
    assert bool(spelt) <= bool(loose)
    words = split_words(text).plain
    for first, last in loose:
        assert words[first] == "a"
        assert words[last] == "b"
        assert last - first <= 5
        assert "." not in words[first:last]


@pytest.mark.parametrize("phrase", ["a person", "want ~ person", LONG, "person*"])
def test_a_phrase_is_found_each_time_in_a_long_text(phrase: str) -> None:
    assert len(found("I want a person aa bb cc dd ee. " * 3_000, phrase)) == 3_000


def test_many_phrases_in_one_text_are_all_found() -> None:
    words = [f"{first}{second}{third}" for first, second, third in itertools.product("abcdefgh", repeat=3)]
    words = [word for word in words if len(set(word)) > 1]
    assert found(" ".join(words), *words) == [(place, place) for place in range(len(words))]
