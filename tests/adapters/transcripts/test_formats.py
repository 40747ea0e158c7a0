"""Every format gives the turns that are in it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.adapters.transcripts.reading import Write, read
from warmline.domain.message import Role, Turn

FULL = Turn("I'm cross", "7", "c1", Role.AGENT, datetime(2026, 11, 2, 9, 30, tzinfo=UTC), "en")
RECORD = {
    "id": 7, "text": "I'm cross", "conversation_id": "c1", "role": "Rep", "at": "2026-11-02T09:30:00Z",
    "language": "EN", "other": [1],
}  # fmt: skip


def test_every_format_gives_the_same_turns(write: Write, tmp_path: Path) -> None:
    jsonl = write("a.jsonl", json.dumps(RECORD) + '\n\n{"text": "hm"}')
    table = "ID;Text;conversation_id;role;at;language\r\n" + (
        "7;I'm cross;c1;Rep;2026-11-02T09:30:00Z;EN\r\n;hm;;;;\r\n"
    )
    rows = [RECORD | {"id": "7", "other": None}, {"text": "hm", "id": "3"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    expected = [FULL, Turn("hm", "3")]
    assert read(jsonl) == (expected, [])
    assert read(write("a.csv", "\ufeff" + table)) == (expected, [])
    assert read(write("b.csv", table.replace(";", "\t"))) == (expected, [])
    assert read(write("c.csv", table.replace(";", ","))) == (expected, [])
    assert read(tmp_path / "a.parquet") == (expected, [])


@pytest.mark.parametrize(
    "name, role",
    [
        ("client", Role.CUSTOMER), ("USER", Role.CUSTOMER), (" visitor ", Role.CUSTOMER), ("", Role.CUSTOMER),
        ("operator", Role.AGENT), ("representative", Role.AGENT), ("assistant", Role.AGENT),
        ("rep", Role.AGENT), ("Mitarbeiterin", Role.AGENT), ("Bot", Role.BOT),
    ],
)  # fmt: skip
def test_roles(write: Write, name: str, role: Role) -> None:
    turns, errors = read(write("a.jsonl", json.dumps({"text": "x", "role": name})))
    assert [turn.role for turn in turns] == [role]
    assert not errors


def test_parquet_of_other_types(tmp_path: Path) -> None:
    day = pa.array([date(2026, 1, 2), None, None], pa.date32())
    bad = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xffc")]
    )
    columns = {"id": pa.array([1.0, None, 3.0]), "Text": bad, "at": day}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    turns, errors = read(tmp_path / "a.parquet")
    assert [(turn.id, turn.text, turn.at) for turn in turns] == [("1", "a", datetime(2026, 1, 2)), ("3", "c", None)]
    assert errors == ["a.parquet:2: the row has text that is not UTF-8 or a time that is too fine"]


DIALOGUE = """
Customer: I waited
for weeks

and weeks
Agent: Sorry: really
note: not a speaker

KUNDIN : Hallo
Chatbot:
hi

"""


def test_dialogues(write: Write) -> None:
    turns, errors = read(write("chat.txt", DIALOGUE))
    assert not errors
    assert turns == [
        Turn("I waited\nfor weeks\n\nand weeks", "2", "chat-1"),
        Turn("Sorry: really\nnote: not a speaker", "6", "chat-1", Role.AGENT),
        Turn("Hallo", "9", "chat-2"),
        Turn("hi", "10", "chat-2", Role.BOT),
    ]


@pytest.mark.parametrize("pair", ["Kunde Mitarbeiter", "Klant Medewerker", "Client Conseillère", "Cliente Agente",
                                  "Utente Operatrice", "Usuário Atendente", "VISITOR REP"])  # fmt: skip
def test_speakers_in_seven_languages(write: Write, pair: str) -> None:
    one, two = pair.split()
    turns, _ = read(write("a.txt", f"{one}: x\n{two} : y"))
    assert [turn.role for turn in turns] == [Role.CUSTOMER, Role.AGENT]


def test_lines_without_speakers(write: Write) -> None:
    turns, _ = read(write("a.txt", "\nI am cross\n\n Agent: said I\r\n"))
    assert turns == [Turn("I am cross", "2"), Turn("Agent: said I", "4")]


@pytest.mark.parametrize(
    "stdin, form, expected",
    [
        (b'\xef\xbb\xbf\n {"text": "x"}', None, Turn("x", "2")),
        (b"just words", None, Turn("just words", "1")),
        (b"User: hi", None, Turn("hi", "1", "stdin-1")),
        (b"text\nx", "csv", Turn("x", "2")),
    ],
)
def test_standard_input(stdin: bytes, form: str | None, expected: Turn) -> None:
    assert read(None, stdin, form) == ([expected], [])


def test_a_file_without_ending_is_guessed_and_a_given_format_wins(write: Write) -> None:
    assert read(write("chats", '{"text": "x"}')) == ([Turn("x", "1")], [])
    assert read(write("chats.log", "text\nx"), form="csv") == ([Turn("x", "2")], [])
