from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.logic.emotion.own import own_policy, prepared
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LANGUAGES, LEARNED, Appraisal, Ask, Flag
from warmline.domain.model import ANY, Card, Gate, LabelThresholds, Vote
from warmline.logic.emotion.gate import logit
from warmline.logic.emotion.interpret import Behaviour, Feelings, TurnScores, interpret

NOTHING = Behaviour("")
GATE = Gate(0.5, 0.7, Vote(1.0, 0.0, 0.0), Vote(0.5, -0.5, 0.0))
FLAGS = {"abuse": 0.5} | dict.fromkeys(LEARNED, 0.9)
NO_DRIVER = (0.0,) * 5
EVEN = LabelThresholds((0.5,) * 28, (0.9,) * 8)
CARD = Card({"test": "1"}, {ANY: EVEN}, {"en": (0.4,) * 6, "de": (0.9,) * 6}, FLAGS, {"en": GATE})
POLICY = own_policy(
    ("flag.person", "person"),
    ("flag.abuse", "idiot"),
    ("cue.urgency", "now"),
    ("event", "broke"),
    ("need.person", "call me"),
    ("need.fix", "repair"),
    ("lexicon.gratitude.strong", "thanks"),
    valences=tuple({"anger": -0.9, "gratitude": 0.8}.get(family, 0.0) for family in FAMILIES),
    arousals=tuple({"anger": 0.9, "gratitude": 0.4}.get(family, 0.0) for family in FAMILIES),
    arousal={"exclamation": 0.3, "urgency": 0.2},
    least_words=1,
    ask={"emotion": "they differ", "event": "what happened?", "need": "what would help?"},
    shifts={
        "repeated": {"frustration": 2.0, "neutral": -2.0},
        "unanswered": {"anger": 1.0},
        "waited": {},
        "sarcasm": {"gratitude": -3.0, "frustration": 1.0},
    },
)
PHRASES = tuple((phrase.kind, phrase.text) for phrase in POLICY.phrases)


def scores(families: Mapping[str, float], **changes: object) -> TurnScores:
    made = TurnScores(
        labels=[0.1] * 28,
        basic=[0.1] * 6,
        families=[families.get(name, 0.01) for name in FAMILIES],
        abuse=0.1,
        intensity=[0.2, 0.1, 0.6, 0.0, 0.3, 0.1],
    )
    return made._replace(**changes)


def read(
    text: str,
    families: Mapping[str, float],
    language: str = "en",
    card: Card = CARD,
    behaviour: Behaviour = NOTHING,
    **changes: object,
) -> Feelings:
    turn = prepared(text, *PHRASES, language=language)
    return interpret(turn, scores(families, **changes), behaviour, card, POLICY)


@pytest.mark.parametrize(
    "text, language, families, emotion, confidence",
    [
        ("bad", "en", {"anger": 0.8}, "anger", 0.8),
        ("bad", "en", {"anger": 0.5}, "anger", 0.5),
        ("bad", "en", {"anger": 0.49}, "not_sure", 0.49),
        ("bad", "de", {"anger": 0.9}, "not_sure", 0.0),
        ("bad", "und", {"anger": 0.9}, "not_sure", 0.0),
        ("", "en", {"anger": 0.9}, "not_sure", 0.0),
        ("\ud800 \u200b", "en", {"anger": 0.9}, "not_sure", 0.0),
        ("hm", "en", {"neutral": 0.9}, "neutral", 0.9),
        ("hm", "en", {"neutral": 0.5, "anger": 0.4, "gratitude": 0.4}, "neutral", 0.5),
        ("bad", "en", {"anger": 0.6, "sadness": 0.59}, "anger", 0.6),
        ("bad", "en", {"anger": 0.6, "gratitude": 0.2}, "anger", 0.6),
        ("bad", "en", {"anger": 0.6, "gratitude": 0.25}, "not_sure", 0.6),
        ("thanks", "en", {"relief": 0.6, "sadness": 0.25}, "not_sure", 0.6),
        ("thanks", "en", {"relief": 0.6, "surprise": 0.5, "desire": 0.5, "neutral": 0.5}, "relief", 0.6),
        ("oh", "en", {"surprise": 0.6, "anger": 0.59, "gratitude": 0.59}, "surprise", 0.6),
    ],
)
def test_the_gate(text: str, language: str, families: dict[str, float], emotion: str, confidence: float) -> None:
    found = read(text, families, language)
    assert (found.emotion, found.confidence) == (emotion, confidence)
    assert found.abstained is (emotion == "not_sure")
    assert FAMILIES[found.best] == max(families, key=lambda name: families[name])


def test_a_close_second_lowers_the_confidence() -> None:
    card = replace(CARD, gates={"en": replace(GATE, right=Vote(1.0, -0.5, 0.1))})
    alone, close = (read("bad", families, card=card) for families in ({"anger": 0.7}, {"anger": 0.7, "sadness": 0.6}))
    assert alone.confidence > close.confidence > 0.5


def test_scores_are_filled_also_when_abstained() -> None:
    found = read("bad", {"anger": 0.1235}, "de")
    assert found.abstained
    assert found.emotions == dict.fromkeys(FAMILIES, 0.01) | {"anger": 0.1235}
    assert tuple(found.labels) == LABELS
    assert tuple(found.basic) == BASIC


@pytest.mark.parametrize("language, present", [("en", ("anger", "joy")), ("de", ()), ("nl", ("anger", "joy"))])
def test_labels_and_basic_emotions_over_their_thresholds(language: str, present: tuple[str, ...]) -> None:
    found = read("bad", {}, language, labels=[0.5, 0.49] + [0.1] * 26, basic=[0.4, 0.3, 0.1, 0.8, 0.1, 0.1])
    assert found.present == ("admiration",)
    assert found.basic_present == present


@pytest.mark.parametrize(
    "families, intensity", [({"anger": 0.8}, 0.6), ({"neutral": 0.8}, 0.0), ({"neutral": 0.4, "anger": 0.41}, 0.6)]
)
def test_a_neutral_turn_has_no_intensity(families: dict[str, float], intensity: float) -> None:
    assert read("bad", families).intensity == intensity


@pytest.mark.parametrize(
    "text, families, valence, arousal",
    [
        ("bad", {"anger": 1.0} | dict.fromkeys(FAMILIES[1:], 0.0), -0.9, 0.9),
        ("bad", {"anger": 0.5, "gratitude": 0.5} | dict.fromkeys(FAMILIES[1:8] + FAMILIES[9:], 0.0), -0.05, 0.65),
        ("bad!!", dict.fromkeys(FAMILIES, 0.0), 0.0, 0.3),
        ("bad!! now, now, now!!!", dict.fromkeys(FAMILIES, 0.0), 0.0, 0.5),
        ("bad!! now", {"anger": 1.0} | dict.fromkeys(FAMILIES[1:], 0.0), -0.9, 1.0),
    ],
)
def test_affect(text: str, families: dict[str, float], valence: float, arousal: float) -> None:
    found = read(text, families)
    assert (found.valence, found.arousal) == (valence, arousal)


@pytest.mark.parametrize(
    "text, language, abuse, flags, needs",
    [
        ("hello", "en", 0.1, (), ()),
        ("a person", "en", 0.1, (Flag("person", 0.9, 2, 8),), ("person",)),
        # the model alone sees abuse, in English
        ("get lost", "en", 0.8, (Flag("abuse", 0.8, 0, 8),), ()),
        ("get lost", "en", 0.5, (Flag("abuse", 0.5, 0, 8),), ()),
        ("geh weg", "de", 0.8, (), ()),
        # what a phrase found is not said twice
        ("idiot", "en", 0.8, (Flag("abuse", 0.7, 0, 5),), ()),
        ("a person", "en", 0.8, (Flag("person", 0.9, 2, 8), Flag("abuse", 0.8, 0, 8)), ("person",)),
    ],
)
def test_flags_and_needs(
    text: str, language: str, abuse: float, flags: tuple[Flag, ...], needs: tuple[str, ...]
) -> None:
    found = read(text, {"anger": 0.8}, language, abuse=abuse)
    assert found.flags == flags
    assert found.needs == needs
    assert found.appraisal == Appraisal()


@pytest.mark.parametrize("p, odds", [(0.5, 0.0), (0.0, -13.8155), (1.0, 13.8155), (-1.0, -13.8155), (0.75, 1.0986)])
def test_log_odds_stay_finite(p: float, odds: float) -> None:
    assert logit(p) == pytest.approx(odds, abs=1e-3)


@pytest.mark.parametrize("families", [dict.fromkeys(FAMILIES, 0.0), dict.fromkeys(FAMILIES, 1.0)], ids=["none", "all"])
def test_scores_without_a_winner(families: dict[str, float]) -> None:
    found = read("bad", families)
    assert 0 <= found.confidence <= 1
    assert -1 <= found.valence <= 1


def test_what_a_customer_does_moves_the_families() -> None:
    calm = read("where is it", {"neutral": 0.6, "frustration": 0.3})
    again = read("where is it", {"neutral": 0.6, "frustration": 0.3}, behaviour=Behaviour("", repeated=True))
    assert (FAMILIES[calm.best], FAMILIES[again.best]) == ("neutral", "frustration")
    assert again.emotions["frustration"] == pytest.approx(0.76, abs=0.01)
    assert again.emotions["anger"] == calm.emotions["anger"]
    assert again.valence <= calm.valence


def test_several_kinds_of_behaviour_add_up() -> None:
    both = read("?", {"anger": 0.3, "neutral": 0.5}, behaviour=Behaviour("", repeated=True, unanswered=True))
    assert both.emotions["anger"] > 0.5 > both.emotions["neutral"]


URGENT_FLAGS = [
    # person, crisis, safety by the model alone; thresholds are 0.9
    ((0.0, 0.0, 0.0, *NO_DRIVER), ()),
    ((0.89, 0.8999, 0.0, *NO_DRIVER), ()),
    ((0.9, 0.0, 0.0, *NO_DRIVER), ("person",)),
    ((0.0, 0.95, 0.91, *NO_DRIVER), ("crisis", "safety")),
    ((1.0,) * 8, LEARNED),
]


@pytest.mark.parametrize("language", ["en", "de", "pt"])
@pytest.mark.parametrize("flags, kinds", URGENT_FLAGS)
def test_a_model_alone_sees_what_is_urgent(flags: tuple[float, ...], kinds: tuple[str, ...], language: str) -> None:
    found = read("get lost", {"anger": 0.8}, language, flags=flags)
    assert [(flag.kind, flag.start, flag.end) for flag in found.flags] == [(kind, 0, 8) for kind in kinds]
    assert [flag.p for flag in found.flags] == [p for p in flags if p >= 0.9]


@pytest.mark.parametrize("language", ["und", "ru", ""])
def test_a_model_sees_nothing_urgent_in_a_language_that_it_does_not_read(language: str) -> None:
    assert read("get lost", {"anger": 0.8}, language, flags=(1.0,) * 8, abuse=1.0).flags == ()
    assert language not in LANGUAGES


def test_each_urgent_flag_has_a_threshold_of_its_own() -> None:
    card = replace(CARD, flag_thresholds=FLAGS | {"abuse": 0.4, "person": 0.3, "crisis": 0.2, "safety": 0.6})
    found = read("get lost", {"anger": 0.8}, card=card, flags=(0.25, 0.25, 0.7, *NO_DRIVER), abuse=0.4)
    assert found.flags == (Flag("crisis", 0.25, 0, 8), Flag("safety", 0.7, 0, 8), Flag("abuse", 0.4, 0, 8))


def test_what_a_phrase_found_the_model_does_not_say_again() -> None:
    found = read("a person, idiot", {"anger": 0.8}, flags=(0.99, 0.95, 0.0, *NO_DRIVER), abuse=0.99)
    assert found.flags == (Flag("person", 0.9, 2, 8), Flag("abuse", 0.7, 10, 15), Flag("crisis", 0.95, 0, 15))


@pytest.mark.parametrize("text, kinds", [("get lost", {"abuse"}), ("get lost now", {"abuse", "crisis"})])
def test_little_is_urgent_by_phrases_alone(text: str, kinds: set[str]) -> None:
    policy = replace(POLICY, least_words=3)
    made = scores({"anger": 0.8}, flags=(0.0, 0.95, 0.0, *NO_DRIVER), abuse=0.9)
    found = interpret(prepared(text), made, NOTHING, CARD, policy)
    assert {flag.kind for flag in found.flags} == kinds


NEEDED = [
    ("hello", (0.0, 0.0, 0.0, *NO_DRIVER), ()),
    ("repair it", (0.0, 0.0, 0.0, *NO_DRIVER), ("fix",)),
    # who asks for a person needs one: by a phrase, by the model, by both
    ("a person", (0.0, 0.0, 0.0, *NO_DRIVER), ("person",)),
    ("hello", (0.95, 0.0, 0.0, *NO_DRIVER), ("person",)),
    ("repair it, a person", (0.95, 0.0, 0.0, *NO_DRIVER), ("fix", "person")),
    # once
    ("call me", (0.0, 0.0, 0.0, *NO_DRIVER), ("person",)),
    ("call me, a person", (0.95, 0.0, 0.0, *NO_DRIVER), ("person",)),
    # no other flag is a need
    ("idiot", (0.0, 0.95, 0.95, *NO_DRIVER), ()),
]


@pytest.mark.parametrize("text, flags, needs", NEEDED)
def test_who_asks_for_a_person_needs_one(text: str, flags: tuple[float, ...], needs: tuple[str, ...]) -> None:
    assert read(text, {"anger": 0.8}, flags=flags).needs == needs


def alone(families: Mapping[str, float]) -> list[float]:
    return [families.get(name, 0.01) for name in FAMILIES]


def test_a_reader_that_disagrees_lowers_the_confidence() -> None:
    card = replace(CARD, gates={"en": replace(GATE, right=Vote(1.0, 0.0, 0.0, agree=0.5))})
    without, agrees, undecided, differs = (
        read("bad", {"anger": 0.8}, card=card, alone=other)
        for other in ((), alone({"anger": 0.8}), alone({"anger": 0.5}), alone({"sadness": 0.8}))
    )
    assert agrees.confidence > undecided.confidence == without.confidence == 0.8 > differs.confidence
    assert agrees.confidence == pytest.approx(1 / (1 + 4**-1.5), abs=1e-4)
    assert (differs.emotion, differs.abstained) == ("not_sure", True)
    assert {each.best for each in (without, agrees, undecided, differs)} == {FAMILIES.index("anger")}
    assert differs.emotions == agrees.emotions


def test_a_gate_without_agreement_does_not_mind_the_other_reader() -> None:
    assert read("bad", {"anger": 0.8}, alone=alone({"sadness": 0.99})).confidence == 0.8


def test_the_other_reader_is_asked_about_the_family_that_is_best_after_what_the_customer_did() -> None:
    card = replace(CARD, gates={"en": replace(GATE, right=Vote(1.0, 0.0, 0.0, agree=1.0))})
    said = {"neutral": 0.6, "frustration": 0.3}
    other = alone({"neutral": 0.9, "frustration": 0.5})
    found = read("where is it", said, card=card, behaviour=Behaviour("", repeated=True), alone=other)
    assert FAMILIES[found.best] == "frustration"
    assert found.confidence == pytest.approx(found.emotions["frustration"], abs=1e-3)  # 0.5 adds nothing


ASKED = [
    # text, family, alone, what is asked
    ("bad", "anger", {}, "event"),
    ("it broke", "anger", {}, "need"),
    ("repair it", "anger", {}, ""),
    ("it broke, a person", "anger", {}, ""),
    ("bad", "anger", {"anger": 0.6}, "event"),
    ("bad", "anger", {"gratitude": 0.6}, "emotion"),
    ("thanks", "anger", {}, "emotion"),
    ("bad", "neutral", {}, ""),
    ("bad", "gratitude", {}, ""),
]


@pytest.mark.parametrize("text, family, other, about", ASKED)
def test_what_is_worth_asking(text: str, family: str, other: Mapping[str, float], about: str) -> None:
    found = read(text, {family: 0.8}, alone=alone(other) if other else ())
    assert found.ask == (Ask(about, POLICY.ask[about]) if about else None)


def test_who_needs_a_person_by_the_model_alone_is_not_asked_what_for() -> None:
    assert read("it broke", {"anger": 0.8}, flags=(0.0, 0.0, 0.0, *NO_DRIVER)).ask
    assert read("it broke", {"anger": 0.8}, flags=(0.95, 0.0, 0.0, *NO_DRIVER)).ask is None


def test_a_reading_that_is_not_sure_asks_nothing_of_its_own() -> None:
    assert read("bad", {"anger": 0.4}).ask is None
    assert read("bad", {"anger": 0.9}, "und").ask is None


def test_what_happened_is_in_the_feelings() -> None:
    found = read("well, it broke", {"anger": 0.8})
    assert found.appraisal.event
    assert found.appraisal.event.text == "it broke"
    assert found.appraisal.certainty == POLICY.appraisal.high


def test_thresholds_of_a_language_come_before_those_of_any() -> None:
    card = replace(CARD, label_thresholds={ANY: EVEN, "en": LabelThresholds((0.2,) * 28, (0.7,) * 8)})
    labels = [0.3] + [0.1] * 27
    assert read("bad", {}, card=card, labels=labels).present == ("admiration",)
    assert read("bad", {}, "de", card=card, labels=labels).present == ()
