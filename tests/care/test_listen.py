import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.logic.emotion.own import SHIPPED, own_policy
from warmline.adapters.languages import FastTextDetector
from warmline.adapters.runtime.linear import FAMILY, OUTPUTS, LinearRuntime, Weights, load_linear
from warmline.care.listen import Ear, listen
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import FAMILIES
from warmline.domain.errors import TextTooLong
from warmline.domain.message import MAX_TURN, Role, Turn
from warmline.domain.model import ANY, Card, LabelThresholds
from warmline.logic.emotion.features import TABLE_BITS, word_rows
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.privacy import redact

POLICY = own_policy(
    ("flag.person", "a person"), ("cue.urgency", "now"), ("lexicon.anger.strong", "hate"),
    language=replace(SHIPPED.language, enough=0.5, read=2.0, home=6.0, short=2.0),
    own_words={"hallo": "de", "bonjour": "fr"},
    function_words={"ich": "de", "nicht": "de"},
)  # fmt: skip


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_linear(), FastTextDetector(), SignFinder(POLICY), POLICY)


def turns(*script: str) -> list[Turn]:
    """Turns such as `a: hello` (the customer of conversation a) and `a> hi` (the agent); `: hello` stands alone."""
    made = []
    for number, line in enumerate(script, 1):
        talk, sign, text = next(line.partition(sign) for sign in (": ", "> ", "# ") if sign in line)
        role = {": ": Role.CUSTOMER, "> ": Role.AGENT, "# ": Role.BOT}[sign]
        made.append(Turn(text, str(number), talk, role))
    return made


def events(heard: Iterable[Heard | ConversationReading]) -> list[str]:
    """What came out: the number of each turn, with a star where it has a reading, and `a=2` for a line of two turns."""
    return [
        f"{each.turn.id}{'*' * (each.reading is not None)}"
        if isinstance(each, Heard)
        else f"{each.conversation_id}={each.turns}"
        for each in heard
    ]


SCRIPTS = [
    ([], []),
    (["a: hello"], ["1*", "a=1"]),
    (["a: hello", "a> hi", "a# beep", "a: thanks"], ["1*", "2", "3", "4*", "a=2"]),
    (["a> hi", "a# beep"], ["1", "2"]),
    ([": hello", ": hello", "> hi"], ["1*", "2*", "3"]),
    (["a: one", "b: two", ": three", "a: four"], ["1*", "2*", "3*", "4*", "b=1", "a=2"]),
    (["a: ", "a: \u200b"], ["1*", "2*", "a=2"]),
]


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("script, wanted", SCRIPTS)
def test_turns_in_facts_out(ear: Ear, script: list[str], wanted: list[str], live: bool) -> None:
    assert events(listen(ear, turns(*script), live=live)) == wanted


CROWDS = [
    # how many may be open, script, events
    (2, ["a: 1", "b: 2", "c: 3"], ["1*", "2*", "3*", "a=1", "b=1", "c=1"]),
    (2, ["a: 1", "b: 2", "a: 3", "c: 4"], ["1*", "2*", "3*", "4*", "b=1", "a=2", "c=1"]),
    (2, ["a: 1", "b: 2", "a> 3", "c: 4"], ["1*", "2*", "3", "4*", "b=1", "a=1", "c=1"]),
    (1, ["a: 1", "a: 2", "b: 3", "a: 4"], ["1*", "2*", "3*", "a=2", "4*", "b=1", "a=1"]),
    (1, ["a> 1", "b: 2"], ["1", "2*", "b=1"]),
    (1, ["a: 1", ": 2", "> 3", "a: 4"], ["1*", "2*", "3", "4*", "a=2"]),
]


@pytest.mark.parametrize("most, script, wanted", CROWDS)
def test_of_too_many_conversations_the_one_silent_longest_ends(
    ear: Ear, most: int, script: list[str], wanted: list[str]
) -> None:
    assert events(listen(ear, turns(*script), live=True, most_open=most)) == wanted
    assert sorted(events(listen(ear, turns(*script), most_open=most))) == sorted(wanted)


def test_no_conversation_ends_before_there_are_too_many(ear: Ear) -> None:
    script = turns("x: 1", "y: 2", *["> pad"] * 62, "y: 3", "x: 4", "z: 5")
    ended = [each for each in listen(ear, script, most_open=2) if isinstance(each, ConversationReading)]
    assert [(each.conversation_id, each.turns) for each in ended] == [("y", 2), ("x", 2), ("z", 1)]


def test_a_conversation_that_ended_begins_anew(ear: Ear) -> None:
    heard = list(listen(ear, turns("a: one", "a: two", "b: x", "a: three"), live=True, most_open=1))
    last = [each.reading for each in heard if isinstance(each, Heard)][-1]
    assert last
    assert last.mood.turns == 1


def shuffled(seed: int, talks: int, size: int) -> list[Turn]:
    chance = random.Random(seed)
    texts = (
        "Where is my parcel?",
        "I hate this!!",
        "ok",
        "thanks",
        "a person now",
        "hallo",
        "Das ist schlecht",
        "12",
        "",
    )
    roles = (Role.CUSTOMER, Role.CUSTOMER, Role.AGENT)
    return [
        Turn(chance.choice(texts), str(number), chance.choice("abcdefgh"[:talks]), chance.choice(roles))
        for number in range(size)
    ]


def test_turns_come_out_as_they_were_given(ear: Ear) -> None:
    given = shuffled(1, 8, 200)
    assert [each.turn for each in listen(ear, given) if isinstance(each, Heard)] == given


def test_live_hears_the_same(ear: Ear) -> None:
    given = shuffled(2, 8, 300)
    assert list(listen(ear, given)) == list(listen(ear, given, live=True))


def test_interleaved_conversations_keep_their_own_mood_and_language(ear: Ear) -> None:
    given = shuffled(3, 3, 150)
    together = list(listen(ear, given))
    for talk in "abc":
        alone = list(listen(ear, (turn for turn in given if turn.conversation_id == talk)))
        own = [
            each
            for each in together
            if (each.turn.conversation_id if isinstance(each, Heard) else each.conversation_id) == talk
        ]
        assert own == alone


def languages(ear: Ear, *script: str) -> list[str]:
    return [each.reading.language for each in listen(ear, turns(*script)) if isinstance(each, Heard) and each.reading]


def test_the_language_of_a_conversation_carries_over(ear: Ear) -> None:
    assert languages(ear, "a: hallo", "b: bonjour", "a: 12 34", "b: 12 34", "c: \u200b", "a: \u200b") == [
        "de", "fr", "de", "fr", "und", "de",
    ]  # fmt: skip


def test_turns_that_stand_alone_have_nothing_before_them(ear: Ear) -> None:
    heard = list(listen(ear, turns(": hallo", ": \u200b", ": Where is my parcel?", ": Where is my parcel?")))
    readings = [each.reading for each in heard if isinstance(each, Heard) and each.reading]
    assert [reading.language for reading in readings] == ["de", "und", "en", "en"]
    assert all(reading.mood.turns == 1 for reading in readings)
    assert [reading.mood.valence for reading in readings] == [reading.valence for reading in readings]


def test_a_given_language_is_kept(ear: Ear) -> None:
    given = [Turn("Where is my parcel?", "1", "a", language="nl"), Turn("", "2", "a")]
    assert [each.reading.language for each in listen(ear, given) if isinstance(each, Heard) and each.reading] == [
        "nl"
    ] * 2


def test_live_gives_each_turn_before_the_next_is_asked_for(ear: Ear) -> None:
    happened = []

    def asked_for(given: list[Turn]) -> Iterator[Turn]:
        for turn in given:
            happened.append(f"asked {turn.id}")
            yield turn

    for each in listen(ear, asked_for(turns("a: one", "a> two", ": three")), live=True):
        happened.append(f"heard {each.turn.id}" if isinstance(each, Heard) else "line")
    assert happened == ["asked 1", "heard 1", "asked 2", "heard 2", "asked 3", "heard 3", "line"]


@pytest.mark.parametrize("length, asked", [(5, 64), (400, 51), (20_001, 1), (MAX_TURN, 1)])
def test_fewer_long_turns_are_taken_at_once(ear: Ear, length: int, asked: int) -> None:
    endless = itertools.count(1)
    given = (Turn("hm " * (length // 3) + "!" * (length % 3), str(number)) for number in endless)
    next(listen(ear, given))
    assert next(endless) == asked + 1


@pytest.mark.parametrize("live", [False, True])
def test_a_stream_need_not_end(ear: Ear, live: bool) -> None:
    endless = (Turn("hello", str(number), "a") for number in itertools.count())
    assert len(list(itertools.islice(listen(ear, endless, live=live), 100))) == 100


@pytest.mark.parametrize("role", list(Role))
def test_a_text_that_is_too_long_is_refused(ear: Ear, role: Role) -> None:
    with pytest.raises(TextTooLong, match="100,001"):
        list(listen(ear, [Turn("a" * (MAX_TURN + 1), role=role)]))


def test_the_longest_text_is_read(ear: Ear) -> None:
    [heard] = listen(ear, [Turn("no " * (MAX_TURN // 3) + "!")])
    assert isinstance(heard, Heard)
    assert heard.reading
    assert len(heard.turn.text) == MAX_TURN


@pytest.mark.parametrize("live", [False, True])
def test_what_came_before_a_text_that_is_too_long_was_heard(ear: Ear, live: bool) -> None:
    heard = listen(ear, [*turns(": hello", "> hi"), Turn("a" * (MAX_TURN + 1)), Turn("never")], live=live)
    assert events([next(heard), next(heard)]) == ["1*", "2"]
    with pytest.raises(TextTooLong):
        next(heard)


def test_redaction_may_make_a_text_longer_than_a_turn_may_be(ear: Ear) -> None:
    text = ("mail a@b.co " * (MAX_TURN // 12 + 1))[:MAX_TURN]
    [heard] = listen(ear, [Turn(text)], redacted=True)
    assert isinstance(heard, Heard)
    assert len(heard.turn.text) > MAX_TURN
    assert "a@b.co" not in heard.turn.text
    assert heard.reading


@pytest.mark.parametrize("role", list(Role))
def test_redacted_turns_hold_the_clean_text(ear: Ear, role: Role) -> None:
    text = "I HATE this!! mail me at anna@example.com now, I want a person"
    [heard] = listen(ear, [Turn(text, role=role, language="en")], redacted=True)
    assert isinstance(heard, Heard)
    assert heard.turn.text == redact(text).text != text
    if role is not Role.CUSTOMER:
        return
    assert heard.reading
    clean = heard.turn.text
    assert {clean[cue.start : cue.end] for cue in heard.reading.cues} == {"I HATE", "!!", "now"}
    assert [clean[flag.start : flag.end] for flag in heard.reading.flags if flag.kind == "person"] == ["a person"]
    assert all(clean[each.start : each.end] == each.text for each in heard.reading.evidence)


def test_a_line_sums_up_the_readings(ear: Ear) -> None:
    *heard, line = listen(ear, turns("a: I hate this", "a> sorry", "a: where is it?", "a: where is it?"))
    assert isinstance(line, ConversationReading)
    readings = [each.reading for each in heard if isinstance(each, Heard) and each.reading]
    assert (line.turns, line.trend, line.peak) == (3, readings[-1].mood.trend, readings[-1].mood.peak)
    assert (line.unanswered, line.repeats) == (2, 1)
    assert [reading.mood.turns for reading in readings] == [1, 2, 3]


def hand_made(rows: dict[tuple[str, str], float], intercept: dict[str, float]) -> LinearRuntime:
    """A reader in which a word speaks for a family by so much, in steps of a millionth."""
    table = np.zeros((1 << TABLE_BITS, len(OUTPUTS)), np.int8)
    start = np.full(len(OUTPUTS), -5.0, np.float32)
    for family, value in intercept.items():
        start[FAMILY.start + FAMILIES.index(family)] = value
    for (word, family), value in rows.items():
        table[word_rows("en", word)[0][0], FAMILY.start + FAMILIES.index(family)] = round((value / 1e-6) ** 0.5)
    ones, none = np.ones(len(OUTPUTS), np.float32), np.zeros(len(OUTPUTS), np.float32)
    square = np.ones(1 << TABLE_BITS, np.float16)
    card = Card(
        {"hand": "1"},
        {ANY: LabelThresholds((0.5,) * 28, (0.5,) * 8)},
        {"en": (0.5,) * 6},
        dict.fromkeys(("abuse", "person", "crisis", "safety"), 1.1),
        {},
    )
    plain = np.array([1, 0, 0], np.float32)
    weights = Weights(table, ones * 1e-6, square, start, {"en": 0}, ones[None], none[None], none[None], plain)
    return LinearRuntime(card, weights)


def test_evidence_speaks_for_the_family_it_names(ear: Ear) -> None:
    runtime = hand_made({("alpha", "anger"): 0.01, ("beta", "sadness"): 0.01}, {"anger": 2.0, "sadness": 2.00001})
    [heard] = listen(replace(ear, runtime=runtime), [Turn("alpha beta", language="en")])
    assert isinstance(heard, Heard)
    assert heard.reading
    assert [(each.text, each.emotion) for each in heard.reading.evidence] in (
        [("alpha", "anger")], [("beta", "sadness")],
    )  # fmt: skip
