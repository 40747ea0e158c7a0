import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import SMALL
from tests.logic.emotion.own import own_finder
from warmline.domain.emotion import Appraisal, Need, Responsible, Span
from warmline.domain.policy import AppraisalPolicy
from warmline.logic.emotion.appraise import appraise, known_kinds, needs_of
from warmline.logic.emotion.phrases import Hit
from warmline.logic.emotion.words import split_words

POLICY = AppraisalPolicy(high=0.8, low=0.3, longest=6)
PHRASES = (
    ("event", "(broke|is broken|late|double charged)"),
    ("-event", "broke even"),
    ("goal", "(want to|need to|so that i can)"),
    ("responsible.company", "your fault"),
    ("responsible.customer", "my own fault"),
    ("responsible.third_party", "courier"),
    ("responsible.nobody", "nobodys fault"),
    ("certainty.low", "(maybe|i think)"),
    ("controllability.high", "(you can|fix it)"),
    ("controllability.low", "nothing can be done"),
    ("need.fix", "fix it"),
    ("need.information", "(where is|why)"),
    ("need.compensation", "refund"),
    ("need.be_heard", "listen to me"),
    ("need.leave", "cancel*"),
    ("need.person", "a person"),
    ("cue.contrast", "but"),
    ("cue.negation", "not"),
)
FINDER = own_finder(*PHRASES, appraisal=POLICY)


def appraised(text: str, language: str = "en") -> Appraisal:
    """What is found with the phrases above; its spans are the text's slices."""
    found = FINDER.find_signs(split_words(text), language).appraisal
    for span in (found.event, found.goal):
        assert span is None or text[span.start : span.end] == span.text != ""
    return found


def said(span: Span | None) -> str | None:
    return span and span.text


EVENTS = [
    ("hello there", None),
    ("", None),
    ("it broke", "it broke"),
    ("Hello, my new kettle broke today. Help", "my new kettle broke today"),
    ("it broke!", "it broke"),
    ("(it broke)", "it broke"),
    ("Help! It broke", "It broke"),
    # as far as the clause goes, whatever is written between its words
    ("my   kettle - BROKE\ttoday", "my   kettle - BROKE\ttoday"),
    ("my kettle broke 😡 today", "my kettle broke 😡 today"),
    ("l'écran broke", "l'écran broke"),
    # not across what ends or turns a sentence
    ("it came … it broke … help", "it broke"),
    ("it came. it broke. help", "it broke"),
    ("nice but it broke but fine", "it broke"),
    ("it broke\n\nhelp", "it broke"),
    ("broke, twice", "broke"),
    # of more than so many words, those around the sign: first what comes before it
    ("one two three four five six broke", "two three four five six broke"),
    ("broke one two three four five six", "broke one two three four five"),
    ("one two three broke four five six", "one two three broke four five"),
    ("one two three four is broken five", "one two three four is broken"),
    # the first sign counts, and of two that begin together the longer
    ("it broke. now it is late", "it broke"),
    ("late and double charged", "late and double charged"),
    # an exception is none
    ("we broke even", None),
    ("we broke even, then it broke", "then it broke"),
]


@pytest.mark.parametrize("text, event", EVENTS)
def test_the_event_is_the_clause_of_its_first_sign(text: str, event: str | None) -> None:
    assert said(appraised(text).event) == event


def test_of_two_signs_that_begin_together_the_longer_counts() -> None:
    words = split_words("a b c d e f g h")
    hits = [Hit("event", "en", 2, 2), Hit("event", "en", 2, 7)]
    for given_hits in (hits, hits[::-1]):
        assert said(appraise(given_hits, words, POLICY).event) == "c d e f g h"


def test_a_sign_is_never_cut() -> None:
    words = split_words("a b c d e f g h i")
    assert said(appraise([Hit("event", "en", 1, 7)], words, POLICY).event) == "b c d e f g h"


GOALS = [
    ("it broke", None),
    ("it broke and I want to go home", "go home"),
    ("it broke, I need to be there", "be there"),
    ("it broke. I want to go. Soon", "go"),
    ("it broke, I want to go, and soon", "go"),
    # a "but" is part of what is wanted
    ("it broke, I want to go but stay", "go but stay"),
    # a sign at the end of a clause says nothing; the next one does
    ("it broke, I want to", None),
    ("it broke, I want to. Help", None),
    ("it broke, I want to, that is I need to sleep", "sleep"),
    ("it broke, I want to … I need to sleep … now", "sleep"),
    ("it broke, I want to go, I need to sleep", "go"),
    ("it broke, so that I can one two three four five six seven", "one two three four five six"),
]


@pytest.mark.parametrize("text, goal", GOALS)
def test_the_goal_is_what_follows_its_first_sign(text: str, goal: str | None) -> None:
    assert said(appraised(text).goal) == goal


PARTS: list[tuple[str, Responsible, float | None, float | None]] = [
    # text, responsible, certainty, controllability
    ("it broke", "unknown", 0.8, None),
    ("it broke, your fault", "company", 0.8, None),
    ("it broke, my own fault", "customer", 0.8, None),
    ("it broke, the courier", "third_party", 0.8, None),
    ("it broke, nobody's fault", "nobody", 0.8, None),
    # who is named most seldom
    ("it broke, the courier, still your fault", "third_party", 0.8, None),
    ("it broke, my own fault, not the courier and not your fault", "customer", 0.8, None),
    ("it broke, your fault, nobody's fault", "nobody", 0.8, None),
    # certain unless doubted
    ("maybe it broke", "unknown", 0.3, None),
    ("it definitely broke", "unknown", 0.8, None),
    ("I think it definitely broke", "unknown", 0.3, None),
    # changeable only if said
    ("it broke, you can help", "unknown", 0.8, 0.8),
    ("it broke, nothing can be done", "unknown", 0.8, 0.3),
    ("it broke, nothing can be done, you can help", "unknown", 0.8, 0.3),
]


@pytest.mark.parametrize("text, responsible, certainty, controllability", PARTS)
def test_what_is_said_of_the_event(
    text: str, responsible: Responsible, certainty: float | None, controllability: float | None
) -> None:
    found = appraised(text)
    assert (found.responsible, found.certainty, found.controllability) == (responsible, certainty, controllability)


@pytest.mark.parametrize("text", ["your fault, maybe, you can fix it, I want to go", "not, but"])
def test_where_nothing_happened_there_is_nothing_to_say(text: str) -> None:
    assert appraised(text) == Appraisal()


@pytest.mark.parametrize("language", ["de", "und", ""])
def test_an_appraisal_is_found_in_the_turns_own_language(language: str) -> None:
    assert appraised("it broke", language) == Appraisal()
    assert FINDER.find_signs(split_words("fix it"), language).needs == ()


NEEDS: list[tuple[str, tuple[Need, ...]]] = [
    ("", ()),
    ("hello", ()),
    ("fix it", ("fix",)),
    ("fix it, fix it", ("fix",)),
    ("cancel it, a person, a refund, listen to me, fix it, why",
     ("information", "fix", "compensation", "be_heard", "person", "leave")),
    # also where nothing happened
    ("I am cancelling", ("leave",)),
]  # fmt: skip


@pytest.mark.parametrize("text, needs", NEEDS)
def test_needs_come_in_the_vocabularys_order(text: str, needs: tuple[Need, ...]) -> None:
    assert FINDER.find_signs(split_words(text), "en").needs == needs


def test_other_signs_are_no_needs() -> None:
    assert needs_of([Hit("fix", "en", 0, 0), Hit("event", "en", 0, 0), Hit("need.", "en", 0, 0)]) == ()


def test_the_kinds_of_phrases_are_those_of_the_vocabulary() -> None:
    assert {kind.partition(".")[0] for kind in known_kinds()} == {
        "event", "goal", "responsible", "certainty", "controllability", "need",
    }  # fmt: skip
    assert len(known_kinds()) == 2 + 3 + 4 + 6
    assert "responsible.unknown" not in known_kinds()
    assert {kind for kind, _ in PHRASES if "cue." not in kind and kind[0] != "-"} == known_kinds()


# What holds for any text.

PIECES = st.sampled_from(
    ("it broke", "is broken", "we broke even", "I want to", "need to", "go home", "but", "your fault",
     "maybe", "you can", ",", ".", "…", "...", "?!", "\n\n", "😡", "l'", "e\u0301", "\u0301", "ﷺ", "İ", "ß", "\ud800",
     "\u200b", "12,50", " ", "(", "word")
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=40),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map("".join),
)


def hold(text: str) -> None:
    found = appraised(text)
    if found.event is None:
        assert found == Appraisal()
        return
    assert found.certainty in (POLICY.low, POLICY.high)
    assert found.controllability in (None, POLICY.low, POLICY.high)
    assert len(split_words(found.event.text).words) <= POLICY.longest
    assert not {".", ",", "\n\n"} & set(found.event.text) or "12,50" in found.event.text
    if found.goal:
        assert len(split_words(found.goal.text).words) <= POLICY.longest


@settings(max_examples=150)
@given(ANY_TEXT)
def test_any_text(text: str) -> None:
    hold(text)


@pytest.mark.parametrize("text", SMALL)
def test_hostile_texts(text: str) -> None:
    for whole in (text, f"it broke {text}", f"{text} it broke, I want to {text}", f"broke{text}broke"):
        appraised(whole)


@settings(max_examples=80)
@given(st.text(st.sampled_from("ab ,.!?…\n1😡"), max_size=40), st.data())
def test_any_hits(text: str, data: st.DataObject) -> None:
    """Also where no phrase of ours would be found."""
    words = split_words(text)
    last = len(words.words) - 1
    if last < 0:
        return
    kinds = st.sampled_from((*sorted(known_kinds()), "cue.contrast", "lexicon.anger.mild"))
    places = st.tuples(kinds, st.integers(0, last), st.integers(0, 3))
    hits = [Hit(kind, "en", first, min(last, first + more)) for kind, first, more in data.draw(st.lists(places))]
    found = appraise(hits, words, POLICY)
    assert (found.event is None) is all(hit.kind != "event" for hit in hits)
    for span in (found.event, found.goal):
        assert span is None or text[span.start : span.end] == span.text != ""
    if found.event:
        start, end = found.event.start, found.event.end
        signs = [(words.starts[hit.first], words.ends[hit.last]) for hit in hits if hit.kind == "event"]
        assert any(start <= first and last <= end for first, last in signs)


def test_a_long_turn() -> None:
    text = "it broke and I want to go " * 3_000
    found = appraised(text)
    assert said(found.event) == "it broke and I want to"
    assert said(found.goal) == "go it broke and I want"
