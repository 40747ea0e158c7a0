"""Labels are decided group by group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.domain.emotion import EKMAN, LABELS
from warmline.domain.model import LabelThresholds
from warmline.logic.emotion.present import UNPLEASANT, group_probabilities, present_labels

EVEN = LabelThresholds((0.5,) * 28, (0.5,) * 8)
probabilities = st.lists(st.floats(0, 1), min_size=28, max_size=28)


def p(**labels: float) -> list[float]:
    return [labels.get(name, 0.0) for name in LABELS]


def test_a_group_is_likelier_than_any_of_its_labels() -> None:
    groups = dict(zip([*EKMAN, "unpleasant"], group_probabilities(p(anger=0.5, annoyance=0.5, fear=0.2)), strict=True))
    assert groups == pytest.approx(dict.fromkeys(EKMAN, 0) | {"anger": 0.75, "fear": 0.2, "unpleasant": 0.8})


@pytest.mark.parametrize(
    "labels, present",
    [
        (p(), ()),
        (p(joy=0.6, love=0.3), ("joy",)),
        (p(joy=0.3, love=0.4), ("love",)),  # together likely, alone neither: the likelier one
        (p(joy=0.6, gratitude=0.7), ("gratitude", "joy")),
        (p(anger=0.4, sadness=0.3), ("anger",)),  # unpleasant, though no group is sure
        (p(anger=0.4), ()),
        (p(neutral=0.6, curiosity=0.6), ("curiosity", "neutral")),
    ],
)
def test_groups_first_then_labels(labels: list[float], present: tuple[str, ...]) -> None:
    assert present_labels(labels, EVEN) == present


def test_a_pleasant_turn_has_no_unpleasant_label() -> None:
    strict = LabelThresholds((0.5,) * 28, (0.5,) * 7 + (0.95,))
    assert present_labels(p(anger=0.9, joy=0.9), strict) == ("joy",)


@given(probabilities, st.lists(st.floats(0.01, 0.99), min_size=8, max_size=8))
def test_each_group_is_present_as_its_threshold_says(labels: list[float], groups: list[float]) -> None:
    present = present_labels(labels, LabelThresholds((0.5,) * 28, tuple(groups)))
    assert list(present) == [name for name in LABELS if name in present]
    likely = dict(zip([*EKMAN, "unpleasant"], group_probabilities(labels), strict=True))
    for (name, members), threshold in zip(EKMAN.items(), groups, strict=False):
        if name not in UNPLEASANT:
            assert bool(members & set(present)) == (likely[name] >= threshold)
    unpleasant = any(EKMAN[name] & set(present) for name in UNPLEASANT)
    assert unpleasant == (likely["unpleasant"] >= groups[-1])
