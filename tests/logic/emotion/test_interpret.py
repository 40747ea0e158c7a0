from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.logic.emotion.own import own_policy, prepared
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, Appraisal, Flag
from warmline.domain.model import Card, Gate
from warmline.logic.emotion.interpret import Feelings, TurnScores, interpret, logit

GATE = Gate(floor=0.5, neutral_floor=0.7, top=1.0, margin=0.0, bias=0.0)
CARD = Card("test", "1", (0.5,) * 28, {"en": (0.4,) * 6, "de": (0.9,) * 6}, 0.5, {"en": GATE})
POLICY = own_policy(
    ("flag.person", "person"),
    ("flag.abuse", "idiot"),
    ("cue.urgency", "now"),
    valences=tuple({"anger": -0.9, "gratitude": 0.8}.get(family, 0.0) for family in FAMILIES),
    arousals=tuple({"anger": 0.9, "gratitude": 0.4}.get(family, 0.0) for family in FAMILIES),
    arousal={"exclamation": 0.3, "urgency": 0.2},
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
    text: str, families: Mapping[str, float], language: str = "en", card: Card = CARD, **changes: object
) -> Feelings:
    return interpret(prepared(text, *PHRASES, language=language), scores(families, **changes), card, POLICY)


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
        ("hm", "en", {"neutral": 0.7}, "neutral", 0.7),
        ("hm", "en", {"neutral": 0.69}, "not_sure", 0.69),
    ],
)
def test_the_gate(text: str, language: str, families: dict[str, float], emotion: str, confidence: float) -> None:
    found = read(text, families, language)
    assert (found.emotion, found.confidence) == (emotion, confidence)
    assert found.abstained is (emotion == "not_sure")
    assert FAMILIES[found.best] == max(families, key=lambda name: families[name])


def test_a_close_second_lowers_the_confidence() -> None:
    card = replace(CARD, gates={"en": Gate(0.5, 0.5, 0.5, 0.5, 0.1)})
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
