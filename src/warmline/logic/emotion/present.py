"""Which of the 28 labels are present: unpleasant or not, then which group, then which label of it.

Each step has its own threshold. With one threshold a label alone, that which serves the label best serves its group
and the sentiment worst.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from warmline.domain.emotion import EKMAN, LABELS
from warmline.domain.model import LabelThresholds

UNPLEASANT = ("anger", "disgust", "fear", "sadness")
_MEMBERS = [[LABELS.index(name) for name in LABELS if name in group] for group in EKMAN.values()]
_UNPLEASANT = [list(EKMAN).index(name) for name in UNPLEASANT]


def group_probabilities(labels: Sequence[float]) -> list[float]:
    """How likely any label of each group is present, as if labels came independently; in the order of thresholds."""
    absent = [prod([1 - labels[place] for place in members]) for members in _MEMBERS]
    return [*[1 - p for p in absent], 1 - prod([absent[group] for group in _UNPLEASANT])]


def present_labels(labels: Sequence[float], thresholds: LabelThresholds) -> tuple[str, ...]:
    """The labels present, given their probabilities in the order of LABELS."""
    *groups, unpleasant = group_probabilities(labels)
    found = {group for group, p in enumerate(groups) if p >= thresholds.groups[group]}
    if unpleasant < thresholds.groups[-1]:
        found.difference_update(_UNPLEASANT)
    elif found.isdisjoint(_UNPLEASANT):
        found.add(_likeliest(_UNPLEASANT, groups, thresholds.groups))
    places: list[int] = []
    for group in found:
        members = _MEMBERS[group]
        over = [place for place in members if labels[place] >= thresholds.labels[place]]
        places += over or [_likeliest(members, labels, thresholds.labels)]
    return tuple([LABELS[place] for place in sorted(places)])


def _likeliest(places: Sequence[int], values: Sequence[float], thresholds: Sequence[float]) -> int:
    """The place that comes nearest to its threshold."""
    return max(places, key=lambda place: values[place] / thresholds[place])
