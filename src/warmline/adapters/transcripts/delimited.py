"""Turns from a table with a header, its cells parted by commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator

from warmline.adapters.transcripts.fields import make_turn
from warmline.adapters.transcripts.lines import Line, Source, read_lines
from warmline.domain.errors import UnreadableInput
from warmline.domain.message import Turn

MAX_ROW = 1 << 19
"""Characters over which one row may run on while a quote is open."""


def read_csv(source: Source) -> Iterator[Turn | UnreadableInput]:
    """One turn or error for each row; raises UnreadableInput when no column is called `text`."""
    lines = read_lines(source)
    first = next(lines)
    if isinstance(first, UnreadableInput):
        raise first
    names, delimiter = _header(first, source)
    if Counter(names)["text"] != 1:
        raise source.bad(f"the header must name one column text; it has {', '.join(names)[:200]!r}", 1)
    for row in _rows(source, lines, delimiter):
        if isinstance(row, UnreadableInput):
            yield row
        elif any(row[1]):
            yield _turn(names, row[1], source, row[0])


def _header(line: Line, source: Source) -> tuple[list[str], str]:
    """The columns' names, and what parts them: that by which one is called text, or most are found."""
    try:
        splits = [(next(csv.reader([line.text], delimiter=each), []), each) for each in ",;\t"]
    except csv.Error as error:
        raise source.bad(f"malformed header: {error}", line.number) from error
    named = [([name.strip().lower() for name in names], each) for names, each in splits]
    return max(named, key=lambda pair: ("text" in pair[0], len(pair[0])))


def _turn(names: list[str], cells: list[str], source: Source, line: int) -> Turn | UnreadableInput:
    if len(cells) != len(names):
        return source.bad(f"the row has {len(cells)} cells, the header {len(names)}", line)
    return make_turn(dict(zip(names, cells, strict=True)), source, line)


def _rows(
    source: Source, lines: Iterator[Line | UnreadableInput], delimiter: str
) -> Iterator[tuple[int, list[str]] | UnreadableInput]:
    """Each row with the line it begins on; a broken row costs one line only.

    Lines that a broken row ran over wait to be read again, each as a row of its own save the last.
    So none is read more than three times, however many quotes are left open.
    """
    waiting: deque[Line | UnreadableInput] = deque()
    while first := waiting.popleft() if waiting else next(lines, None):
        if isinstance(first, UnreadableInput):
            yield first
            continue
        taken: list[Line | UnreadableInput] = []
        text = _text_of_row(first, [] if waiting else lines, taken)
        try:
            yield first.number, next(csv.reader(text, delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield source.bad(_why(str(error), bool(taken)), first.number)
            waiting.extend(taken)


def _text_of_row(
    first: Line, more: Iterable[Line | UnreadableInput], taken: list[Line | UnreadableInput]
) -> Iterator[str]:
    yield first.text + "\n"
    size = len(first.text)
    for line in more:
        taken.append(line)
        if isinstance(line, UnreadableInput) or (size := size + len(line.text)) > MAX_ROW:
            return
        yield line.text + "\n"


def _why(error: str, ran_on: bool) -> str:
    if ran_on or "end of data" in error:
        return "a quote is opened and not closed"
    if "field limit" in error:
        return f"a cell has more than {csv.field_size_limit():,} characters"
    return f"malformed row: {error}"
