from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from warmline.adapters import clock as module
from warmline.adapters.clock import SystemClock


def test_ids_are_uuids_of_version_7_in_the_order_of_time() -> None:
    clock = SystemClock()
    before = datetime.now(UTC)
    ids = [clock.new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    first = UUID(ids[0])
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert abs((first.int >> 80) / 1000 - before.timestamp()) < 5


def test_time_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Jumping(datetime):
        told = datetime(2026, 3, 1, 12, tzinfo=UTC)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls.told

    monkeypatch.setattr(module, "datetime", Jumping)
    clock = SystemClock()
    first = clock.now()
    Jumping.told -= timedelta(hours=3)
    second, own = clock.now(), clock.new_id()
    assert first < second < first + timedelta(seconds=1)
    Jumping.told += timedelta(hours=4)
    assert clock.now() == first + timedelta(hours=1)
    assert own < clock.new_id()
