import time

import pytest

from tests.logic.emotion.own import own_finder, signs_in
from warmline.domain.emotion import Cue, Flag
from warmline.logic.emotion.words import split_words

HATE = ("lexicon.anger.strong", "hate*")
HAPPY = ("lexicon.satisfaction.mild", "happy")
NOT = ("cue.negation", "(not|never|cant)")
BUT = ("cue.contrast", "but")
NOW = ("cue.urgency", "(now|asap)")


def cues(text: str, *phrases: tuple[str, str], kind: str = "") -> list[tuple[str, str]]:
    """(kind, words) of the cues found."""
    return [
        (cue.kind, text[cue.start : cue.end]) for cue in signs_in(text, *phrases).cues if not kind or cue.kind == kind
    ]


CAPITALS = [
    ("WHY IS THIS STILL BROKEN", ["WHY IS THIS STILL BROKEN"]),
    ("THIS IS BROKEN! ANSWER ME!", ["THIS IS BROKEN", "ANSWER ME"]),
    ("HELLO THERE", ["HELLO THERE"]),
    ("It is STILL NOT WORKING today", ["STILL NOT WORKING"]),
    ("I HATE this", ["I HATE"]),
    ("I really HATE this", ["HATE"]),
    ("I can NOT log in", ["NOT"]),
    ("I need it NOW please", ["NOW"]),
    ("J'AI PERDU MON COLIS", ["J'AI PERDU MON COLIS"]),
    ("ÜBERHAUPT NICHT GUT", ["ÜBERHAUPT NICHT GUT"]),
    # acronyms, codes, names and single letters do not shout
    ("I hate this", []),
    ("My DHL parcel", []),
    ("The USB port and the HDMI port", []),
    ("USB HDMI", []),
    ("order AB12CD is late", []),
    ("error E404 NOT 7", []),
    ("I AM", []),
    ("OK", []),
    ("A B C", []),
    ("I live in the USA, in NY", []),
    ("Where is IKEA today", []),
    ("PDF", []),
    ("", []),
    ("123 !!! 456", []),
    ("ВЫ МЕНЯ СЛЫШИТЕ", ["ВЫ МЕНЯ СЛЫШИТЕ"]),
]


@pytest.mark.parametrize("text, shouted", CAPITALS)
def test_capitals(text: str, shouted: list[str]) -> None:
    assert [words for _, words in cues(text, HATE, NOT, NOW, kind="capitals")] == shouted


@pytest.mark.xfail(strict=True, reason="any capitals inside a feeling phrase count, also an acronym or the word I")
@pytest.mark.parametrize(
    "text, phrase",
    [("my TV is broken", "tv is broken"), ("I hate my TV", "i hate"), ("the USB stick is dead", "usb ~ dead")],
)
def test_an_acronym_inside_a_feeling_phrase_does_not_shout(text: str, phrase: str) -> None:
    assert cues(text, ("lexicon.trouble.strong", phrase), kind="capitals") == []


SURFACE = [
    ("what!! really!", [("exclamation", "!!")]),
    ("what!!! no!!!!", [("exclamation", "!!!"), ("exclamation", "!!!!")]),
    ("what?! no", []),
    ("what?? no???", [("question_marks", "??"), ("question_marks", "???")]),
    ("what!!?? no", [("exclamation", "!!"), ("question_marks", "??")]),
    ("sooo bad", [("elongation", "sooo")]),
    ("www.shop.com is baaad", [("elongation", "baaad")]),
    ("chapter III", []),
    ("hmmm", [("elongation", "hmmm")]),
    ("ok 😡 no", [("emoji", "😡")]),
    ("😡😡", [("emoji", "😡"), ("emoji", "😡")]),
    ("👍🏽", [("emoji", "👍🏽")]),
    ("👩‍👩‍👧‍👦 and 🏳️‍🌈", [("emoji", "👩‍👩‍👧‍👦"), ("emoji", "🏳️‍🌈")]),
    ("☹️ ❤️", [("emoji", "☹️"), ("emoji", "❤️")]),
    ("plain: (text) - with signs, 100 % & more", []),
]


@pytest.mark.parametrize("text, wanted", SURFACE)
def test_surface_cues(text: str, wanted: list[tuple[str, str]]) -> None:
    assert cues(text) == wanted


@pytest.mark.xfail(strict=True, reason="the two halves of a country's flag count as two emoji")
def test_a_countrys_flag_is_one_emoji() -> None:
    assert cues("🇩🇪") == [("emoji", "🇩🇪")]


def test_cues_come_in_the_texts_order() -> None:
    text = "not now!! sooo NOT happy 😡 asap"
    assert cues(text, NOT, NOW, HAPPY) == [
        ("negation", "not"), ("urgency", "now"), ("exclamation", "!!"), ("elongation", "sooo"), ("capitals", "NOT"),
        ("negation", "NOT"), ("emoji", "😡"), ("urgency", "asap"),
    ]  # fmt: skip


def test_a_cues_longest_phrases_are_kept() -> None:
    phrases = [("cue.urgency", "right now"), NOW, ("cue.urgency", "now or never")]
    assert cues("right now or never", *phrases) == [("urgency", "right now")]


def test_contrast_is_no_cue() -> None:
    assert cues("good but late", BUT) == []


NEGATED = [
    # the negation before the feeling, up to three words
    ("en", "I am not happy", True),
    ("en", "I am not at all happy", True),
    ("en", "not one two happy", True),
    ("en", "not one two three happy", False),
    ("en", "happy", False),
    # in English none after it
    ("en", "happy not", False),
    # in another language also after it
    ("de", "happy not", True),
    ("de", "happy one two not", True),
    ("de", "happy one two three not", False),
    ("de", "not one happy", True),
    ("de", "not one two happy", False),
    # never across the end of a sentence
    ("en", "I am not. Happy", False),
    ("en", "Why not? Happy", False),
    ("de", "happy. Not", False),
    ("en", "not ... happy", True),
    # a language without a reach
    ("fr", "not happy", False),
]


@pytest.mark.parametrize("language, text, negated", NEGATED)
def test_negation_reaches(language: str, text: str, negated: bool) -> None:
    [feeling] = signs_in(text, HAPPY, NOT, language=language).feelings
    assert feeling.negated is negated


def test_a_negation_inside_the_phrase_is_part_of_it() -> None:
    [feeling] = signs_in("I am not happy", ("lexicon.disappointment.strong", "not happy"), NOT).feelings
    assert (feeling.family, feeling.negated) == ("disappointment", False)


@pytest.mark.parametrize(
    "text, outweighed",
    [
        ("happy but late", [True]),
        ("late but happy", [False]),
        ("happy but hated", [True, False]),
        ("happy", [False]),
        ("happy but but happy", [True, False]),
    ],
)
def test_a_but_outweighs_what_came_before(text: str, outweighed: list[bool]) -> None:
    assert [feeling.outweighed for feeling in signs_in(text, HAPPY, HATE, BUT).feelings] == outweighed


EXCEPTIONS = [
    ("a person", 1),
    ("not a person", 0),
    ("not a person but a person", 1),
    ("a person. Not a person. A person", 1),
    ("not a person at all", 0),
]


@pytest.mark.parametrize("text, flags", EXCEPTIONS)
def test_an_exception_cancels_what_it_overlaps(text: str, flags: int) -> None:
    assert len(signs_in(text, ("flag.person", "a person"), ("-flag.person", "not a person")).flags) == flags


def test_an_exception_cancels_its_own_kind_alone() -> None:
    phrases = [("flag.person", "a person"), ("flag.crisis", "a person"), ("-flag.person", "a person")]
    assert [flag.kind for flag in signs_in("a person", *phrases).flags] == ["crisis"]


def test_an_exception_cancels_a_cue() -> None:
    assert cues("not only now", NOT, NOW, ("-cue.negation", "not only")) == [("urgency", "now")]


def test_the_longest_phrase_of_the_lexicon_wins() -> None:
    phrases = [("lexicon.satisfaction.mild", "good"), ("lexicon.disappointment.strong", "too good to be true")]
    found = signs_in("good, too good to be true", *phrases).feelings
    assert [(each.family, each.strength, each.first, each.last) for each in found] == [
        ("satisfaction", "mild", 0, 0), ("disappointment", "strong", 1, 5),
    ]  # fmt: skip


def test_of_two_that_overlap_the_first_wins() -> None:
    phrases = [("lexicon.anger.mild", "a b"), ("lexicon.sadness.mild", "b c d")]
    assert [each.family for each in signs_in("a b c d", *phrases).feelings] == ["anger"]


def test_each_kind_of_flag_is_raised_once_by_its_longest_phrase() -> None:
    phrases = [("flag.person", "a person"), ("flag.person", "talk to a person"), ("flag.crisis", "end it")]
    text = "a person! I want to talk to a person, or end it, end it"
    flags = signs_in(text, *phrases).flags
    assert {flag.kind: text[flag.start : flag.end] for flag in flags} == {
        "person": "talk to a person",
        "crisis": "end it",
    }
    assert {flag.kind: flag.p for flag in flags} == {"person": 0.9, "crisis": 0.8}


@pytest.mark.parametrize("language, certain", [("de", False), ("und", True), ("ru", True), ("und", False)])
def test_flags_are_found_in_any_language_unless_the_turns_is_certain(language: str, certain: bool) -> None:
    finder = own_finder(("flag.person", "person"), NOW, HAPPY, NOT)
    words = split_words("happy, not a person, now!!")
    found = finder.find_signs(words, language, certain)
    assert found.flags == finder.find_signs(words, "en").flags == (Flag("person", 0.9, 13, 19),)
    assert finder.find_signs(words, "de").flags == ()


def test_cues_and_feelings_are_found_in_the_turns_language_alone() -> None:
    finder = own_finder(("flag.person", "person"), NOW, HAPPY, NOT)
    words = split_words("happy, not a person, now!!")
    german, english = (finder.find_signs(words, language, certain=False) for language in ("de", "en"))
    assert german.cues == (Cue("exclamation", 24, 26),)
    assert german.feelings == ()
    assert {cue.kind for cue in english.cues} == {"negation", "urgency", "exclamation"}
    assert len(english.feelings) == 1


def test_flags_of_a_text() -> None:
    assert own_finder(("flag.person", "person")).flags_of("a PERSON") == {"person"}


def test_reach_of_a_language() -> None:
    finder = own_finder()
    assert (finder.negation_reach("de"), finder.negation_reach("xx")) == ((2, 3), (0, 0))


@pytest.mark.xfail(reason="every feeling is held against every negation, and every exception against every match")
@pytest.mark.parametrize(
    "text, phrases",
    [
        ("not happy " * 200, (HAPPY, NOT)),
        ("a person not a person " * 1_000, (("flag.person", "a person"), ("-flag.person", "not a person"))),
    ],
)
def test_time_grows_with_the_text(text: str, phrases: tuple[tuple[str, str], ...]) -> None:
    finder, words = own_finder(*phrases), split_words(text)
    start = time.process_time()
    finder.find_signs(words, "en")
    assert time.process_time() - start < 0.1
