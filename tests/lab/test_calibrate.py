from collections.abc import Mapping

import numpy as np
import pytest

from lab.calibrate import (
    best_balance,
    best_threshold,
    fit_calibration,
    fit_gates,
    is_reversed,
    is_right,
    label_thresholds,
)  # fmt: skip
from lab.datasets.shape import Example
from lab.logistic import fit_near, fit_small
from lab.metrics import expected_calibration_error
from lab.training_set import targets_of
from warmline.adapters.runtime.linear import FAMILY, OUTPUTS
from warmline.domain.emotion import FAMILIES, LABELS, LANGUAGES
from warmline.logic.emotion.gate import judge
from warmline.logic.emotion.present import present_labels

ANGER = OUTPUTS.index("families.anger")
BASIC_ANGER = OUTPUTS.index("basic.anger")
RECIPE = {"reversals": 0.02, "answered": 0.35, "right": 0.55, "confidence": 0.3}


def sigmoid(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-values)))


def one_of(family: str) -> np.ndarray:
    return np.array([0.9 if name == family else 0.01 for name in FAMILIES], np.float32)


def test_slope_and_shift_are_found_again() -> None:
    chance = np.random.default_rng(3)
    logits = chance.normal(0, 3, 20_000)
    hits = (chance.random(20_000) < sigmoid(0.5 * logits - 1)).astype(float)
    assert fit_small(logits[:, None], hits) == pytest.approx([0.5, -1], abs=0.05)


def test_a_small_regression_with_two_columns() -> None:
    chance = np.random.default_rng(4)
    columns = chance.normal(0, 1, (20_000, 2))
    hits = (chance.random(20_000) < sigmoid(columns @ [1.5, -0.5] + 0.3)).astype(float)
    assert fit_small(columns, hits) == pytest.approx([1.5, -0.5, 0.3], abs=0.08)


@pytest.mark.parametrize("near", [[0.0, 0.0, 0.0], [1.0, 1.0, -2.0]])
def test_a_small_regression_that_is_hardly_held_finds_what_is_true(near: list[float]) -> None:
    chance = np.random.default_rng(4)
    columns = np.column_stack([chance.normal(0, 1, (20_000, 2)), np.ones(20_000)])
    hits = (chance.random(20_000) < sigmoid(columns @ [1.5, -0.5, 0.3])).astype(float)
    assert fit_near(columns, hits, np.array(near), 1e-3) == pytest.approx([1.5, -0.5, 0.3], abs=0.08)


def test_a_small_regression_stays_near_where_little_is_known() -> None:
    near = np.array([0.3, 0.7])
    columns, hits = np.array([[1.0, 0.0]] * 20), np.ones(20)
    held = [fit_near(columns, hits, near, ridge) for ridge in (0.01, 1.0, 100.0, 1e6)]
    assert [weights[0] for weights in held] == sorted((weights[0] for weights in held), reverse=True)
    assert held[0][0] > 4
    assert held[-1] == pytest.approx(near, abs=1e-4)
    assert all(weights[1] == pytest.approx(0.7) for weights in held)
    assert fit_near(columns[:0], hits[:0], near, 1.0) == pytest.approx(near)


def test_a_small_regression_learns_from_shares_too() -> None:
    found = fit_near(np.ones((50, 1)), np.full(50, 0.75), np.zeros(1), 1e-6)
    assert found == pytest.approx([np.log(3)], abs=1e-3)


def boastful(language: str, source: str, rows: int = 4_000) -> tuple[np.ndarray, list[Example]]:
    """Logits that are three times too sure, and what is true."""
    chance = np.random.default_rng(len(source))
    true = chance.normal(-1, 1, rows)
    angry = chance.random(rows) < sigmoid(true)
    logits = np.zeros((rows, len(OUTPUTS)), np.float32)
    logits[:, ANGER] = 3 * true + 1
    return logits, [
        Example(str(number), language, families={"anger": float(yes)}, labels=frozenset(), source=source)
        for number, yes in enumerate(angry)
    ]


def test_calibrated_probabilities_may_be_believed() -> None:
    logits, examples = boastful("en", "goemotions")
    targets = targets_of(examples)
    angry = targets[:, ANGER] > 0.5
    languages = np.array([example.language for example in examples])
    before = expected_calibration_error(sigmoid(logits[:, ANGER]).astype(float), angry)[0]
    calibration = fit_calibration(logits, targets, examples)
    after = expected_calibration_error(calibration.apply(logits, languages)[:, ANGER].astype(float), angry)[0]
    assert before > 0.1
    assert after < 0.03
    assert calibration.slope["en"][ANGER] == pytest.approx(1 / 3, abs=0.05)


def test_what_was_not_annotated_is_calibrated_as_in_english() -> None:
    logits, examples = boastful("en", "goemotions")
    calibration = fit_calibration(logits, targets_of(examples), examples)
    assert set(calibration.slope) == set(calibration.shift) == set(LANGUAGES)
    for language in LANGUAGES:
        assert np.array_equal(calibration.slope[language], calibration.slope["en"])
        assert np.array_equal(calibration.shift[language], calibration.shift["en"])
    others = np.arange(len(OUTPUTS)) != ANGER
    assert (calibration.slope["en"][others] == 1).all()
    assert (calibration.shift["en"][others] == 0).all()


def test_a_language_with_feelings_alone_gets_the_english_base_rate() -> None:
    """Half of the Dutch rows are angry because rows without a feeling are missing; in English one in five is."""
    chance = np.random.default_rng(8)
    languages = np.array(["en"] * 4_000 + ["nl"] * 4_000)
    logits = np.zeros((8_000, len(OUTPUTS)), np.float32)
    logits[:, BASIC_ANGER] = np.where(languages == "en", -1.6, 0) + chance.normal(0, 0.8, 8_000)
    angry = chance.random(8_000) < sigmoid(logits[:, BASIC_ANGER])
    examples = [
        Example("x", language, basic=frozenset({"anger"} if yes else ()), source=source)
        for language, source, yes in zip(languages, ["brighter"] * 4_000 + ["xed"] * 4_000, angry, strict=True)
    ]
    calibration = fit_calibration(logits, targets_of(examples), examples)
    english, dutch = (
        calibration.apply(logits, languages)[languages == each, BASIC_ANGER].mean() for each in ("en", "nl")
    )
    assert english == pytest.approx(angry[:4_000].mean(), abs=0.01)
    assert dutch == pytest.approx(english, abs=0.04)


@pytest.mark.parametrize("source, slope", [("care", 0.5), ("brighter", 1.0)])
def test_families_are_scaled_on_the_projects_own_sentences(source: str, slope: float) -> None:
    """Twice too sure is noticed there; of posts, that were chosen for their feelings, the English scale is kept."""
    chance = np.random.default_rng(13)
    languages = np.array(["en"] * 4_000 + ["es"] * 4_000)
    logits = np.zeros((8_000, len(OUTPUTS)), np.float32)
    true = chance.normal(-0.5, 2, 8_000)
    logits[:, ANGER] = np.where(languages == "en", true, 2 * true)
    sources = np.where(languages == "en", "goemotions", source).tolist()
    examples = [
        Example("x", each, families={"anger": float(yes)}, labels=frozenset(), source=of)
        for each, of, yes in zip(languages.tolist(), sources, chance.random(8_000) < sigmoid(true), strict=True)
    ]
    calibration = fit_calibration(logits, targets_of(examples), examples)
    assert calibration.slope["es"][ANGER] == pytest.approx(slope, abs=0.15)


def test_the_surest_scores_may_be_bent() -> None:
    """Annotators disagree: above nought the scores say nothing more, below it they are right."""
    chance = np.random.default_rng(10)
    logits = np.zeros((20_000, len(OUTPUTS)), np.float32)
    logits[:, ANGER] = chance.normal(0, 3, 20_000)
    angry = chance.random(20_000) < sigmoid(np.minimum(logits[:, ANGER], 0))
    examples = [
        Example("x", "en", families={"anger": float(yes)}, labels=frozenset(), source="goemotions") for yes in angry
    ]
    calibration = fit_calibration(logits, targets_of(examples), examples)
    found = [table["en"][ANGER] for table in (calibration.slope, calibration.bend, calibration.shift)]
    assert found == pytest.approx([0, 1, 0], abs=0.1)


def test_the_likeliest_label_is_calibrated_once_more() -> None:
    """The highest of 28 scores of mere chance is not to be believed, though each alone may be."""
    chance = np.random.default_rng(11)
    logits = np.full((6_000, len(OUTPUTS)), -3, np.float32)
    logits[:, : len(LABELS)] += chance.normal(0, 1, (6_000, len(LABELS)))
    wanted = chance.random((6_000, len(LABELS))) < sigmoid(np.float64(-3))
    examples = [
        Example("x", "en", labels=frozenset(np.array(LABELS)[row].tolist()), source="goemotions") for row in wanted
    ]
    p = fit_calibration(logits, targets_of(examples), examples).apply(logits, np.array(["en"] * 6_000))
    best = logits[:, : len(LABELS)].argmax(1)
    assert p[range(6_000), best].mean() == pytest.approx(wanted[range(6_000), best].mean(), abs=0.01)


def test_the_threshold_of_highest_f1_is_found() -> None:
    chance = np.random.default_rng(6)
    for _ in range(20):
        p = chance.random(60)
        wanted = (chance.random(60) < p).astype(float)
        f1 = {cut: 2 * wanted[p >= cut].sum() / ((p >= cut).sum() + wanted.sum()) for cut in p}
        assert f1[best_threshold(p, wanted)] == pytest.approx(max(f1.values()))


def test_the_threshold_of_highest_mean_f1_of_yes_and_no_is_found() -> None:
    chance = np.random.default_rng(7)
    for _ in range(20):
        p = chance.random(60).round(1)
        wanted = chance.random(60) < p
        mean = {}
        for cut in p:
            sides = ((p >= cut, wanted), (p < cut, ~wanted))
            mean[cut] = sum(2 * (found & true).sum() / max(1, found.sum() + true.sum()) for found, true in sides)
        assert mean[best_balance(p, wanted.astype(float))] == pytest.approx(max(mean.values()))


def test_the_threshold_among_equal_scores() -> None:
    assert best_threshold(np.array([0.9, 0.5, 0.5, 0.5, 0.5]), np.array([1.0, 1.0, 0, 0, 0])) == 0.9


def test_thresholds_of_labels_and_their_groups() -> None:
    chance = np.random.default_rng(12)
    wanted = chance.random((400, len(LABELS))) < 0.08
    clear = np.where(wanted, 0.8, 0.001).astype(np.float32)
    found = label_thresholds(clear, wanted)
    names = [{name for name, yes in zip(LABELS, row, strict=True) if yes} for row in wanted]
    assert [set(present_labels(row, found)) for row in clear.tolist()] == names


JUDGED = [
    # likeliest, annotated, source, right, reversed
    ("anger", {"anger": 1.0}, "goemotions", True, False),
    ("anger", {"frustration": 1.0}, "goemotions", False, False),
    ("frustration", {"anger": 1.0}, "goemotions", False, False),
    ("gratitude", {"anger": 1.0}, "goemotions", False, True),
    ("gratitude", {"anger": 1.0, "satisfaction": 1.0}, "goemotions", False, False),
    ("anger", {"satisfaction": 1.0}, "brighter", False, True),
    ("anger", {"satisfaction": 0.0, "neutral": 1.0}, "brighter", False, False),
    ("surprise", {"satisfaction": 1.0}, "brighter", False, False),
    ("neutral", {"anger": 1.0}, "goemotions", False, False),
    ("anger", {}, "goemotions", False, False),
]


@pytest.mark.parametrize("likeliest, families, source, right, reversed_", JUDGED)
def test_right_and_reversed(
    likeliest: str, families: Mapping[str, float], source: str, right: bool, reversed_: bool
) -> None:
    example = Example("x", "en", families=families, source=source)
    assert is_right(one_of(likeliest), example) is right
    assert is_reversed(one_of(likeliest), example) is reversed_


def judged(wrong: Mapping[str, float], rows: int = 400) -> tuple[np.ndarray, list[Example]]:
    """Angry rows in every language, of which a share is read as gratitude, and then with less certainty."""
    p = np.full((rows * len(LANGUAGES), len(OUTPUTS)), 0.01, np.float32)
    examples = []
    chance = np.random.default_rng(9)
    for language in LANGUAGES:
        source = "goemotions" if language == "en" else "care"
        for number in range(rows):
            mistaken = number < wrong.get(language, 0) * rows
            family = "gratitude" if mistaken else "anger"
            sure = 0.3 if mistaken else 0.8
            p[len(examples), FAMILY.start + FAMILIES.index(family)] = sure + 0.1 * chance.random()
            examples.append(Example("x", language, families={"anger": 1.0, "gratitude": 0.0}, source=source))
    return p, examples


def test_gates_let_through_what_is_seldom_reversed() -> None:
    p, examples = judged({"en": 0.2, "de": 0.0, "nl": 1.0, "fr": 0.8})
    gates, notes = fit_gates(p, examples, RECIPE)
    assert len(notes) == len(LANGUAGES)
    assert [note[:3] for note in notes] == [f"{language}:" for language in LANGUAGES]
    assert set(gates) == set(LANGUAGES) - {"nl", "fr"}
    gate = gates["en"]
    for row, answered in ((0, False), (399, True)):
        families = p[row, FAMILY].tolist()
        assert judge(families, (), gate)[1] is answered


def test_a_language_without_rows_has_no_gate() -> None:
    p, examples = judged({})
    english = [row for row, example in enumerate(examples) if example.language == "en"]
    gates, _ = fit_gates(p[english], [examples[row] for row in english], RECIPE)
    assert set(gates) == {"en"}


@pytest.mark.parametrize("least, there", [(0.3, True), (0.999, False)])
def test_who_is_not_likely_enough_right_is_not_answered(least: float, there: bool) -> None:
    p, examples = judged({"en": 0.2})
    gates, _ = fit_gates(p, examples, RECIPE | {"confidence": least})
    assert ("en" in gates) is there
    assert {gate.floor for gate in gates.values()} <= {least}


def test_confidence_is_how_often_the_likeliest_family_is_right() -> None:
    """An unpleasant family may be the wrong one of its side as often as it likes: the side is not in doubt."""
    chance = np.random.default_rng(15)
    p = np.full((4_000, len(OUTPUTS)), 0.01, np.float32)
    p[:, ANGER] = chance.uniform(0.3, 0.9, 4_000)
    seen = np.where(chance.random(4_000) < p[:, ANGER], "anger", "frustration").tolist()
    examples = [Example("x", "en", families={name: 1.0}, source="goemotions") for name in seen]
    gate = fit_gates(p, examples, RECIPE)[0]["en"]
    for sure in (0.4, 0.6, 0.8):
        families = [sure if family == "anger" else 0.01 for family in FAMILIES]
        assert judge(families, (), gate) == (pytest.approx(sure, abs=0.04), True)


def test_a_language_always_reversed_has_no_gate() -> None:
    p, examples = judged(dict.fromkeys(LANGUAGES, 1.0))
    assert fit_gates(p, examples, RECIPE | {"answered": 0.0})[0] == {}
