"""What stands beside the figures."""

import sys

import pytest

from lab.vader import vader_families, vader_scores, vader_sentiments

TEXTS = ["I love it, great work!", "This is terrible, I hate it.", "The parcel is here."]


def test_sentiments_and_families() -> None:
    assert vader_sentiments(TEXTS) == ["positive", "negative", "neutral"]
    assert vader_families(TEXTS) == ["gratitude", "frustration", "neutral"]


def test_nothing_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    assert vader_scores(TEXTS) == vader_families(TEXTS) == []
