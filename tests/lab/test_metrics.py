import math

import numpy as np
import pytest

from lab.metrics import Figure, expected_calibration_error, macro_f1, mean_pearson, share

YES, NO = True, False


def test_macro_f1_by_hand() -> None:
    found = np.array([[YES, NO], [YES, NO], [NO, YES], [NO, NO]])
    wanted = np.array([[YES, NO], [NO, NO], [YES, YES], [NO, YES]])
    # column 1: 1 hit, 2 found, 2 wanted; column 2: 1 hit, 1 found, 2 wanted
    value, low, high = macro_f1(found, wanted)
    assert value == pytest.approx((2 * 1 / 4 + 2 * 1 / 3) / 2)
    assert 0 <= low <= value <= high <= 1


@pytest.mark.parametrize(
    "found, wanted, value",
    [
        ([YES, NO], [YES, NO], 1.0),
        ([YES, NO], [NO, YES], 0.0),
        ([NO, NO], [NO, NO], 0.0),
        ([YES, YES], [YES, NO], 2 / 3),
    ],
)
def test_f1_of_one_column(found: list[bool], wanted: list[bool], value: float) -> None:
    assert macro_f1(np.array(found)[:, None], np.array(wanted)[:, None])[0] == pytest.approx(value)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.15, 0.15])
    right = np.array([YES, YES, YES, NO, NO, YES])
    # above: 4 rows, 0.95 against 0.75; below: 2 rows, 0.15 against 0.5
    expected = (4 * 0.2 + 2 * 0.35) / 6
    assert expected_calibration_error(confidence, right, bins=10)[0] == pytest.approx(expected)


@pytest.mark.parametrize("confidence, right, error", [(1.0, YES, 0.0), (0.0, NO, 0.0), (1.0, NO, 1.0), (0.0, YES, 1.0)])
def test_calibration_error_at_the_ends(confidence: float, right: bool, error: float) -> None:
    assert expected_calibration_error(np.full(9, confidence), np.full(9, right))[0] == pytest.approx(error)


def test_pearson_is_numpys() -> None:
    chance = np.random.default_rng(1)
    values = chance.random((200, 3))
    wanted = values * 0.5 + chance.random((200, 3))
    expected = np.mean([np.corrcoef(values[:, column], wanted[:, column])[0, 1] for column in range(3)])
    value, low, high = mean_pearson(values, wanted)
    assert value == pytest.approx(expected)
    assert low < value < high


def test_pearson_by_hand() -> None:
    # means 2 and 3; covariance sum 3, squares 2 and 6
    assert mean_pearson(np.array([[1.0], [2.0], [3.0]]), np.array([[2.0], [2.0], [5.0]]))[0] == pytest.approx(
        3 / 12**0.5
    )


def test_pearson_of_what_does_not_vary_is_nought() -> None:
    assert mean_pearson(np.ones((5, 1)), np.arange(5.0)[:, None])[0] == 0


def test_share() -> None:
    value, low, high = share(np.array([YES] * 30 + [NO] * 70))
    assert value == pytest.approx(0.3)
    assert low == pytest.approx(0.3 - 1.96 * (0.3 * 0.7 / 100) ** 0.5, abs=0.02)
    assert high == pytest.approx(0.3 + 1.96 * (0.3 * 0.7 / 100) ** 0.5, abs=0.02)
    assert all(map(math.isnan, share(np.array([], bool))))


def test_intervals_are_the_same_each_time() -> None:
    hits = np.arange(50) % 3 == 0
    assert share(hits) == share(hits)


def test_a_figure_in_a_line() -> None:
    line = str(Figure("macro-F1", 0.5, 0.4, 0.6, "0.45", "all rows"))
    assert line.split() == ["macro-F1", "0.5000", "[0.4000,", "0.6000]", "required", "0.45", "(all", "rows)"]
    assert str(Figure("x", 0.5, 0.4, 0.6)).endswith("[0.4000, 0.6000]")
