"""A little work that lets somebody go first where strangers wait: cheap to do once, dear to do often."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from re import compile as pattern
from secrets import token_bytes, token_hex

BITS = 16
"""Zeros that a hash has to begin with: 65,536 of them are tried on average, half a second in a browser."""
HEADER = b"warmline-solution"
_LASTS = 60
"""Seconds."""
_GIVEN = pattern(rb"([0-9]{1,12})\.([0-9a-f]{32})\.([0-9a-f]{32})\.([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A number is to be found that, behind the challenge and a dot, gives a SHA-256 that begins with so many zeros."""

    challenge: str
    bits: int = BITS


class Puzzles:
    """Gives puzzles without keeping any; a solution counts once."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now, self._secret = now, token_bytes(32)
        self._used: dict[bytes, float] = {}

    def new(self) -> Puzzle:
        """To be solved within a minute."""
        named = f"{int(self._now()) + _LASTS}.{token_hex(16)}"
        return Puzzle(f"{named}.{self._proof(named.encode())}")

    def is_solved(self, given: bytes) -> bool:
        """Whether it is a challenge of ours and its number, for the first time."""
        parts = _GIVEN.fullmatch(given)
        if not parts or int(parts[1]) < self._now() or parts[2] in self._used:
            return False
        zeros = 256 - int.from_bytes(sha256(given).digest(), "big").bit_length()
        named = given[: parts.end(2)]
        if zeros < BITS or not hmac.compare_digest(self._proof(named).encode(), parts[3]):
            return False
        self._use_up(parts[2])
        return True

    def _use_up(self, chance: bytes) -> None:
        now = self._now()
        while self._used and next(iter(self._used.values())) < now:
            del self._used[next(iter(self._used))]
        self._used[chance] = now + _LASTS

    def _proof(self, named: bytes) -> str:
        return hmac.digest(self._secret, named, "sha256").hex()[:32]
