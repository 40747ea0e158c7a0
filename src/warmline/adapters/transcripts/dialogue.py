"""Turns from plain text, with or without speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from warmline.adapters.transcripts.fields import ROLES, make_turn
from warmline.adapters.transcripts.lines import Line, Source, read_lines
from warmline.domain.errors import TextTooLong, UnreadableInput
from warmline.domain.message import MAX_TURN, Turn


def read_txt(source: Source) -> Iterator[Turn | UnreadableInput]:
    """Turns of dialogues if the first line that says something names its speaker.

    Otherwise each line is a customer's turn of its own, in no conversation.
    """
    lines = read_lines(source)
    for line in lines:
        if isinstance(line, UnreadableInput):
            yield line
        elif line.text.strip():
            read = _dialogues if _speech(line.text) else _remarks
            yield from read(source, chain([line], lines))


def _remarks(source: Source, lines: Iterator[Line | UnreadableInput]) -> Iterator[Turn | UnreadableInput]:
    for line in lines:
        if isinstance(line, UnreadableInput):
            yield line
        elif line.text.strip():
            yield make_turn({"text": line.text.strip()}, source, line.number)


def _dialogues(source: Source, lines: Iterator[Line | UnreadableInput]) -> Iterator[Turn | UnreadableInput]:
    """A blank line before a speaker begins another conversation, elsewhere it is part of the turn."""
    conversation, after_blank = 1, False
    draft: _Draft | None = None
    for line in lines:
        if isinstance(line, UnreadableInput):
            yield line
        elif not line.text.strip():
            after_blank = True
        elif speech := _speech(line.text):
            if draft:
                yield draft.finish(source)
            conversation += after_blank
            draft = _Draft(line.number, speech[0], f"{source.stem}-{conversation}")
            draft.add(speech[1])
            after_blank = False
        elif draft:
            draft.add("\n" * after_blank + line.text.rstrip())
            after_blank = False
    if draft:
        yield draft.finish(source)


def _speech(text: str) -> tuple[str, str] | None:
    name, colon, said = text.partition(":")
    name = name.strip().casefold()
    return (name, said.strip()) if colon and name in ROLES else None


@dataclass(slots=True)
class _Draft:
    """A turn whose end is not known yet; what would be too long is counted but not kept."""

    line: int
    role: str
    conversation_id: str
    parts: list[str] = field(default_factory=list)
    length: int = -1

    def add(self, part: str) -> None:
        self.length += len(part) + 1
        if self.length <= MAX_TURN:
            self.parts.append(part)

    def finish(self, source: Source) -> Turn | UnreadableInput:
        if self.length > MAX_TURN:
            return source.bad(str(TextTooLong(self.length, MAX_TURN)), self.line)
        record = {"text": "\n".join(self.parts).strip(), "role": self.role}
        return make_turn(record | {"conversation_id": self.conversation_id}, source, self.line)
