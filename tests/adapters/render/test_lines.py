"""Lines for programs and spreadsheets."""

import csv
import io
import json
from dataclasses import asdict, replace

import pytest

from tests.adapters.render.heard import ANSWER, ENDED, READING, WORDS, hear
from tests.hostile import HOSTILE
from warmline.adapters.render.lines import as_csv_row, as_json, csv_columns, csv_lines, json_lines
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import Evidence

Items = list[Heard | ConversationReading]


def test_json_has_every_field_by_its_name() -> None:
    line = as_json(hear())
    assert json.loads(line) == json.loads(json.dumps(asdict(READING)))
    assert line.count(b"\n") == 1
    assert json.loads(as_json(ENDED)) == json.loads(json.dumps(asdict(ENDED)))


def test_text_only_on_demand() -> None:
    assert "text" not in json.loads(as_json(hear()))
    assert json.loads(as_json(hear(), with_text=True))["text"] == WORDS


def test_only_customers_turns_have_lines() -> None:
    items: Items = [hear(), ANSWER, ENDED]
    assert [json.loads(line)["kind"] for line in json_lines(items) if line] == ["turn"]
    assert len(list(filter(None, json_lines(items, conversations=True)))) == 2
    assert len(list(filter(None, csv_lines(items, conversations=True)))) == 3


def rows(*items: Heard | ConversationReading, with_text: bool = True) -> list[dict[str, str]]:
    lines = b"".join(csv_lines(items, with_text, conversations=True))
    return list(csv.DictReader(io.StringIO(lines.decode(), newline="")))


def test_csv_row_of_a_turn() -> None:
    (row,) = rows(hear())
    assert {name: cell for name, cell in row.items() if cell} == {
        "kind": "turn", "conversation_id": "c1", "id": "7", "language": "en", "emotion": "anger",
        "confidence": "0.8235", "abstained": "false", "valence": "-0.7235", "arousal": "0.8",
        "intensity": "0.7", "present": "anger annoyance", "basic_present": "anger", "cues": "capitals",
        "flags": "person", "evidence": "FURIOUS | ,", "mood_valence": "-0.5", "mood_trend": "rising",
        "text": WORDS,
    }  # fmt: skip


def test_csv_row_of_a_conversation() -> None:
    (row,) = rows(ENDED)
    assert {name: cell for name, cell in row.items() if cell} == {
        "kind": "conversation", "conversation_id": "c1", "turns": "2", "negative": "true",
        "negative_p": "0.9", "peak_valence": "-0.72", "peak_id": "7", "end": "-0.4", "trend": "cooling",
        "satisfaction_low": "1.2", "satisfaction": "2", "satisfaction_high": "3.1", "unanswered": "1",
        "repeats": "0",
    }  # fmt: skip


def test_conversations_columns_only_on_demand() -> None:
    assert csv_columns()[0] == "kind"
    assert "turns" not in csv_columns()
    assert csv_columns(conversations=True)[: len(csv_columns())] == csv_columns()


@pytest.mark.parametrize(
    "given, cell",
    [
        ("=1+1", "'=1+1"), ("+31 20 123", "'+31 20 123"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"), ("\r=1", "'␍=1"), ("-5", "-5"), ("+5.5e3", "+5.5e3"), ("--5", "'--5"), ("a=b", "a=b"),
        ("＝1", "'＝1"), ("", ""), ("\x1b[31m", "␛[31m"), ("-", "'-"), ("+inf", "'+inf"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(given: str, cell: str) -> None:
    heard = hear(id=given, evidence=(Evidence(0, 1, given, "anger", 1.0),))
    (row,) = rows(replace(heard, turn=replace(heard.turn, text=given)))
    assert (row["id"], row["text"], row["evidence"]) == (cell, cell, cell)


def test_hostile_texts_stay_in_their_cell() -> None:
    for text in HOSTILE:
        row = as_csv_row(hear(text[:100_000]), ("id", "text", "kind")).decode()
        (cells,) = csv.reader(io.StringIO(row, newline=""))
        assert (cells[0], cells[2], len(cells)) == ("7", "turn", 3)
        assert not cells[1].startswith(("=", "@", "\t", "\r"))
