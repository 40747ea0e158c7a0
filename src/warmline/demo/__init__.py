"""What a first start shows: the conversations of an invented shop."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as it is acted."""

    who: str
    """The customer."""
    language: str
    turns: tuple[tuple[bool, str], ...]
    """Whether the customer says it, and what."""
    csat: int | None = None
    """1 to 5, where the customer says how it was."""


def load_talks() -> list[Talk]:
    """All of them."""
    return [_talk(each) for each in tomllib.loads((files(__name__) / "talks.toml").read_text("utf-8"))["talk"]]


def _talk(given: dict[str, Any]) -> Talk:
    turns = tuple((turn.startswith("c: "), turn[3:]) for turn in given["turns"])
    return Talk(given["who"], given["language"], turns, given.get("csat"))
