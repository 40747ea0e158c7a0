"""The library as its users have it."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warmline
from tests.hostile import HOSTILE
from warmline import Reader, Role, Turn
from warmline.adapters.render.lines import as_json
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, NOT_SURE, Reading
from warmline.domain.errors import TextTooLong
from warmline.domain.message import MAX_TURN
from warmline.logic.privacy import redact

TEXTS = (
    "I am furious, you lost my parcel AGAIN!!",
    "Thank you so much, that was quick.",
    "Where is my parcel?",
    "Ich bin sehr enttäuscht von Ihnen.",
    "Je voudrais parler à une personne, s'il vous plaît",
    "😡😡",
    "",
    "I want to speak to a human being",
)


def test_a_text_is_read(reader: Reader) -> None:
    reading = reader.read(TEXTS[0])
    assert isinstance(reading, Reading)
    assert (reading.kind, reading.id, reading.conversation_id, reading.language) == ("turn", "1", "", "en")
    assert reading.mood.turns == 1


def test_a_language_may_be_given(reader: Reader) -> None:
    assert reader.read("ok", language="pt").language == "pt"
    assert {each.language for each in reader.read_many(TEXTS, language="it")} == {"it"}


def test_readings_come_as_they_are_asked_for(reader: Reader) -> None:
    readings = reader.read_many(f"text {number}" for number in itertools.count(1))
    assert isinstance(readings, Iterator)
    assert [reading.id for reading in itertools.islice(readings, 150)] == [str(number) for number in range(1, 151)]


def test_nothing_is_asked_for_before_the_first_reading_is(reader: Reader) -> None:
    def never() -> Iterator[str]:
        raise AssertionError
        yield ""

    reader.read_many(never())


def test_a_conversation_of_strings_and_turns(reader: Reader) -> None:
    readings = reader.read_conversation(
        [TEXTS[0], Turn("I am sorry.", role=Role.AGENT), Turn("Where is it?", id="q"), Turn(TEXTS[1])]
    )
    assert [reading.id for reading in readings] == ["1", "q", "4"]
    assert {reading.conversation_id for reading in readings} == {"1"}
    assert [reading.mood.turns for reading in readings] == [1, 2, 3]


def test_turns_keep_the_conversation_they_name(reader: Reader) -> None:
    readings = reader.read_conversation([Turn("one", conversation_id="x"), "two", Turn("three", conversation_id="x")])
    assert [(each.conversation_id, each.mood.turns) for each in readings] == [("x", 1), ("1", 1), ("x", 2)]


def test_an_empty_conversation(reader: Reader) -> None:
    assert reader.read_conversation([]) == []
    assert list(reader.read_many([])) == []


def test_texts_have_nothing_to_do_with_each_other(reader: Reader) -> None:
    assert all(each.mood.turns == 1 for each in reader.read_many([TEXTS[0]] * 3))


def test_too_long_a_text_is_refused(reader: Reader) -> None:
    with pytest.raises(TextTooLong, match="100,001"):
        reader.read("a" * (MAX_TURN + 1))


def nameless(reading: Reading) -> Reading:
    return replace(reading, id="", mood=replace(reading.mood, peak=replace(reading.mood.peak, id="")))


def test_a_reading_does_not_depend_on_its_company(reader: Reader) -> None:
    alone = [nameless(reader.read(text)) for text in TEXTS]
    for texts in (TEXTS * 40, tuple(reversed(TEXTS)) * 9):
        found = dict(zip(texts, map(nameless, reader.read_many(texts)), strict=True))
        assert [found[text] for text in TEXTS] == alone
    assert [nameless(each) for each in reader.read_many(TEXTS)] == alone


def test_another_reader_reads_alike(reader: Reader) -> None:
    assert list(Reader().read_many(TEXTS)) == list(reader.read_many(TEXTS))


def test_the_front_door_has_no_other_names() -> None:
    assert set(warmline.__all__) == {"Reader", "Role", "Turn", "__version__"}
    with pytest.raises(AttributeError, match="nothing"):
        _ = warmline.nothing


# The shapes of the vocabulary.

P = (int, float)
SPAN = {"start": int, "end": int}
FIELDS: dict[str, Any] = {
    "kind": str, "id": str, "conversation_id": str, "language": str, "emotion": str, "emotions": dict, "labels": dict,
    "present": list, "basic": dict, "basic_present": list, "valence": P, "arousal": P, "intensity": P, "confidence": P,
    "abstained": bool, "evidence": list, "cues": list, "flags": list, "needs": list, "appraisal": dict,
    "ask": (dict, type(None)), "mood": dict, "model": dict,
}  # fmt: skip
LINE: dict[str, Any] = {
    "kind": str, "conversation_id": str, "turns": int, "negative": bool, "negative_p": P, "peak": dict, "end": P,
    "trend": str, "satisfaction": dict, "unanswered": int, "repeats": int,
}  # fmt: skip
CUES = set(
    "capitals exclamation question_marks elongation profanity politeness urgency threat_to_leave repeated_contact "
    "negation sarcasm emoji".split()
)
FLAGS = set("person crisis abuse safety minor health life_event resilience capability".split())
NEEDS = set("information fix compensation be_heard person leave".split())
TRENDS = {"rising", "cooling", "steady", "stuck"}


def of_shape(record: Any, shape: dict[str, Any]) -> None:
    assert set(record) == set(shape)
    for name, kinds in shape.items():
        assert isinstance(record[name], kinds), name
        assert isinstance(record[name], bool) is (kinds is bool), name


def of_vocabulary(record: dict[str, Any], text: str) -> None:
    """The record has the fields of the vocabulary, in its ranges, and its places are in the text."""
    of_shape(record, FIELDS)
    assert record["kind"] == "turn"
    for name, names in (("emotions", FAMILIES), ("labels", LABELS), ("basic", BASIC)):
        assert set(record[name]) == set(names)
        assert all(0 <= p <= 1 for p in record[name].values())
    assert (len(record["emotions"]), len(record["labels"]), len(record["basic"])) == (14, 28, 6)
    assert record["emotion"] in {*FAMILIES, NOT_SURE}
    assert (record["emotion"] == NOT_SURE) is record["abstained"]
    assert set(record["present"]) <= set(LABELS)
    assert set(record["basic_present"]) <= set(BASIC)
    assert -1 <= record["valence"] <= 1
    assert all(0 <= record[name] <= 1 for name in ("arousal", "intensity", "confidence"))
    for each in record["evidence"]:
        of_shape(each, SPAN | {"text": str, "emotion": str, "weight": P})
        assert each["emotion"] in FAMILIES
        assert text[each["start"] : each["end"]] == each["text"] != ""
    for each in record["cues"]:
        of_shape(each, SPAN | {"kind": str})
        assert each["kind"] in CUES
        assert 0 <= each["start"] < each["end"] <= len(text)
    for each in record["flags"]:
        of_shape(each, SPAN | {"kind": str, "p": P})
        assert each["kind"] in FLAGS
        assert 0 <= each["p"] <= 1
        assert 0 <= each["start"] <= each["end"] <= len(text)
    assert set(record["needs"]) <= NEEDS
    assert set(record["appraisal"]) == {"event", "responsible", "certainty", "controllability", "goal"}
    of_mood(record["mood"])
    assert all(isinstance(version, str) for version in record["model"].values())
    assert record["model"]


def of_mood(mood: dict[str, Any]) -> None:
    of_shape(mood, {"valence": P, "arousal": P, "trend": str, "peak": dict, "turns": int})
    of_shape(mood["peak"], {"valence": P, "id": str})
    assert mood["trend"] in TRENDS
    assert -1 <= mood["valence"] <= 1
    assert 0 <= mood["arousal"] <= 1


def test_a_reading_has_every_field_of_the_vocabulary(reader: Reader) -> None:
    for item in reader.listen(Turn(text, str(number), "c") for number, text in enumerate(TEXTS)):
        record = json.loads(as_json(item))
        if isinstance(item, Heard):
            of_vocabulary(record, item.turn.text)
        else:
            of_shape(record, LINE)
            of_shape(record["satisfaction"], {"low": P, "mid": P, "high": P})
            of_shape(record["peak"], {"valence": P, "id": str})
            assert (
                1
                <= record["satisfaction"]["low"]
                <= record["satisfaction"]["mid"]
                <= record["satisfaction"]["high"]
                <= 5
            )
            assert record["trend"] in TRENDS
            assert 0 <= record["negative_p"] <= 1


# What holds for any text.


def hold(reading: Reading, text: str) -> None:
    """Every place is inside the text and every figure in its range."""
    for each in reading.evidence:
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        assert each.emotion in FAMILIES
        assert each.weight > 0
    for place in (*reading.cues, *reading.flags):
        assert 0 <= place.start <= place.end <= len(text)
        assert place.start < place.end or not text
    figures = [*reading.emotions.values(), *reading.labels.values(), *reading.basic.values(), reading.arousal]
    figures += [reading.intensity, reading.confidence, *(flag.p for flag in reading.flags), reading.mood.arousal]
    assert all(0 <= figure <= 1 for figure in figures)
    assert -1 <= reading.valence <= 1
    assert -1 <= reading.mood.valence <= 1
    assert (reading.emotion == NOT_SURE) is reading.abstained


PIECES = st.sampled_from(
    (
        "I hate this", "not happy", "ich will einen menschen", "THIS IS BROKEN", "!!", "??", "sooo", "😡",
        "👩‍👩‍👧‍👦", "🏳️‍🌈",
        "e\u0301", "\u0301", "\ud800", "\udfff", "שלום", "مرحبا", "\u202e", "\u200b", "\x00", "\n\n", "…",
        "ﷺ", "İ", "ß",
        "anna@example.com", "+49 30 901820", "[EMAIL_1]", "l'", "12,50", "damn", "now", " ", ".", "kill myself",
    )
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=60),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join),
)


def heard_once(reader: Reader, text: str, language: str, redacted: bool) -> Heard:
    [heard] = reader.listen([Turn(text, language=language)], redact=redacted)
    assert isinstance(heard, Heard)
    return heard


@settings(max_examples=150)
@given(ANY_TEXT, st.sampled_from(("", "en", "de", "xx")))
def test_the_laws_hold_for_any_text(reader: Reader, text: str, language: str) -> None:
    heard = heard_once(reader, text, language, redacted=False)
    assert heard.turn.text == text
    assert heard.reading
    hold(heard.reading, text)


@settings(max_examples=150)
@given(ANY_TEXT)
def test_the_laws_hold_on_the_clean_text(reader: Reader, text: str) -> None:
    heard = heard_once(reader, text, "", redacted=True)
    assert heard.turn.text == redact(text).text
    assert heard.reading
    hold(heard.reading, heard.turn.text)


@settings(max_examples=30)
@given(st.lists(ANY_TEXT, max_size=8))
def test_the_laws_hold_in_a_conversation(reader: Reader, texts: list[str]) -> None:
    for text, reading in zip(texts, reader.read_conversation(texts), strict=True):
        hold(reading, text)


@pytest.mark.parametrize("redacted", [False, True])
def test_hostile_texts(reader: Reader, redacted: bool) -> None:
    texts = [text for text in HOSTILE if len(text) <= MAX_TURN]
    assert len(texts) > len(HOSTILE) - 5
    for text in texts:
        heard = heard_once(reader, text, "", redacted)
        assert heard.reading
        hold(heard.reading, heard.turn.text)


def test_hostile_texts_that_are_too_long(reader: Reader) -> None:
    for text in HOSTILE:
        if len(text) > MAX_TURN:
            with pytest.raises(TextTooLong):
                reader.read(text)


@pytest.mark.parametrize("text", ["\ud800", "hello \udfff"])
def test_a_broken_text_still_has_a_line(reader: Reader, text: str) -> None:
    assert json.loads(as_json(heard_once(reader, text, "en", redacted=False), with_text=True))
    [line] = (
        each for each in reader.listen([Turn("x", conversation_id=text)]) if isinstance(each, ConversationReading)
    )
    assert as_json(line)
