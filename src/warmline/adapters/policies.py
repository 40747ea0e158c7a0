"""Policies from their TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from warmline.domain.emotion import LANGUAGES
from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import (
    EvidencePolicy,
    LanguagePolicy,
    MoodPolicy,
    Phrase,
    ReadingPolicy,
    SatisfactionPolicy,
)  # fmt: skip

DEFAULTS = files("warmline") / "policies"


def load_reading_policy(folder: Traversable = DEFAULTS) -> ReadingPolicy:
    """Flags, cues, lexicon and weights. Raises PolicyInvalid, naming the file, for one of another shape."""
    flags = {language: _toml(folder / "flags" / f"{language}.toml") for language in LANGUAGES}
    cues = {language: _toml(folder / "cues" / f"{language}.toml") for language in LANGUAGES}
    lexicon = {language: _toml(folder / "lexicon" / f"{language}.toml") for language in LANGUAGES}
    weights = _toml(folder / "reading.toml")
    try:
        return ReadingPolicy(
            phrases=tuple(_all_phrases(flags, cues, lexicon)),
            flag_p={kind: table["p"] for tables in flags.values() for kind, table in tables.items()},
            negation_reach={key: _reach(table["negation"]) for key, table in cues.items()},
            short_words={word: key for key, table in cues.items() for word in table["short_words"]},
            affect={family: tuple(pair) for family, pair in weights["affect"].items()},
            arousal=weights["arousal"],
            evidence=EvidencePolicy(**weights["evidence"]),
            language=LanguagePolicy(**weights["language"]),
            mood=MoodPolicy(**weights["mood"]),
            satisfaction=SatisfactionPolicy(**weights["satisfaction"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PolicyInvalid(f"{folder}: missing or misspelt: {error}") from error


def _reach(negation: dict[str, Any]) -> tuple[int, int]:
    return negation["before"], negation["after"]


_Tables = dict[str, dict[str, Any]]


def _all_phrases(flags: _Tables, cues: _Tables, lexicon: _Tables) -> Iterator[Phrase]:
    for language in LANGUAGES:
        for part, tables in (("flag", flags), ("cue", cues)):
            for kind, table in tables[language].items():
                if kind != "short_words":
                    yield from (Phrase(f"{part}.{kind}", language, text) for text in table["match"])
                    yield from (Phrase(f"-{part}.{kind}", language, text) for text in table.get("except", ()))
        for family, strengths in lexicon[language].items():
            for strength, texts in strengths.items():
                yield from (Phrase(f"lexicon.{family}.{strength}", language, text) for text in texts)


def _toml(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyInvalid(f"{path}: {error}") from error
