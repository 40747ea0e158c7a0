"""A turn of a conversation, as it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CleanText = NewType("CleanText", str)
"""Pseudonymised text. Only `warmline.logic.privacy.redact` makes it."""

MAX_TURN = 100_000
"""Code points in one turn; longer text is refused, never cut."""


class Role(StrEnum):
    """Who wrote a turn."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; offsets in readings are Unicode code points in `text`."""

    text: str
    id: str = ""
    conversation_id: str = ""
    role: Role = Role.CUSTOMER
    at: datetime | None = None
    language: str = ""
    """ISO 639-1 when the sender said so; empty means: find out."""
