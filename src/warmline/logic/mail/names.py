"""Message-IDs of ours that nobody can guess: whoever has one was sent it, or was shown it by who was."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from typing import Literal

Kind = Literal["message", "conversation"]
_LETTERS: dict[str, Kind] = {"m": "message", "c": "conversation"}
_LENGTH = 26
"""Characters of a proof, five bits each."""
_OURS = re.compile(rf"<([mc])\.([a-z0-9-]{{1,100}})\.([a-z2-7]{{{_LENGTH}}})@[^<>\s@]{{1,255}}>")
_ANY = re.compile(r"<[!-;=?-~]{1,300}>")
_MOST = 50
"""Of the names in one header that are looked at."""


def mail_name(secret: bytes, inbox_id: str, kind: Kind, own: str, address: str) -> str:
    """The Message-ID that stands for a message or a conversation in letters of a mailbox; always the same."""
    letter = next(each for each, named in _LETTERS.items() if named == kind)
    return f"<{letter}.{own}.{_proof(secret, inbox_id, letter, own)}@{address.rpartition('@')[2].lower()}>"


def own_names(secret: bytes, inbox_id: str, names: Iterable[str]) -> list[tuple[Kind, str]]:
    """What those of the names stand for that were made here for this inbox, the newest first."""
    found = [match for name in names if (match := _OURS.fullmatch(name.lower()))]
    return [
        (_LETTERS[each[1]], each[2])
        for each in reversed(found)
        if hmac.compare_digest(each[3], _proof(secret, inbox_id, each[1], each[2]))
    ]


def names_in(header: str) -> tuple[str, ...]:
    """The Message-IDs in a header, the last of them where there are many."""
    return tuple(_ANY.findall(header)[-_MOST:])


def _proof(secret: bytes, inbox_id: str, letter: str, own: str) -> str:
    digest = hmac.digest(secret, f"{inbox_id} {letter} {own}".encode(), "sha256")
    return b32encode(digest).decode().lower()[:_LENGTH]
