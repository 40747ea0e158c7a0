"""The shipped reader on the project's own sets: a change that lets it fall below its floor fails here."""

from __future__ import annotations

import pytest

from lab.phrases import KINDS, measure_phrases
from lab.traps import measure_traps
from warmline import Reader


def test_traps_are_read_right() -> None:
    right, wrong = measure_traps(Reader(), "all")
    assert sum(right) >= 0.85 * len(right), "\n".join(wrong)


RECALL = 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_phrases_are_noticed_and_their_figurative_twins_are_not(kind: str) -> None:
    scores, misses = measure_phrases(Reader(), "all")
    ours = [score for (of, _), score in scores.items() if of == kind]
    hits, wanted, false = (sum(getattr(score, name) for score in ours) for name in ("hits", "wanted", "false"))
    report = "\n".join(miss for miss in misses if miss.startswith(kind))
    assert hits >= RECALL * wanted, report
    assert hits >= 0.90 * (hits + false), report
