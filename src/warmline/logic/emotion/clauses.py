"""Which words of a turn belong together, and which of the phrases found in it count."""

from __future__ import annotations

from collections.abc import Iterable

from warmline.domain.prepared import Words
from warmline.logic.emotion.phrases import Hit


def clauses_of(words: Words, turns: set[int]) -> list[int]:
    """The clause of each word: a stop, a comma or a "but" begins a new one."""
    clause, clauses, end = 0, [], 0
    for index, start in enumerate(words.starts):
        stop = words.kinds[index] == "stop" and words.words[index] != "…"
        clause += stop or index in turns or "," in words.text[end:start]
        clauses.append(clause)
        end = words.ends[index]
    return clauses


def longest_of(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that no longer one covers, left to right; of two that overlap, the one that begins first."""
    kept: list[Hit] = []
    reach = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first > reach:
            kept.append(hit)
            reach = hit.last
    return kept
