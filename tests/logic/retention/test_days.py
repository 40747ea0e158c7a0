"""Which days a tenant may say, and why not."""

from __future__ import annotations

import pytest

from warmline.logic.retention.days import why_not_kept

NOW = {"inference": 90, "words": 730, "event": 1095, "operation": 2, "delivery": 30}
BOUNDS = {"inference": (1, 180), "words": (7, 3650), "event": (30, 3650), "delivery": (3, 365)}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, None),
        ({"inference": 180}, None),
        ({"inference": 7, "words": 7}, None),
        ({"words": 1095}, None),
        ({"inference": 181}, "inference: the policy allows 1 to 180 days"),
        ({"delivery": 2}, "delivery: the policy allows 3 to 365 days"),
        ({"event": 0}, "event: the policy allows 30 to 3650 days"),  # without end is the operator's to say
        ({"operation": 3}, "operation: the policy sets no bounds for it, so that only the operator may change it"),
        ({"words": 60}, "inference: may not be kept longer than words, 60 days"),
        ({"event": 365}, "words: may not be kept longer than event, 365 days"),
    ],
)
def test_it_is_told_what_is_not_allowed(given: dict[str, int], wanted: str | None) -> None:
    assert why_not_kept(NOW | given, BOUNDS, NOW) == wanted


def test_what_holds_already_may_stay_whatever_the_bounds_are() -> None:
    endless = NOW | {"words": 0, "event": 0}
    assert why_not_kept(endless, BOUNDS, endless) is None
    assert why_not_kept(NOW, {}, NOW) is None
