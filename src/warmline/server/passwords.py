"""Passwords: hashed slowly (argon2id), one at a time, and never by whoever asks most for all others."""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from warmline.domain.errors import UnreadableInput
from warmline.ports import Aside
from warmline.server.turns import Turns

SHORTEST, LONGEST = 12, 200
"""Characters (NIST SP 800-63B asks for 8 at least and 64 at least allowed; nothing else but that it is not common)."""
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
"""As OWASP's Password Storage Cheat Sheet asks for."""
_NOBODYS = _HASHER.hash("nobody has this password")


class Passwords:
    """One try at a time costs at most one core; whoever tries often waits for themselves."""

    def __init__(self, aside: Aside) -> None:
        self._aside, self._turns = aside, Turns()
        self.turn, self.forgive = self._turns.turn, self._turns.forgive
        """Everything below, and what is looked up for it, belongs into a turn."""

    async def are(self, password: str, known: str | None) -> bool:
        """Whether it is the password of a hash; takes as long where there is none."""
        right = await self._aside(lambda: _HASHER.verify(password[:LONGEST], known or _NOBODYS))
        return right and known is not None

    async def hashed(self, password: str) -> str:
        """What is kept of it. Raises UnreadableInput for one that is too short, too long or too common."""
        _check(password)
        return await self._aside(lambda: _HASHER.hash(password))


def hashed_now(password: str) -> str:
    """The same before anybody can ask for anything. Raises UnreadableInput."""
    _check(password)
    return _HASHER.hash(password)


def _check(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise UnreadableInput("password", f"it needs {SHORTEST} to {LONGEST} characters")
    if _is_common(password):
        raise UnreadableInput("password", "it is one of those that are tried first")


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
