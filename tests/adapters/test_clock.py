from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from warmline.adapters import clock as module
from warmline.adapters.clock import SystemClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Machine:
    """The machine's own clocks: the one on the wall, and the one that nobody sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.seconds = NOON, 0.0
        machine = self

        class Shown(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return machine.wall

        monkeypatch.setattr(module, "datetime", Shown)
        monkeypatch.setattr(module.time, "clock_gettime", lambda _: self.seconds)

    def run(self, time: timedelta) -> None:
        """So much time goes by."""
        self.wall += time
        self.seconds += time.total_seconds()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_ids_are_uuids_of_version_7_in_the_order_of_time() -> None:
    clock = SystemClock()
    before = datetime.now(UTC)
    ids = [clock.new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    first = UUID(ids[0])
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert abs((first.int >> 80) / 1000 - before.timestamp()) < 5


def test_time_never_goes_back(machine: Machine) -> None:
    clock = SystemClock()
    first = clock.now()
    machine.wall -= 3 * HOUR
    second, own = clock.now(), clock.new_id()
    assert first < second < first + timedelta(seconds=1)
    machine.wall += 4 * HOUR
    assert clock.now() == NOON + HOUR
    assert own < clock.new_id()


@pytest.mark.parametrize("jump", [-400 * DAY, -HOUR, -timedelta(milliseconds=1), HOUR, 400 * DAY])
def test_ids_go_on_in_order_whatever_the_clock_does(machine: Machine, jump: timedelta) -> None:
    clock = SystemClock()
    ids = []
    for by in (timedelta(), jump, timedelta(), -jump, 2 * jump):
        machine.wall += by
        ids += [clock.new_id() for _ in range(1000)]
        machine.run(timedelta(seconds=1))
    assert ids == sorted(set(ids))


def test_ids_are_new_after_a_restart_at_the_very_same_moment(machine: Machine) -> None:
    ids = [clock.new_id() for clock in (SystemClock(), SystemClock()) for _ in range(5000)]
    assert len(set(ids)) == len(ids)


def test_a_leap_ahead_is_believed_after_an_hour_and_relied_on_after_another(machine: Machine) -> None:
    clock = SystemClock()
    machine.wall += 400 * DAY
    machine.run(HOUR / 2)
    assert clock.now() == NOON + HOUR / 2
    machine.run(HOUR / 2)
    assert clock.now() == NOON + HOUR
    machine.run(HOUR)
    assert clock.now() == NOON + 400 * DAY + 2 * HOUR
    assert not clock.is_sure()
    machine.run(HOUR)
    assert clock.is_sure()


def test_a_leap_ahead_and_back_leaves_no_trace(machine: Machine) -> None:
    clock = SystemClock()
    machine.wall += 400 * DAY
    machine.run(HOUR / 2)
    clock.now()
    machine.wall -= 400 * DAY
    machine.run(HOUR / 2)
    assert clock.now() == NOON + HOUR


def test_it_is_sure_of_the_time_after_an_hour_in_which_nothing_jumped(machine: Machine) -> None:
    clock = SystemClock()
    assert not clock.is_sure()
    machine.run(HOUR)
    assert clock.is_sure()
    machine.wall -= 2 * DAY
    assert not clock.is_sure()
    machine.wall += 2 * DAY
    machine.run(HOUR / 2)
    assert not clock.is_sure()
    machine.run(HOUR)
    assert clock.is_sure()
