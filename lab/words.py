"""Words that belong to one language alone, from the training rows: `policies/words.toml` is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from lab.datasets.shape import Example
from warmline.domain.emotion import LANGUAGES
from warmline.logic.emotion.words import split_words

_MOST = 400
_SEEN = 5
_LIKELIER = 15
"""How much oftener than in any other language."""
_FREQUENT = 3e-5
"""Share of a language's words."""


def own_words(examples: Iterable[Example]) -> dict[str, list[str]]:
    """Each language's most frequent words that no other has, in alphabetical order and as phrases are matched."""
    counts = {language: Counter[str]() for language in LANGUAGES}
    for example in examples:
        said = split_words(example.text)
        counts[example.language].update({word for word in said.plain if word.isalpha() and len(word) > 1})
    totals = {language: max(1, found.total()) for language, found in counts.items()}

    def likelihood(word: str, language: str) -> float:
        elsewhere = max((counts[other][word] + 0.5) / totals[other] for other in LANGUAGES if other != language)
        return counts[language][word] / totals[language] / elsewhere

    return {
        language: sorted(
            [
                word
                for word, seen in found.most_common()
                if seen >= _SEEN and seen / totals[language] >= _FREQUENT and likelihood(word, language) >= _LIKELIER
            ][:_MOST]
        )
        for language, found in counts.items()
    }


def write_own_words(path: Path, examples: Iterable[Example]) -> None:
    """The words as TOML, a list a language."""
    lines = ["# Frequent words that belong to one language alone. `warmline lab words` makes this file from the data."]
    for language, words in own_words(examples).items():
        listed = fill(", ".join(f'"{word}"' for word in words), 118, initial_indent="  ", subsequent_indent="  ")
        lines += ["", f"{language} = [", listed, "]"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
