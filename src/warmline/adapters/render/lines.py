"""Readings as lines for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

import orjson

from warmline.adapters.render import visible
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import Reading

TURN_COLUMNS = (
    "kind", "conversation_id", "id", "language", "emotion", "confidence", "abstained", "valence",
    "arousal", "intensity", "present", "basic_present", "cues", "flags", "evidence", "mood_valence",
    "mood_trend",
)  # fmt: skip
CONVERSATION_COLUMNS = (
    "turns", "negative", "negative_p", "peak_valence", "peak_id", "end", "trend", "satisfaction_low",
    "satisfaction", "satisfaction_high", "unanswered", "repeats",
)  # fmt: skip

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet may run."""


def json_lines(
    items: Iterable[Heard | ConversationReading], with_text: bool = False, conversations: bool = False
) -> Iterator[bytes]:
    """A line for each customer's turn, on demand with its text, and on demand for each conversation."""
    for item in items:
        if conversations or isinstance(item, Heard):
            yield as_json(item, with_text)


def csv_lines(
    items: Iterable[Heard | ConversationReading], with_text: bool = False, conversations: bool = False
) -> Iterator[bytes]:
    """The same lines for a spreadsheet, after a header; turns and conversations differ in `kind`."""
    columns = csv_columns(with_text, conversations)
    yield csv_header(columns)
    for item in items:
        if conversations or isinstance(item, Heard):
            yield as_csv_row(item, columns)


def as_json(item: Heard | ConversationReading, with_text: bool = False) -> bytes:
    """One line of JSON for a conversation or a customer's turn, on demand with the turn's text.

    An agent's or bot's turn has no reading, so its line is empty.
    """
    if isinstance(item, ConversationReading):
        return _json_line(item)
    if item.reading is None:
        return b""
    record = {each.name: getattr(item.reading, each.name) for each in fields(item.reading)}
    text = {"text": item.turn.text} if with_text else {}
    return _json_line(record | text)


def _json_line(record: object) -> bytes:
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a surrogate pair is no UTF-8, but JSON can escape it
        return json.dumps(record, default=asdict).encode() + b"\n"


def csv_columns(with_text: bool = False, conversations: bool = False) -> tuple[str, ...]:
    """The columns of a table of turns; `conversations` adds those of conversations at the end."""
    return TURN_COLUMNS + ("text",) * with_text + CONVERSATION_COLUMNS * conversations


def csv_header(columns: tuple[str, ...]) -> bytes:
    """The first line of the table."""
    return _csv_line(list(columns))


def as_csv_row(item: Heard | ConversationReading, columns: tuple[str, ...]) -> bytes:
    """One line of CSV, with nothing in it that a spreadsheet would run; empty for a turn without reading."""
    if isinstance(item, ConversationReading):
        cells = _conversation_cells(item)
    elif item.reading:
        cells = _turn_cells(item.reading) | {"text": item.turn.text}
    else:
        return b""
    return _csv_line([_cell(cells.get(column, "")) for column in columns])


def _turn_cells(reading: Reading) -> dict[str, object]:
    plain = {each.name: getattr(reading, each.name) for each in fields(reading)}
    return plain | {
        "present": " ".join(reading.present),
        "basic_present": " ".join(reading.basic_present),
        "cues": " ".join(dict.fromkeys(cue.kind for cue in reading.cues)),
        "flags": " ".join(dict.fromkeys(flag.kind for flag in reading.flags)),
        "evidence": " | ".join(each.text for each in reading.evidence),
        "mood_valence": reading.mood.valence,
        "mood_trend": reading.mood.trend,
    }


def _conversation_cells(item: ConversationReading) -> dict[str, object]:
    return {each.name: getattr(item, each.name) for each in fields(item)} | {
        "peak_valence": item.peak.valence,
        "peak_id": item.peak.id,
        "satisfaction_low": item.satisfaction.low,
        "satisfaction": item.satisfaction.mid,
        "satisfaction_high": item.satisfaction.high,
    }


def _cell(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.4f}".rstrip("0").rstrip(".")
        case str() if value.startswith(FORMULA) and not _NUMBER.fullmatch(value):
            return "'" + visible(value)
        case _:
            return visible(str(value))


def _csv_line(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()
