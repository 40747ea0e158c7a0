"""Passwords: hashed slowly (argon2id), one at a time, and never by whoever asks most for all others."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from warmline.domain.errors import TooManyRequests, UnreadableInput
from warmline.ports import Aside

SHORTEST, LONGEST = 12, 200
"""Characters (NIST SP 800-63B asks for 8 at least and 64 at least allowed; nothing else but that it is not common)."""
_EACH, _WAITING = 3, 60
"""Tries that may wait from one address, and in all."""
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
"""As OWASP's Password Storage Cheat Sheet asks for."""
_NOBODYS = _HASHER.hash("nobody has this password")


@dataclass(slots=True)
class Passwords:
    """One try at a time costs at most one core; whoever tries often waits for themselves."""

    aside: Aside
    _waiting: Counter[str] = field(default_factory=Counter)
    _one: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def are(self, password: str, known: str | None, address: str) -> bool:
        """Whether it is the password of a hash; takes as long where there is none. Raises TooManyRequests."""
        if self._waiting[address] >= _EACH or self._waiting.total() >= _WAITING:
            raise TooManyRequests(_EACH, 1, 1)
        self._waiting[address] += 1
        try:
            async with self._one:
                right = await self.aside(lambda: _HASHER.verify(password[:LONGEST], known or _NOBODYS))
        finally:
            self._waiting -= Counter([address])
        return right and known is not None

    async def hashed(self, password: str) -> str:
        """What is kept of it. Raises UnreadableInput for one that is too short, too long or too common."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise UnreadableInput("password", f"it needs {SHORTEST} to {LONGEST} characters")
        if _is_common(password):
            raise UnreadableInput("password", "it is one of those that are tried first")
        async with self._one:
            return await self.aside(lambda: _HASHER.hash(password))


def _is_common(password: str) -> bool:
    """Few different characters, or a run of the keyboard or the alphabet, or a word that everybody takes."""
    plain = password.casefold()
    rows = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "01234567890" * 3)
    runs = any(plain in row or plain in row[::-1] for row in rows)
    words = ("password", "passwort", "welcome", "letmein", "iloveyou", "warmline", "qwerty", "admin")
    left = plain
    for word in words:
        left = left.replace(word, "")
    return runs or len(set(plain)) < 5 or len(left.strip("0123456789!?.-_ ")) < 3
