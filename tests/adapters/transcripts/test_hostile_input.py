"""No input breaks a reader or fills the memory."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.transcripts.reading import Write, read
from tests.hostile import HOSTILE
from warmline.adapters.transcripts import read_transcript
from warmline.domain.message import MAX_TURN


def test_hostile_texts_survive_the_journey(write: Write) -> None:
    given = [text for text in HOSTILE if text.strip() and len(text) <= MAX_TURN]
    turns, errors = read(write("a.jsonl", "\n".join(json.dumps({"text": text}) for text in given)))
    assert [turn.text for turn in turns] == [
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in given
    ]
    assert not errors


@pytest.mark.parametrize("text", HOSTILE[:30])
@pytest.mark.parametrize("form", ["jsonl", "csv", "txt", "parquet"])
def test_hostile_files_never_raise(form: str, text: str) -> None:
    read(None, text.encode("utf-8", "surrogatepass"), form)


@given(st.text('",;\t\r\n{}: \0\xe9atexCustomer', max_size=200), st.sampled_from(["jsonl", "csv", "txt"]))
def test_no_text_breaks_a_reader(text: str, form: str) -> None:
    for encoding in ("utf-8", "latin-1"):
        read(None, text.encode(encoding), form)
        read(None, b"text,id\n" + text.encode(encoding), "csv")


@settings(max_examples=50)
@given(st.integers(0, 1_000_000), st.integers(0, 255))
def test_no_damage_breaks_the_parquet_reader(place: int, byte: int) -> None:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"text": "x", "id": "1", "role": "bot"}] * 50), file)
    damaged = bytearray(file.getvalue())
    damaged[place % len(damaged)] = byte
    read(None, bytes(damaged), "parquet")


class _Endless(io.RawIOBase):
    """A file of many lines that is nowhere."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._rest or next(self._lines, b"")
        size = min(len(buffer), len(chunk))
        buffer[:size], self._rest = chunk[:size], chunk[size:]
        return size


@pytest.mark.parametrize(
    "form, head, line",
    [
        ("jsonl", b"", b'{"text": "I have been waiting for weeks"}\n'),
        ("csv", b"id,text\n", b'1,"I have been waiting\nfor weeks"\n'),
        ("txt", b"", b"Customer: I have been waiting\n"),
        ("txt", b"Customer: ", b"I have been waiting\n"),
        ("txt", b"Customer: x\n", b"\n"),
        ("txt", b"", b"no line feed "),
    ],
)
def test_memory_does_not_grow(form: str, head: bytes, line: bytes) -> None:
    content = (piece for pieces in ([head], (line * 1000 for _ in range(20))) for piece in pieces if piece)
    stream = io.BufferedReader(_Endless(content))
    tracemalloc.start()
    count = sum(1 for _ in read_transcript(None, stream, form))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count
    assert peak < 4 << 20


def test_every_byte_is_told(write: Write, tmp_path: Path) -> None:
    told: list[int] = []
    path = write("a.txt", "one\ntwo\n" + "x" * (9 << 20))
    list(read_transcript(path, io.BytesIO(), advance=told.append))
    assert sum(told) == path.stat().st_size
