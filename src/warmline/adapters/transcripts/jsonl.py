"""Turns from JSON, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import orjson

from warmline.adapters.transcripts.fields import make_turn
from warmline.adapters.transcripts.lines import Line, Source, read_lines
from warmline.domain.errors import UnreadableInput
from warmline.domain.message import Turn


def read_jsonl(source: Source) -> Iterator[Turn | UnreadableInput]:
    """One turn or error for each line that is not blank."""
    for line in read_lines(source):
        if isinstance(line, UnreadableInput):
            yield line
        elif line.text.strip():
            yield _turn(line, source)


def _turn(line: Line, source: Source) -> Turn | UnreadableInput:
    try:
        record = _loads(line.text)
    except json.JSONDecodeError as error:
        return source.bad(f"not JSON: {error.msg}, column {error.colno}", line.number)
    except (ValueError, RecursionError):
        return source.bad("not JSON that can be read", line.number)
    if not isinstance(record, dict):
        return source.bad("not a JSON object", line.number)
    return make_turn(record, source, line.number)


def _loads(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "surrogate" not in error.msg:
            raise
        return json.loads(text)  # the standard library keeps halves of surrogate pairs
