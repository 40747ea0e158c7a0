from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from warmline.domain.hand_over import Hours
from warmline.domain.people import InboxId
from warmline.logic.hours.opening import is_open, next_open

OFFICE = ((("09:00", "12:30"), ("13:00", "17:00")),) * 5 + ((),) * 2
NIGHT = ((("22:00", "06:00"),),) * 7
ALWAYS = ((("00:00", "24:00"),),) * 7
NEVER = ((),) * 7
EARLY = ((),) * 6 + ((("02:30", "04:00"),),)
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"

CASES = [
    # zone, week, holidays, local time, when it opens next (None: it is open)
    (BERLIN, OFFICE, (), "2026-11-23 09:00", None),
    (BERLIN, OFFICE, (), "2026-11-23 08:59", "2026-11-23 09:00"),
    (BERLIN, OFFICE, (), "2026-11-23 12:30", "2026-11-23 13:00"),
    (BERLIN, OFFICE, (), "2026-11-23 17:00", "2026-11-24 09:00"),
    (BERLIN, OFFICE, (), "2026-11-27 17:00", "2026-11-30 09:00"),  # over the weekend
    (BERLIN, OFFICE, ("2026-12-24", "2026-12-25"), "2026-12-23 18:00", "2026-12-28 09:00"),
    (BERLIN, OFFICE, ("2026-11-23",), "2026-11-23 10:00", "2026-11-24 09:00"),
    (BERLIN, NIGHT, (), "2026-11-23 23:59", None),
    (BERLIN, NIGHT, (), "2026-11-24 00:00", None),
    (BERLIN, NIGHT, (), "2026-11-24 06:00", "2026-11-24 22:00"),
    (BERLIN, NIGHT, ("2026-11-24",), "2026-11-24 05:00", None),  # begun before the holiday
    (BERLIN, NIGHT, ("2026-11-24",), "2026-11-24 22:30", "2026-11-25 22:00"),
    (BERLIN, ALWAYS, (), "2026-11-24 00:00", None),
    (BERLIN, ALWAYS, ("2026-11-24",), "2026-11-24 12:00", "2026-11-25 00:00"),
    (NEW_YORK, OFFICE, (), "2026-11-23 08:00", "2026-11-23 09:00"),
    (BERLIN, EARLY, (), "2026-03-29 01:00", "2026-03-29 03:30"),  # 02:30 is not shown on that clock
    (BERLIN, EARLY, (), "2026-10-25 01:00", "2026-10-25 02:30"),
    (BERLIN, OFFICE, (), "2026-03-28 12:00", "2026-03-30 09:00"),
    (BERLIN, OFFICE, (), "2026-10-24 12:00", "2026-10-26 09:00"),
    (LORD_HOWE, OFFICE, (), "2026-04-04 12:00", "2026-04-06 09:00"),  # changes by half an hour
]


@pytest.mark.parametrize("zone, week, holidays, local, opens", CASES)
def test_when_it_is_open_and_when_next(
    zone: str, week: tuple[tuple[tuple[str, str], ...], ...], holidays: tuple[str, ...], local: str, opens: str | None
) -> None:
    hours, now = Hours(InboxId("in"), zone, week, holidays), at(local, zone)
    assert is_open(hours, now) is (opens is None)
    assert next_open(hours, now) == (at(opens, zone) if opens else None)


def at(local: str, zone: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    hours = Hours(InboxId("in"), BERLIN, ((),) * 6 + ((("01:00", "02:30"),),))
    twice = at("2026-10-25 02:15", BERLIN)
    assert is_open(hours, twice)
    assert is_open(hours, twice + timedelta(hours=1))
    assert not is_open(hours, twice + timedelta(hours=1, minutes=15))


def test_where_nothing_is_set_it_is_open_and_where_nothing_ever_opens_it_says_so() -> None:
    now = at("2026-11-23 03:00", BERLIN)
    assert (is_open(None, now), next_open(None, now)) == (True, None)
    never = Hours(InboxId("in"), BERLIN, NEVER)
    assert (is_open(never, now), next_open(never, now)) == (False, None)
