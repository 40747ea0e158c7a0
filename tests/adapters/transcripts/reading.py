"""How the tests here read a transcript."""

import io
from collections.abc import Callable
from pathlib import Path

from warmline.adapters.transcripts import read_transcript
from warmline.domain.errors import UnreadableInput
from warmline.domain.message import Turn

Write = Callable[[str, str | bytes], Path]


def read(path: Path | None, stdin: bytes = b"", form: str | None = None) -> tuple[list[Turn], list[str]]:
    """The turns, and the errors as people see them, without the folder."""
    turns, errors = [], []
    for item in read_transcript(path, io.BytesIO(stdin), form):
        if isinstance(item, UnreadableInput):
            errors.append(str(item).removeprefix(f"{path.parent}/" if path else ""))
        else:
            turns.append(item)
    return turns, errors
