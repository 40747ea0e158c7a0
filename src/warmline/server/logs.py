"""What is logged: lines on standard error that say what happened, never what anybody wrote."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

from warmline.domain.errors import DataDamaged

EXTRA = ("tenant", "conversations", "route", "status")
"""What a line may hold besides: names of tenants and templates, ids made here."""
_OWN = ("warmline", "uvicorn")
"""Whose messages are safe whole; of all others only the template is shown, without what was put into it."""


class Lines(logging.Formatter):
    """One line for each record, as JSON or for people."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The record's line. An exception is its kind and where it happened: its message may hold anybody's words."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        more = {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            more |= _error(record.exc_info[1])
        if self._as_json:
            return msgspec.json.encode(fields | more).decode()
        rest = "".join(f" {name}={value}" for name, value in more.items())
        return "{time} {level} {logger}: {message}".format(**fields) + rest


def log_to_stderr(form: str) -> None:
    """From now on every record of this process; `json`, `text`, or empty: text on a terminal."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(form == "json" or (not form and not sys.stderr.isatty())))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("warmline").setLevel(logging.INFO)


def _message(record: logging.LogRecord) -> str:
    own = record.name.partition(".")[0] in _OWN
    return (record.getMessage() if own else str(record.msg)).partition("\n")[0]


def _error(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    found: dict[str, Any] = {"error": type(error).__name__}
    if isinstance(error, DataDamaged):
        found["what"] = str(error)
    return found | {"at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}
