"""Folders of policies for a test of its own, so that it does not depend on the shipped phrases."""

import shutil
from pathlib import Path

from warmline.adapters.policies import DEFAULTS
from warmline.domain.emotion import LANGUAGES

CUES = "short_words = []\nfunction_words = []\nfrequent_words = []\n[negation]\nbefore = 2\nafter = 1\nmatch = []\n"


def put_policies(folder: Path, **english: str) -> Path:
    """The shipped weights with no phrases but the English ones given, as TOML by part (`flags`, `cues` …)."""
    for part in ("flags", "cues", "lexicon", "drivers", "appraisal"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        empty = CUES if part == "cues" else ""
        for language in LANGUAGES:
            text = english.get(part, empty) if language == "en" else empty
            (folder / part / f"{language}.toml").write_text(text, encoding="utf-8")
    for name in ("reading.toml", "words.toml"):
        shutil.copy(str(DEFAULTS / name), folder)
    return folder
