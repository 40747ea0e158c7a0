"""The system's time, and ids in the order of time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from secrets import randbits
from threading import Lock
from uuid import UUID

_STEP = timedelta(microseconds=1)
_LEAP = timedelta(days=1)
"""By more than this no clock is set right in passing."""
_HOUR = 3600.0
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""A clock that nobody sets; while the machine sleeps it goes on."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemClock:
    """Implements `warmline.ports.Clock`.

    When the machine's clock is set back, time goes on in microseconds; when it leaps ahead by more than a day it is
    believed after an hour.
    """

    def __init__(self) -> None:
        self._last, self._seconds = datetime.now(UTC), time.clock_gettime(_STEADY)
        self._doubted = self._seconds
        """When the machine's clock was last more than a day from what was told, or else this one's start."""
        self._leapt: float | None = None
        """Since when the machine's clock has been ahead."""
        self._lock = Lock()

    def now(self) -> datetime:
        """This moment, in UTC, later than any told before."""
        with self._lock:
            seconds = time.clock_gettime(_STEADY)
            self._last, self._seconds = self._tell(datetime.now(UTC), seconds), seconds
            return self._last

    def is_sure(self) -> bool:
        """The machine's clock has agreed with what was told for an hour."""
        self.now()
        return self._seconds - self._doubted >= _HOUR

    def _tell(self, machine: datetime, seconds: float) -> datetime:
        """The moment to tell when the machine's clock says this."""
        gone_on = self._last + timedelta(seconds=seconds - self._seconds)
        ahead = machine - gone_on > _LEAP
        self._leapt = (seconds if self._leapt is None else self._leapt) if ahead else None
        believed = self._leapt is None or seconds - self._leapt >= _HOUR
        told = max(machine if believed else gone_on, self._last + _STEP)
        if ahead or told - machine > _LEAP:
            self._doubted = seconds
        return told

    def new_id(self) -> str:
        """A UUIDv7 (RFC 9562): milliseconds, then microseconds in the place of its 12 random bits, then chance."""
        micros = (self.now() - _EPOCH) // _STEP
        fraction = (micros % 1000) * 4096 // 1000
        high = (micros // 1000) << 16 | 0x7000 | fraction
        return str(UUID(int=high << 64 | 0b10 << 62 | randbits(62)))
