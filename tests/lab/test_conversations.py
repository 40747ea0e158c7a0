"""Weights of a conversation's line."""

import json
from pathlib import Path

import pytest

from lab import conversations
from lab.conversations import NAMES, SET, conversation_figures, fit_conversations, judged_conversations
from warmline.assemble import Reader
from warmline.domain.emotion import LANGUAGES

BAD = "This is terrible, I am furious and you are a disgrace!"
GOOD = "Thank you so much, that is wonderful, I am very happy."


def talk(number: int, split: str, *texts: str, negative: int, rating: int) -> str:
    turns = [{"role": "customer", "text": text} for text in texts]
    row = {"id": str(number), "language": "en", "split": split, "negative": negative, "rating": rating, "turns": turns}
    return json.dumps(row)


@pytest.fixture
def _talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for number in range(12):
        split = "tune" if number % 2 else "held"
        rows.append(talk(number, split, BAD, "No.", negative=1, rating=1 + number % 3 // 2))
        rows.append(talk(100 + number, split, "Hello.", GOOD, negative=0, rating=5))
    (tmp_path / "talks.jsonl").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(conversations, "SET", tmp_path / "talks.jsonl")


@pytest.mark.usefixtures("_talks")
def test_weights_follow_what_was_judged() -> None:
    reader = Reader()
    judged = judged_conversations(reader, "tune")
    tables = fit_conversations(reader)
    assert list(tables) == ["negativity", "satisfaction", "interval"]
    assert list(tables["negativity"]) == list(tables["satisfaction"]) == list(NAMES)
    for each in judged:
        stars = sum(tables["satisfaction"][name] * fact for name, fact in zip(NAMES, each.facts, strict=True))
        logit = sum(tables["negativity"][name] * fact for name, fact in zip(NAMES, each.facts, strict=True))
        assert stars == pytest.approx(each.rating, abs=0.8)
        assert (logit > 0) is each.negative


@pytest.mark.usefixtures("_talks")
def test_figures_are_of_the_half_held_back() -> None:
    figures = list(conversation_figures(Reader()))
    assert [figure.name.partition(",")[0] for figure in figures] == ["satisfaction", "satisfaction", "negativity"]
    assert figures[0].value > 0.5


def test_the_set() -> None:
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) >= 400
    assert {row["language"] for row in rows} == set(LANGUAGES)
    for row in rows:
        assert row["rating"] in range(1, 6)
        assert row["negative"] in (0, 1)
        assert row["turns"][0]["role"] == "customer"
