import json
from pathlib import Path
from typing import Any, get_args

import pytest

from lab import understanding
from lab.phrases import PhraseScore
from lab.understanding import APPRAISAL, f1, measure_appraisal, measure_drivers
from tests.policies import put_policies
from warmline import Reader
from warmline.domain.emotion import LANGUAGES, Need, Span
from warmline.settings import Settings

APPRAISED = """
[event]
match = ["broke"]
[goal]
match = ["want to"]
[responsible.company]
match = ["your fault"]
[responsible.customer]
match = ["my fault"]
[certainty.low]
match = ["maybe"]
[controllability.low]
match = ["nothing can be done"]
[need.fix]
match = ["repair"]
[need.information]
match = ["why"]
"""
DRIVEN = '[health]\np = 0.6\nmatch = ["chemo"]\n[minor]\np = 0.6\nmatch = ["i am twelve"]\n'


@pytest.fixture(scope="module")
def own_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader of the English phrases above alone."""
    folder = put_policies(tmp_path_factory.mktemp("policies"), drivers=DRIVEN, appraisal=APPRAISED)
    return Reader(Settings(policies=folder, reader="linear"))


@pytest.fixture(autouse=True)
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(understanding, "SETS", tmp_path)
    return tmp_path


COVERED = [
    # text, annotated, start and end found, right
    ("it broke today", "it broke", (0, 8), True),
    ("it broke today", None, (0, 8), False),
    # half of the shorter of the two
    ("it broke today", "it broke", (3, 8), True),
    ("it broke today", "broke", (0, 14), True),
    ("it broke today", "it broke", (6, 14), False),
    ("it broke today", "it broke", (4, 12), True),
    ("it broke today", "it broke", (5, 13), False),
    ("abcdefgh", "abcd", (2, 6), True),
    ("abcdefgh", "abcd", (3, 7), False),
    # nothing in common
    ("it broke today", "it", (9, 14), False),
    ("it broke today", "today", (0, 2), False),
    ("abcdefgh", "abcd", (4, 8), False),
]


@pytest.mark.parametrize("text, wanted, place, right", COVERED)
def test_a_span_that_covers_what_was_annotated(
    text: str, wanted: str | None, place: tuple[int, int], right: bool
) -> None:
    span = Span(*place, text[slice(*place)])
    assert understanding._covers(text, wanted, span) is right


def driver(row: str) -> str:
    return "\t".join(["id", *row.split("|")])


def test_drivers_are_counted(own_reader: Reader, sets: Path) -> None:
    rows = (
        "en|tune|health|1|I am having chemo", "en|tune|health|1|I am ill", "en|tune|health|0|chemo is a band",
        "en|tune|health|0|hello", "en|tune|minor|1|chemo", "de|tune|health|1|chemo", "en|held|minor|1|I am twelve",
    )  # fmt: skip
    lines = ["id\tlanguage\tsplit\tdriver\texpect\ttext", *map(driver, rows)]
    (sets / "drivers.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    scores, misses = measure_drivers(own_reader, "tune")
    assert scores == {
        ("health", "en"): PhraseScore(1, 2, 1),
        ("minor", "en"): PhraseScore(0, 1, 0),
        ("health", "de"): PhraseScore(0, 1, 0),
    }
    assert misses == [
        "health en missed: I am ill", "health en false: chemo is a band", "minor en missed: chemo",
        "health de missed: chemo",
    ]  # fmt: skip
    assert measure_drivers(own_reader, "held") == ({("minor", "en"): PhraseScore(1, 1, 0)}, [])
    assert measure_drivers(own_reader, "all")[0]["minor", "en"] == PhraseScore(1, 2, 0)


def write_rows(sets: Path, *rows: dict[str, Any]) -> None:
    nothing = {
        "language": "en", "split": "tune", "event": None, "responsible": "unknown", "certainty": None,
        "controllability": None, "goal": None, "needs": [],
    }  # fmt: skip
    lines = [json.dumps({**nothing, "id": str(number), **row}) for number, row in enumerate(rows, 1)]
    (sets / "appraisal.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_a_row_that_is_all_right(own_reader: Reader, sets: Path) -> None:
    write_rows(
        sets,
        {"text": "hello"},
        {"text": "maybe it broke, your fault, nothing can be done, I want to sleep, repair it", "event": "it broke",
         "responsible": "company", "certainty": "low", "controllability": "low", "goal": "sleep", "needs": ["fix"]},
        {"text": "never read", "split": "held", "event": "never"},
    )  # fmt: skip
    parts, needs, wrong = measure_appraisal(own_reader, "tune")
    assert parts == dict.fromkeys(APPRAISAL, PhraseScore(1, 1, 0))
    assert needs == dict.fromkeys(get_args(Need), PhraseScore(0, 0, 0)) | {"fix": PhraseScore(1, 1, 0)}
    assert wrong == []


def test_what_is_missed_and_what_is_false(own_reader: Reader, sets: Path) -> None:
    write_rows(
        sets,
        # everything is missed
        {"text": "gone", "event": "gone", "responsible": "company", "certainty": "high", "controllability": "high",
         "goal": "gone", "needs": ["fix", "leave"]},
        # everything is false; what happened is certain unless it is doubted
        {"text": "it broke, my fault, nothing can be done, I want to sleep, why"},
        # found, and another
        {"text": "maybe it broke, my fault, it is gone", "event": "it is gone", "responsible": "company",
         "certainty": "high"},
    )  # fmt: skip
    parts, needs, wrong = measure_appraisal(own_reader, "all")
    assert parts == {
        "event": PhraseScore(0, 2, 2), "responsible": PhraseScore(0, 2, 2), "certainty": PhraseScore(0, 2, 2),
        "controllability": PhraseScore(0, 1, 1), "goal": PhraseScore(0, 1, 1),
    }  # fmt: skip
    assert {need: score for need, score in needs.items() if score != PhraseScore(0, 0, 0)} == {
        "fix": PhraseScore(0, 1, 0), "leave": PhraseScore(0, 1, 0), "information": PhraseScore(0, 0, 1),
    }  # fmt: skip
    assert len(wrong) == 5 + 2 + 5 + 1 + 3
    assert wrong[0] == "1 event: None for 'gone': gone"
    assert "1 need leave missed: gone" in wrong
    assert [line for line in wrong if line.startswith("2 need")] == [
        "2 need information false: it broke, my fault, nothing can be done, I want to sleep, why"
    ]
    assert "3 event: 'maybe it broke' for 'it is gone': maybe it broke, my fault, it is gone" in wrong


@pytest.mark.parametrize(
    "score, value", [((0, 0, 0), 0), ((2, 2, 0), 1), ((0, 3, 2), 0), ((1, 2, 1), 0.5), ((3, 4, 2), 2 * 3 / 9)]
)
def test_f1(score: tuple[int, int, int], value: float) -> None:
    assert f1(PhraseScore(*score)) == pytest.approx(value)


def test_the_sets_speak_of_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    rows = understanding._rows("all")
    assert {row["split"] for row in rows} == {"tune", "held"}
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert row["language"] in LANGUAGES
        assert set(row["needs"]) <= set(get_args(Need))
        assert row["certainty"] in (None, "high", "low")
        assert row["controllability"] in (None, "high", "low")
        for name in ("event", "goal"):
            assert row[name] is None or row[name] in row["text"], row["id"]
