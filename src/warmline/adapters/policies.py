"""Policies from their TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

from warmline.domain.emotion import FAMILIES, LANGUAGES, CueKind, FlagKind
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
            flag_p={(key, kind): _share(table["p"]) for key, tables in flags.items() for kind, table in tables.items()},
            negation_reach={key: _reach(table["negation"]) for key, table in cues.items()},
            short_words=_owners(cues, "short_words"),
            function_words=_owners(cues, "function_words"),
            valences=tuple(_pair(weights["affect"][family])[0] for family in FAMILIES),
            arousals=tuple(_pair(weights["affect"][family])[1] for family in FAMILIES),
            arousal={kind: float(value) for kind, value in weights["arousal"].items()},
            evidence=EvidencePolicy(int(weights["evidence"]["most"]), float(weights["evidence"]["share"])),
            language=LanguagePolicy(**_numbers(weights["language"])),
            mood=MoodPolicy(**_numbers(weights["mood"])),
            satisfaction=SatisfactionPolicy(**_numbers(weights["satisfaction"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PolicyInvalid(f"{folder}: missing, misspelt or not what it should be: {error}") from error


def _reach(negation: dict[str, Any]) -> tuple[int, int]:
    return int(negation["before"]), int(negation["after"])


def _owners(cues: dict[str, dict[str, Any]], name: str) -> dict[str, str]:
    return {word: language for language, table in cues.items() for word in _texts(table[name])}


_Tables = dict[str, dict[str, Any]]


def _all_phrases(flags: _Tables, cues: _Tables, lexicon: _Tables) -> Iterator[Phrase]:
    for language in LANGUAGES:
        for part, tables, known in (("flag", flags, FLAGS), ("cue", cues, CUES)):
            for kind, table in tables[language].items():
                if kind in ("short_words", "function_words"):
                    continue
                _known({kind}, known)
                _known(table, _ENTRIES)
                yield from (Phrase(f"{part}.{kind}", language, text) for text in _texts(table["match"]))
                yield from (Phrase(f"-{part}.{kind}", language, text) for text in _texts(table.get("except", [])))
        for family, strengths in lexicon[language].items():
            _known({family}, LEXICON)
            for strength, texts in strengths.items():
                _known({strength}, STRENGTHS)
                yield from (Phrase(f"lexicon.{family}.{strength}", language, text) for text in _texts(texts))


FLAGS = frozenset(get_args(FlagKind))
CUES = frozenset((*get_args(CueKind), "contrast"))
LEXICON = frozenset((*FAMILIES[:-1], "trouble", "solved"))
STRENGTHS = frozenset(("strong", "mild"))
_ENTRIES = frozenset(("p", "match", "except", "before", "after"))


def _known(names: Iterable[str], known: frozenset[str]) -> None:
    if unknown := set(names) - known:
        raise ValueError(f"unknown name {min(unknown)!r}")


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"not a list of phrases: {value!r:.80}")
    return value


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"not between 0 and 1: {value!r}")
    return float(value)


def _pair(value: Any) -> tuple[float, float]:
    valence, arousal = value
    return float(valence), float(arousal)


def _numbers(table: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in table.items()}


def _toml(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyInvalid(f"{path}: {error}") from error
