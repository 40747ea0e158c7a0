"""Whether an inbox is open, and when it opens next: by its own clock, across holidays and the change of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from warmline.domain.hand_over import Hours

_LOOKED_AHEAD = 400
"""Days; who opens on none of them does not open."""
_DAY = timedelta(days=1)


def is_open(hours: Hours | None, now: datetime) -> bool:
    """Whether somebody is there; where no hours are set, always."""
    if hours is None:
        return True
    return any(begin <= now < end for begin, end in _spans(hours, now, 2))


def next_open(hours: Hours | None, now: datetime) -> datetime | None:
    """When it opens next, in UTC; None while it is open, and where it never opens."""
    if hours is None or is_open(hours, now):
        return None
    return min((begin for begin, _ in _first(hours, now)), default=None)


def _first(hours: Hours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What begins later, up to the end of the first day on which anything does."""
    found: date | None = None
    for begin, end in _spans(hours, now, _LOOKED_AHEAD):
        if begin > now:
            day = begin.astimezone(ZoneInfo(hours.time_zone)).date()
            if found and day > found:
                return
            found = day
            yield begin, end


def _spans(hours: Hours, now: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Of so many days from yesterday on, in UTC; what began before a holiday goes on to its end."""
    zone = ZoneInfo(hours.time_zone)
    today = now.astimezone(zone).date()
    for day in (today + _DAY * ahead for ahead in range(-1, days)):
        if day.isoformat() not in hours.holidays:
            yield from (
                (_at(day, begin, zone), _end(day, begin, end, zone)) for begin, end in hours.week[day.weekday()]
            )


def _end(day: date, begin: str, end: str, zone: ZoneInfo) -> datetime:
    """The later of two moments that the clock shows twice."""
    return _at(day if end > begin else day + _DAY, end, zone, fold=1)


def _at(day: date, clock: str, zone: ZoneInfo, fold: int = 0) -> datetime:
    if clock == "24:00":
        day, clock = day + _DAY, "00:00"
    local = datetime.combine(day, time.fromisoformat(clock)).replace(tzinfo=zone, fold=fold)
    return local.astimezone(UTC)
