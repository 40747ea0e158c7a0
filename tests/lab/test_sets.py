"""The project's own sets: enough of everything, half held back from tuning."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from lab import phrases, traps
from warmline.domain.emotion import FAMILIES, LANGUAGES, CueKind, FlagKind

FILES = sorted(phrases.SETS.glob("*.tsv"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_kind_has_phrases_in_every_language() -> None:
    assert {path.stem for path in FILES} == {f"{kind}.{language}" for kind in phrases.KINDS for language in LANGUAGES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_phrases(path: Path) -> None:
    found = rows(path)
    assert {tuple(row) for row in found} == {("split", "expect", "text")}
    assert {row["expect"] for row in found} == {"0", "1"}
    assert {row["split"] for row in found} == {"tune", "held"}
    assert all(row["text"].strip() == row["text"] != "" for row in found)
    assert len({row["text"].casefold() for row in found}) == len(found)
    wanted = Counter(row["split"] for row in found if row["expect"] == "1")
    assert wanted.total() >= 40
    assert wanted["held"] >= wanted.total() * 0.45
    assert sum(row["expect"] == "0" for row in found) >= 15


def test_traps() -> None:
    found = rows(traps.SETS)
    assert len(found) >= 250
    assert len({row["text"] for row in found}) == len(found)
    assert set(Counter(row["split"] for row in found)) == {"tune", "held"}
    assert 0.45 <= sum(row["split"] == "held" for row in found) / len(found) <= 0.55
    assert {row["language"] for row in found} == set(LANGUAGES)
    assert len({row["trap"] for row in found}) >= 7
    assert all(row["text"].strip() and row["trap"] and row["check"] for row in found)


def values_of(subject: str) -> set[str]:
    return {
        "polarity": {"negative", "positive", "neutral"},
        "emotion": {*FAMILIES, "not_sure"},
        "cue": set(CueKind.__args__),
        "flag": set(FlagKind.__args__),
    }[subject]


def test_traps_check_what_a_reading_has() -> None:
    for row in rows(traps.SETS):
        for check in row["check"].split(";"):
            subject, _, wanted = check.replace("!=", "=").partition("=")
            assert wanted
            assert set(wanted.split("|")) <= values_of(subject), row


def test_no_text_is_both_for_tuning_and_held_back() -> None:
    for paths in ([traps.SETS], FILES):
        split_of: dict[str, set[str]] = {}
        for path in paths:
            for row in rows(path):
                split_of.setdefault(row["text"].casefold(), set()).add(row["split"])
        assert [text for text, splits in split_of.items() if len(splits) > 1] == []
