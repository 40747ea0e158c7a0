"""What recognisers share: a find, the patterns' engine, and words nearby."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import re2

from warmline.logic.privacy.shapes import Kind


class Find(NamedTuple):
    """A piece of the folded text that gives something away."""

    kind: Kind
    start: int
    end: int


Recogniser = Callable[[str], Iterator[Find]]

_LEFT, _RIGHT = 48, 24


def pattern(*parts: str) -> Any:
    """A linear-time pattern (RE2, Cox 2010) of the parts joined."""
    return re2.compile("".join(parts))


def longest(*parts: str) -> Any:
    """The same, preferring the longest match to the first alternative (POSIX)."""
    options = re2.Options()
    options.longest_match = True
    return re2.compile("".join(parts), options)


def is_word(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit touches `[start:end]`."""
    return not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether `[start:end]` is a word of its own, no handle and no part of one joined by "-" or "_"."""
    before, after = text[max(0, start - 2) : start][::-1], text[end : end + 2]
    return is_word(text, start, end) and not (before[:1] == "@" or _is_joined(before) or _is_joined(after))


def has_nearby(words: Any, text: str, start: int, end: int) -> bool:
    """Whether one of the words stands shortly before or after `[start:end]`."""
    return bool(words.search(text[max(0, start - _LEFT) : start]) or words.search(text[end : end + _RIGHT]))


def _is_joined(side: str) -> bool:
    return side[:1] == "_" or (side[:1] == "-" and side[1:].isalnum())
