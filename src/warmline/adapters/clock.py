"""The system's time, and ids in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import randbits
from threading import Lock
from uuid import UUID

_STEP = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemClock:
    """Implements `warmline.ports.Clock`; when the machine's clock is set back, time goes on in microseconds."""

    def __init__(self) -> None:
        self._last = _EPOCH
        self._lock = Lock()

    def now(self) -> datetime:
        """This moment, in UTC, later than any told before."""
        with self._lock:
            self._last = max(datetime.now(UTC), self._last + _STEP)
            return self._last

    def new_id(self) -> str:
        """A UUIDv7 (RFC 9562): milliseconds, then microseconds in the place of its 12 random bits, then chance."""
        micros = (self.now() - _EPOCH) // _STEP
        fraction = (micros % 1000) * 4096 // 1000
        high = (micros // 1000) << 16 | 0x7000 | fraction
        return str(UUID(int=high << 64 | 0b10 << 62 | randbits(62)))
