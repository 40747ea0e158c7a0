"""What is done with a turn, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["hand_over", "ask", "answer", "none"]
"""Bring in a person; ask first; an answer may be drafted; nothing is waiting for one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke, with what it saw: names and numbers, never the customer's words."""

    rule: str
    because: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a turn; the first reason decided."""

    action: Action
    reasons: tuple[Reason, ...]
    priority: int = 0
    """0 to 3; an inference may raise it and never lowers service."""
