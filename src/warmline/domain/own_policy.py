"""What a tenant says itself in place of a shipped policy: who said it and when stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warmline.domain.account import THE_ONE


@dataclass(frozen=True, slots=True)
class OwnCrisisLines:
    """Whom to call in one country, as the tenant says."""

    country: str
    emergency: str
    crisis: tuple[str, ...]
    safety: tuple[str, ...]
    at: datetime
    by: str
    """As it stands in the audit log."""
    reviewed_at: datetime | None = None
    """When a person of the tenant called or looked up each; None: nothing of it is sent."""
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class OwnRetention:
    """How many days each kind of data is kept, as the tenant says."""

    inference: int
    words: int
    event: int
    operation: int
    delivery: int
    at: datetime
    by: str
    id: str = THE_ONE
