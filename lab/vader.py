"""VADER (Hutto & Gilbert 2014) on the same rows, where it can say anything; nothing where it is not installed."""

from __future__ import annotations

from collections.abc import Sequence

_CLEAR = 0.05
"""From here on either side of nought its authors call a text positive or negative."""


def vader_scores(texts: Sequence[str]) -> list[float]:
    """The compound score of each text, -1 to 1; none without VADER."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return []
    vader = SentimentIntensityAnalyzer()
    return [float(vader.polarity_scores(text)["compound"]) for text in texts]


def vader_sentiments(texts: Sequence[str]) -> list[str]:
    """`positive`, `negative` or `neutral`."""
    return ["positive" if x >= _CLEAR else "negative" if x <= -_CLEAR else "neutral" for x in vader_scores(texts)]


def vader_families(texts: Sequence[str]) -> list[str]:
    """The commonest care family of each sentiment."""
    family = {"positive": "gratitude", "negative": "frustration", "neutral": "neutral"}
    return [family[sentiment] for sentiment in vader_sentiments(texts)]
