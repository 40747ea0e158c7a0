"""Runs of digits in groups, and which neighbouring groups make a number together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from warmline.logic.privacy.shapes import Span

_GROUP = re.compile("[(+]*([0-9]+)")


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digits that only separators part; `edges[i]` counts the digits before group `i`."""

    digits: str
    groups: tuple[Span, ...]
    edges: tuple[int, ...]

    def windows(self, first: int, most_groups: int, fewest: int, most: int) -> Iterator[tuple[int, int]]:
        """The group after, and the digits in, each row of groups from `first` on, the longest first.

        Rows of single digits do not count.
        """
        before = self.edges[first]
        for last in range(min(first + most_groups, len(self.groups)), first, -1):
            count = self.edges[last] - before
            if count < fewest:
                return
            if count <= most and count > 2 * (last - first) - 2:
                yield last, count

    def spans(self, end_of: Callable[[int], int]) -> Iterator[Span]:
        """The numbers' spans, where `end_of` tells for a first group the group after the last (0: none)."""
        first = 0
        while first < len(self.groups):
            last = end_of(first)
            if last:
                yield self.groups[first][0], self.groups[last - 1][1]
            first = last or first + 1


def runs(shape: Any, text: str) -> Iterator[Run]:
    """The runs that match `shape`, cut into groups; "(" and "+" belong to the group that they open."""
    for found in shape.finditer(text):
        groups = tuple(_GROUP.finditer(text, *found.span()))
        digits = [group[1] for group in groups]
        edges = tuple(accumulate(map(len, digits), initial=0))
        yield Run("".join(digits), tuple(group.span() for group in groups), edges)
