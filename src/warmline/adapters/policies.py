"""Policies from their TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from warmline.domain.emotion import LANGUAGES
from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase, ReadingPolicy

DEFAULTS = files("warmline") / "policies"


def load_reading_policy(folder: Traversable = DEFAULTS) -> ReadingPolicy:
    """Flags, cues and lexicon of every language.

    Raises PolicyInvalid, naming the file, when one cannot be read or has an unknown shape.
    """
    phrases: list[Phrase] = []
    flag_p: dict[str, float] = {}
    reach: dict[str, tuple[int, int]] = {}
    short: dict[str, str] = {}
    for language in LANGUAGES:
        flags, cues, lexicon = (_toml(folder / part / f"{language}.toml") for part in PARTS)
        flag_p.update({kind: table["p"] for kind, table in flags.items()})
        phrases.extend(_phrases("flag", language, flags))
        short.update(dict.fromkeys(cues.pop("short_words"), language))
        reach[language] = (cues["negation"]["before"], cues["negation"]["after"])
        phrases.extend(_phrases("cue", language, cues))
        for family, strengths in lexicon.items():
            for strength, texts in strengths.items():
                phrases += [Phrase(f"lexicon.{family}.{strength}", language, text) for text in texts]
    return ReadingPolicy(tuple(phrases), flag_p, reach, short)


PARTS = ("flags", "cues", "lexicon")


def _phrases(part: str, language: str, table: dict[str, Any]) -> Iterator[Phrase]:
    for kind, entry in table.items():
        yield from (Phrase(f"{part}.{kind}", language, text) for text in entry["match"])
        yield from (Phrase(f"-{part}.{kind}", language, text) for text in entry.get("except", ()))


def _toml(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyInvalid(f"{path}: {error}") from error
