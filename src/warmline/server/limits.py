"""How often somebody may ask: a bucket each, in this process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from warmline.domain.errors import TooManyRequests

_MOST = 10_000
"""Buckets remembered; one that is full again need not be."""
_ROUNDING = 1e-6


@dataclass(slots=True)
class Buckets:
    """Each holds so many requests and fills again at a rate a second (0: nobody is limited)."""

    rate: float
    holds: int
    now: Callable[[], float] = time.monotonic
    _full_at: dict[Hashable, float] = field(default_factory=dict)

    def take(self, whose: Hashable) -> None:
        """One request. Raises TooManyRequests, and then takes nothing."""
        if self.rate:
            self.look(whose)
            if len(self._full_at) >= _MOST:
                self._forget_full()
            self._full_at[whose] = max(self._full_at.get(whose, 0.0), self.now()) + 1 / self.rate

    def look(self, whose: Hashable) -> None:
        """Raises TooManyRequests where nothing is left."""
        if self.rate:
            wait = self._full_at.get(whose, 0.0) + (1 - self.holds) / self.rate - self.now()
            if wait > _ROUNDING:
                raise TooManyRequests(self.holds, math.ceil(self.holds / self.rate), math.ceil(wait))

    def _forget_full(self) -> None:
        now = self.now()
        self._full_at = {whose: full_at for whose, full_at in self._full_at.items() if full_at > now}
        if len(self._full_at) >= _MOST:
            self._full_at.clear()
