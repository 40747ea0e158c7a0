"""Lines of text from bytes that nobody has checked yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import NamedTuple

from warmline.domain.errors import UnreadableInput

MAX_LINE = 8 << 20
"""Bytes in one line; a longer one is skipped without ever being held in memory."""

HEAD = 8192
"""Bytes at the beginning of a file by which it is judged."""


@dataclass(frozen=True, slots=True)
class Source:
    """An open transcript: how errors call it, how conversations in it are called, its bytes."""

    name: str
    stem: str
    stream: BufferedReader
    advance: Callable[[int], object]

    def bad(self, why: str, line: int | None = None) -> UnreadableInput:
        """The error that names this source."""
        return UnreadableInput(self.name, why, line)


class Line(NamedTuple):
    """A line without its end, counted from 1."""

    number: int
    text: str


def read_lines(source: Source) -> Iterator[Line | UnreadableInput]:
    """Every line of UTF-8 text, or why that one cannot be read.

    Raises UnreadableInput when the file is not text at all.
    """
    if b"\0" in source.stream.peek(HEAD)[:HEAD]:
        raise source.bad("not a text file: it has NUL bytes (if it is text, save it as UTF-8)")
    number = 0
    while raw := source.stream.readline(MAX_LINE + 1):
        number += 1
        source.advance(len(raw))
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            _skip_line(source)
            yield source.bad(f"the line is longer than {MAX_LINE >> 20} MiB", number)
        else:
            yield _decode(raw, source, number)


def _skip_line(source: Source) -> None:
    while rest := source.stream.readline(1 << 16):
        source.advance(len(rest))
        if rest.endswith(b"\n"):
            return


def _decode(raw: bytes, source: Source, number: int) -> Line | UnreadableInput:
    if b"\0" in raw:
        return source.bad("the line has NUL bytes", number)
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return source.bad(f"not UTF-8 at byte {error.start + 1} of the line", number)
    return Line(number, text.removesuffix("\n").removesuffix("\r"))
