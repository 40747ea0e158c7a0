"""Readings for people and for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_SYMBOLS = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_SYMBOLS |= dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
_SYMBOLS |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_SYMBOLS |= {ord("\n"): ord("\n"), ord("\t"): ord(" ")}


def visible(text: str) -> str:
    """The text with symbols for what would steer a terminal, code point for code point.

    Line feeds stay; escape and other control characters, overrides of the writing direction and
    halves of surrogate pairs become symbols.
    """
    return text.replace("\r\n", " \n").translate(_SYMBOLS)


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Where to write, standard output by default; a file takes the place of `path` once it is complete."""
    if path is None:
        yield sys.stdout.buffer
    elif path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
    else:
        path = path.resolve()
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with _new(draft, path) as file:
                yield file
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _new(draft: Path, path: Path) -> BinaryIO:
    try:
        return draft.open("xb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
