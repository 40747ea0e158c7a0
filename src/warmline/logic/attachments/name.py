"""File names that lead nowhere and look like what they are."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 120
_LONGEST_ENDING = 12
_UNFIT = re.compile(r'[<>:"|?*]')
"""What some file system gives a meaning of its own."""


def clean_name(given: str) -> str:
    """The last part of a path, without what cannot be seen or turns the writing round; `file` if nothing is left.

    The right-to-left override makes `exe.gpj` of what ends in `jpg.exe` (MITRE ATT&CK T1036.002).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if character.isspace() else character for character in last if _is_seen(character))
    plain = _UNFIT.sub("_", " ".join(seen.split())).strip(". ")
    return _short(plain) or "file"


def _is_seen(character: str) -> bool:
    return not unicodedata.category(character).startswith("C") or character == "\t"


def _short(name: str) -> str:
    """The beginning, with its ending."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _LONGEST or not dot or len(ending) > _LONGEST_ENDING:
        return name[:_LONGEST].rstrip(". ")
    return f"{stem[: _LONGEST - len(ending) - 1].rstrip('. ')}.{ending}"
