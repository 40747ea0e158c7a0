"""Every way in which a transcript can be wrong: it is named, and the rest is read."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.adapters.transcripts.reading import Write, read
from warmline.domain.message import MAX_TURN, Turn

LONG = "a" * (MAX_TURN + 1)
BAD_LINES: list[tuple[bytes, str]] = [
    (b"{nope", "not JSON"),
    (b"[" * 5000, "not JSON"),
    (b'{"\\ud800": ' + b"[" * 500_000, "not JSON"),
    (b'["text"]', "not a JSON object"),
    (b'"text"', "not a JSON object"),
    (b"{}", "the text is missing"),
    (b'{"text": null}', "the text is missing"),
    (b'{"text": " \\n"}', "the text is blank"),
    (b'{"text": 5}', "the text is not a string: 5"),
    (b'{"text": "%s"}' % LONG.encode(), "the text has 100,001 characters; one turn may have 100,000"),
    (b'{"text": "\xff"}', "not UTF-8 at byte 11 of the line"),
    (b'{"text": "x", "role": "boss\\u001b[2J"}', "unknown role 'boss\\x1b[2J'"),
    (b'{"text": "x", "role": 3}', "unknown role 3"),
    (b'{"text": "x", "at": "yesterday"}', "not a time in ISO 8601: 'yesterday'"),
    (b'{"text": "x", "at": 1700000000}', "not a time in ISO 8601: 1700000000"),
    (b'{"text": "x", "id": ["a"]}', "not an id: ['a']"),
    (b'{"text": "x", "language": "german"}', "not a language code of two letters: 'german'"),
    (b'{"text": "' + b"x" * (9 << 20) + b'"}', "the line is longer than 8 MiB"),
]


@pytest.mark.parametrize("line, why", BAD_LINES, ids=[why for _, why in BAD_LINES])
def test_a_bad_line_is_named_and_the_rest_is_read(write: Write, line: bytes, why: str) -> None:
    path = write("a.jsonl", b'{"text": "one"}\n' + line + b'\n{"text": "three"}\n')
    turns, errors = read(path)
    assert [turn.text for turn in turns] == ["one", "three"]
    assert [turn.id for turn in turns] == ["1", "3"]
    assert len(errors) == 1
    assert errors[0].startswith(f"a.jsonl:2: {why}")
    assert len(errors[0]) < 200


BAD_ROWS = [
    ("a,b,c", ["a.csv:3: the row has 3 cells, the header 2"]),
    ("a", ["a.csv:3: the row has 1 cells, the header 2"]),
    ('a,"never closed', ["a.csv:3: a quote is opened and not closed"]),
    ('a,"closed" too early', ["a.csv:3: malformed row: ',' expected after '\"'"]),
    ("a, ", ["a.csv:3: the text is blank"]),
    (f"a,{LONG}", ["a.csv:3: the text has 100,001 characters; one turn may have 100,000"]),
    (f"a,{LONG * 2}", ["a.csv:3: a cell has more than 131,072 characters"]),
]


@pytest.mark.parametrize("row, expected", BAD_ROWS, ids=[str(n) for n in range(len(BAD_ROWS))])
def test_a_bad_row_is_named_and_the_rest_is_read(write: Write, row: str, expected: list[str]) -> None:
    turns, errors = read(write("a.csv", f'id,text\n1,one\n{row}\n\n4,"four, and\n""five"""\n5,six'))
    assert [(turn.id, turn.text) for turn in turns] == [("1", "one"), ("4", 'four, and\n"five"'), ("5", "six")]
    assert errors == expected


def test_many_open_quotes_cost_linear_time(write: Write) -> None:
    turns, errors = read(write("a.csv", "text,id\n" + 'x","\n' * 50_000))
    assert not turns
    assert len(errors) >= 40_000


@pytest.mark.parametrize(
    "name, content, why",
    [
        ("a.jsonl", b"", "a.jsonl: no turns"),
        ("a.csv", b"text\n\n", "a.csv: no turns"),
        ("a.txt", b"\n \n", "a.txt: no turns"),
        ("a.parquet", b"", "a.parquet: no turns"),
        ("a.txt", b"hello\nPK\x03\x00\x00", "a.txt: not a text file"),
        ("a.jsonl", '{"text": "x"}'.encode("utf-16"), "a.jsonl: not a text file"),
        ("a.csv", b"text\n\x00", "a.csv: not a text file"),
        ("a.csv", b"\xff\xfe,text\nx,y", "a.csv:1: not UTF-8 at byte 1"),
        ("a.csv", b"message,id\nx,1", "a.csv:1: the header must name one column text; it has 'message, id'"),
        ("a.csv", b"text,text\nx,1", "a.csv:1: the header must name one column text"),
        ("a.parquet", b"PAR1 nothing PAR1", "a.parquet: damaged Parquet: "),
        ("a.docx", b"x", "a.docx: unknown kind of file '.docx'; known are .jsonl .csv .parquet .txt .ndjson"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(write: Write, name: str, content: bytes, why: str) -> None:
    turns, errors = read(write(name, content))
    assert not turns
    assert len(errors) == 1
    assert errors[0].startswith(why)


def test_missing_files_and_directories(tmp_path: Path) -> None:
    assert read(tmp_path / "no.csv") == ([], ["no.csv: no such file"])
    (tmp_path / "dir.csv").mkdir()
    assert read(tmp_path / "dir.csv") == ([], ["dir.csv: this is a directory; name the files in it"])
    assert read(tmp_path / ("x" * 5000 + ".csv"))[1][0].endswith("cannot be read: File name too long")


def test_no_permission(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("a.txt", "x")
    monkeypatch.setattr(Path, "open", refuse)
    assert read(path) == ([], ["a.txt: no permission to read it"])


def test_bad_bytes_and_nul_cost_one_line(write: Write) -> None:
    filler = "good words\n" * 1000
    turns, errors = read(write("a.txt", filler.encode() + b"bad \xff\nnul \x00\nlast\n"))
    assert len(turns) == 1001
    assert errors == ["a.txt:1001: not UTF-8 at byte 5 of the line", "a.txt:1002: the line has NUL bytes"]


def test_halves_of_surrogate_pairs_become_replacement_characters(write: Write) -> None:
    path = write("a.jsonl", '{"text": "a\\ud800b \\ud83d\\ude00", "conversation_id": "\\udfff"}')
    assert read(path) == ([Turn("a\ufffdb 😀", "1", "\ufffd")], [])


def test_parquet_without_text_or_with_a_hole(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["x"]}), path)
    assert read(path) == ([], ["a.parquet: no column called text; there are 'body'"])
    pq.write_table(pa.table({"text": [f"turn {n}" for n in range(9000)]}), path, compression="zstd")
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + b"\xff" * 3000 + whole[3200:])
    assert read(path)[1][-1].startswith("a.parquet: damaged Parquet: ")


def test_bad_turns_of_a_dialogue(write: Write) -> None:
    endless = "words of a turn that never ends\n" * 4000
    turns, errors = read(write("a.txt", f"Bot: \nAgent: x\nCustomer: {endless}Agent: y"))
    assert [turn.text for turn in turns] == ["x", "y"]
    assert errors == [
        "a.txt:1: the text is blank",
        "a.txt:3: the text has 127,999 characters; one turn may have 100,000",
    ]
