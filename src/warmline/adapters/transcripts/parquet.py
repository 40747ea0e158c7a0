"""Turns from a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warmline.adapters.transcripts.fields import make_turn
from warmline.adapters.transcripts.lines import Source
from warmline.domain.errors import UnreadableInput
from warmline.domain.message import Turn

FIELDS = frozenset({"id", "text", "conversation_id", "role", "at", "language"})
ROWS = 1024
"""Rows held at a time."""


def read_parquet(source: Source) -> Iterator[Turn | UnreadableInput]:
    """One turn or error for each row, counted from 1.

    Raises UnreadableInput when the file is damaged, a pipe, or has no column called `text`.
    """
    import pyarrow as pa

    if not source.stream.seekable():
        raise source.bad("Parquet cannot be read from a pipe; name the file")
    try:
        yield from _turns(source)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise source.bad(f"damaged Parquet: {str(error).splitlines()[0][:200]}") from error


def _turns(source: Source) -> Iterator[Turn | UnreadableInput]:
    from pyarrow.parquet import ParquetFile

    file = ParquetFile(source.stream, pre_buffer=False, buffer_size=1 << 16)
    columns = [name for name in file.schema_arrow.names if name.lower() in FIELDS]
    if "text" not in map(str.lower, columns):
        raise source.bad(f"no column called text; there are {', '.join(file.schema_arrow.names)[:200]!r}")
    size = source.stream.seek(0, 2)
    done = 0
    for batch in file.iter_batches(ROWS, columns=columns):
        for row in range(batch.num_rows):
            yield _turn(batch, row, source, done + row + 1)
        done += batch.num_rows
        source.advance(size * batch.num_rows // file.metadata.num_rows)


def _turn(batch: Any, row: int, source: Source, number: int) -> Turn | UnreadableInput:
    try:
        record = {
            name.lower(): column[row].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
    except ValueError:
        return source.bad("the row has text that is not UTF-8 or a time that is too fine", number)
    return make_turn(record, source, number)
