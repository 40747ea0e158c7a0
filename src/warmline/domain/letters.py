"""What people of the company are written by mail: read from files, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LetterKind = Literal["recovery", "changed"]
"""A new password may be chosen; a password was chosen."""


@dataclass(frozen=True, slots=True)
class LetterWording:
    """The words of one kind of letter; `$name` is where something is put in."""

    subject: str
    text: str


LetterPolicy = Mapping[str, Mapping[LetterKind, LetterWording]]
"""By language."""
