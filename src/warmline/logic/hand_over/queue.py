"""Who is next: the most urgent first, of these who asked first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from warmline.domain.hand_over import HandOver


def in_turn(hand_overs: Iterable[HandOver]) -> list[HandOver]:
    """In the order in which they are answered."""
    return sorted(hand_overs, key=_turn)


def place_of(own: HandOver, queued: Iterable[HandOver]) -> int:
    """Its place among those of the same inbox, from 1."""
    return 1 + sum(_turn(each) < _turn(own) for each in queued if each.id != own.id)


def seconds_to_person(hand_over: HandOver) -> int | None:
    """From the first asking to a person's first message; None: none has written yet."""
    answered = hand_over.answered_at
    return int((answered - hand_over.asked_at).total_seconds()) if answered else None


def within(waits: Iterable[int], waiting: Iterable[timedelta], target: timedelta) -> float | None:
    """Share of those who asked for a person and had one in time; who still waits for longer counts as not."""
    waits = list(waits)
    late = sum(each > target for each in waiting)
    whole = len(waits) + late
    return sum(each <= target.total_seconds() for each in waits) / whole if whole else None


def quantile(waits: Iterable[int], share: float) -> int | None:
    """The wait that so large a share did not exceed (nearest rank)."""
    ordered = sorted(waits)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else None


def _turn(hand_over: HandOver) -> tuple[int, datetime, str]:
    return -hand_over.priority, hand_over.asked_at, hand_over.id
