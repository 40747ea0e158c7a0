"""One way in for every format of transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from warmline.adapters.transcripts.delimited import read_csv
from warmline.adapters.transcripts.dialogue import read_txt
from warmline.adapters.transcripts.jsonl import read_jsonl
from warmline.adapters.transcripts.lines import HEAD, Source
from warmline.adapters.transcripts.parquet import read_parquet
from warmline.domain.errors import UnreadableInput
from warmline.domain.message import Turn

FORMATS = {"jsonl": read_jsonl, "csv": read_csv, "parquet": read_parquet, "txt": read_txt}
ENDINGS = {f".{name}": name for name in FORMATS} | {".ndjson": "jsonl"}


def read_transcript(
    path: Path | None,
    stdin: BinaryIO,
    format: str | None = None,
    advance: Callable[[int], object] = lambda size: None,
) -> Iterator[Turn | UnreadableInput]:
    """Every turn in order; what cannot be read is yielded as an error, and reading goes on after it.

    Without a path `stdin` is read. `advance` is told the bytes read since it was last called.
    """
    name = "stdin" if path is None else str(path)
    try:
        with _open(path, stdin) as stream:
            source = Source(name, "stdin" if path is None else path.stem, stream, advance)
            yield from _at_least_one(FORMATS[format or _format_of(path, source)](source), source)
    except UnreadableInput as error:
        yield error
    except OSError as error:
        yield UnreadableInput(name, _why(error))


def _open(path: Path | None, stdin: BinaryIO) -> AbstractContextManager[BufferedReader]:
    if path is not None:
        return cast(BufferedReader, path.open("rb", buffering=1 << 16))
    # A stream that cannot show its first bytes beforehand (one in memory) is given that ability.
    stream = stdin if hasattr(stdin, "peek") else BufferedReader(cast(RawIOBase, stdin))
    return nullcontext(cast(BufferedReader, stream))


def _format_of(path: Path | None, source: Source) -> str:
    ending = "" if path is None else path.suffix.lower()
    if not ending:
        return _guessed(source.stream.peek(HEAD))
    if ending not in ENDINGS:
        raise source.bad(f"unknown kind of file {ending!r}; known are {' '.join(ENDINGS)}")
    return ENDINGS[ending]


def _guessed(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    return "jsonl" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else "txt"


def _at_least_one(items: Iterator[Turn | UnreadableInput], source: Source) -> Iterator[Turn | UnreadableInput]:
    first = next(items, None) if source.stream.peek(1) else None
    if first is None:
        raise source.bad("no turns")
    yield first
    yield from items


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "this is a directory; name the files in it"
        case PermissionError():
            return "no permission to read it"
        case _:
            return f"cannot be read: {error.strerror or error}"
