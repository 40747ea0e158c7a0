from typing import get_args

import pytest

from tests.logic.emotion.own import own_finder, own_policy, signs_in
from warmline.domain.emotion import LANGUAGES, URGENT, Flag, FlagKind
from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.logic.emotion.signs import SignFinder
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


@pytest.mark.parametrize(
    "text, phrase",
    [
        ("my TV is broken", "tv is broken"),
        ("I hate my TV", "i hate"),
        ("the USB stick is dead", "usb ~ dead"),
        ("it does NOT work", "does not work"),
    ],
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
    ("🇩🇪 🇫🇷🇮🇹", [("emoji", "🇩🇪"), ("emoji", "🇫🇷"), ("emoji", "🇮🇹")]),
    ("plain: (text) - with signs, 100 % & more", []),
]


@pytest.mark.parametrize("text, wanted", SURFACE)
def test_surface_cues(text: str, wanted: list[tuple[str, str]]) -> None:
    assert cues(text) == wanted


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
    # nor across a comma or a "but"
    ("en", "not today, happy", False),
    ("en", "not, happy", False),
    ("de", "happy, not today", False),
    ("en", "not today but happy", False),
    ("de", "happy but not", False),
    ("en", "late, but not happy", True),
    ("en", "it is (not) happy", True),
    # a language without a reach
    ("fr", "not happy", False),
]


@pytest.mark.parametrize("language, text, negated", NEGATED)
def test_negation_reaches(language: str, text: str, negated: bool) -> None:
    [feeling] = signs_in(text, HAPPY, NOT, BUT, language=language).feelings
    assert feeling.negated is negated


def test_a_negation_inside_the_phrase_is_part_of_it() -> None:
    [feeling] = signs_in("I am not happy", ("lexicon.disappointment.strong", "not happy"), NOT).feelings
    assert (feeling.family, feeling.negated) == ("disappointment", False)


def test_a_negation_inside_one_phrase_does_not_turn_the_next() -> None:
    found = signs_in("not working happy", ("lexicon.trouble.strong", "not working"), HAPPY, NOT).feelings
    assert [(feeling.family, feeling.negated) for feeling in found] == [("trouble", False), ("satisfaction", False)]


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


@pytest.mark.parametrize("language", ["en", "de", "ru", "und"])
def test_flags_are_found_in_any_language(language: str) -> None:
    finder = own_finder(("flag.person", "person"), NOW, HAPPY, NOT)
    assert finder.find_signs(split_words("happy, not a person, now!!"), language).flags == (
        Flag("person", 0.9, 13, 19),
    )


DRIVERS = sorted(set(get_args(FlagKind)) - URGENT)
ELSEWHERE = ("de", "ru", "und", "")


def flags_of(language: str, *kinds: str) -> set[str]:
    """Kinds of flags raised in a text of `language` by the English phrase "sign" of each of `kinds`."""
    phrases = [(f"flag.{kind}", "sign") for kind in kinds]
    finder = own_finder(*phrases, flag_p={("en", kind): 0.6 for kind in kinds})
    return {flag.kind for flag in finder.find_signs(split_words("a sign"), language).flags}


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_driver_is_found_in_the_turns_own_language_alone(kind: str) -> None:
    assert flags_of("en", kind) == {kind}
    assert [flags_of(language, kind) for language in ELSEWHERE] == [set()] * len(ELSEWHERE)


@pytest.mark.parametrize("kind", sorted(URGENT))
def test_an_urgent_flag_is_found_in_any_language(kind: str) -> None:
    assert all(flags_of(language, kind) == {kind} for language in ("en", *ELSEWHERE))


def test_urgent_flags_come_before_drivers() -> None:
    finder = own_finder(
        ("flag.health", "chemo"), ("flag.person", "a person"), ("flag.minor", "i am twelve"),
        flag_p={("en", "health"): 0.6, ("en", "person"): 0.9, ("en", "minor"): 0.7},
    )  # fmt: skip
    text = "chemo, i am twelve, a person"
    found = finder.find_signs(split_words(text), "en").flags
    assert [(flag.kind, flag.p, text[flag.start : flag.end]) for flag in found] == [
        ("person", 0.9, "a person"), ("health", 0.6, "chemo"), ("minor", 0.7, "i am twelve"),
    ]  # fmt: skip


def test_each_kind_of_driver_is_raised_once_by_its_longest_phrase() -> None:
    phrases = [("flag.health", "chemo"), ("flag.health", "having chemo today")]
    finder = own_finder(*phrases, flag_p={("en", "health"): 0.6})
    assert finder.find_signs(split_words("chemo, having chemo today"), "en").flags == (Flag("health", 0.6, 7, 25),)


def test_a_drivers_exception_counts_in_its_language() -> None:
    phrases = (Phrase("flag.health", "en", "ill"), Phrase("-flag.health", "en", "ill will"))
    german = Phrase("-flag.health", "de", "ill")
    finder = SignFinder(own_policy(phrases=(*phrases, german), flag_p={("en", "health"): 0.6}))
    assert finder.find_signs(split_words("ill will"), "en").flags == ()
    assert len(finder.find_signs(split_words("I am ill"), "en").flags) == 1


def test_the_languages_own_phrase_says_how_sure_a_driver_is() -> None:
    finder = SignFinder(
        own_policy(
            phrases=tuple(Phrase("flag.health", language, "chemo") for language in LANGUAGES),
            flag_p={(language, "health"): place / 10 for place, language in enumerate(LANGUAGES)},
        )
    )
    found = [finder.find_signs(split_words("chemo"), language).flags for language in LANGUAGES]
    assert found == [(Flag("health", place / 10, 0, 5),) for place in range(len(LANGUAGES))]


@pytest.mark.parametrize("kind", ["flag.health", "-flag.minor", "event", "-goal", "need.fix", "responsible.company"])
def test_a_driver_or_an_appraisal_that_is_no_phrase_is_found_by_a_check(kind: str) -> None:
    finder = own_finder((kind, "now ~"), written_in="de")
    finder.find_signs(split_words("now"), "en")
    with pytest.raises(PolicyInvalid, match="now ~"):
        finder.check()


def test_needs_and_what_happened_are_found_beside_all_else() -> None:
    phrases = (NOW, ("event", "broke"), ("need.fix", "repair"), ("responsible.company", "you"), ("goal", "so that"))
    found = signs_in("you broke it, repair it now!!", *phrases)
    assert (found.needs, found.appraisal.responsible) == (("fix",), "company")
    assert found.appraisal.event
    assert found.appraisal.event.text == "you broke it"
    assert [cue.kind for cue in found.cues] == ["urgency", "exclamation"]
    assert found.flags == found.feelings == ()


def test_a_flags_exception_counts_in_any_language() -> None:
    finder = SignFinder(
        own_policy(phrases=(Phrase("flag.person", "en", "person"), Phrase("-flag.person", "de", "keine person")))
    )
    assert len(finder.find_signs(split_words("eine person"), "de").flags) == 1
    assert finder.find_signs(split_words("keine person"), "en").flags == ()


@pytest.mark.parametrize("language, kinds", [("en", {"negation", "urgency", "exclamation"}), ("de", {"exclamation"})])
def test_cues_and_feelings_are_found_in_the_turns_language_alone(language: str, kinds: set[str]) -> None:
    finder = own_finder(("flag.person", "person"), NOW, HAPPY, NOT)
    found = finder.find_signs(split_words("happy, not a person, now!!"), language)
    assert {cue.kind for cue in found.cues} == kinds
    assert len(found.feelings) == (language == "en")


@pytest.mark.parametrize("kind", ["cue.urgency", "-cue.urgency", "lexicon.anger.mild"])
def test_a_phrase_that_is_none_is_found_by_a_check(kind: str) -> None:
    finder = own_finder((kind, "now ~"), written_in="de")
    finder.find_signs(split_words("now"), "en")
    with pytest.raises(PolicyInvalid, match="now ~"):
        finder.check()


def test_a_flag_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(PolicyInvalid, match="a ~"):
        own_finder(("flag.person", "a ~"))


def test_reach_of_a_language() -> None:
    finder = own_finder()
    assert (finder.negation_reach("de"), finder.negation_reach("xx")) == ((2, 3), (0, 0))


def test_many_feelings_and_negations() -> None:
    found = signs_in("not happy " * 2_000, HAPPY, NOT)
    assert [feeling.first for feeling in found.feelings] == list(range(1, 4_000, 2))
    assert all(feeling.negated for feeling in found.feelings)
    assert len(found.cues) == 2_000


def test_many_flags_and_exceptions() -> None:
    phrases = (("flag.person", "a person"), ("-flag.person", "not a person"))
    assert signs_in("not a person " * 5_000, *phrases).flags == ()
    [flag] = signs_in("not a person " * 5_000 + "a person", *phrases).flags
    assert (flag.start, flag.end) == (65_000, 65_008)
