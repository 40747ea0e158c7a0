"""What a disk may hold after the power was cut: all that was synced, and any part of what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

SECTOR = 512
Record = tuple[Any, ...]


@dataclass
class File:
    """What is sure to be there, and what was done since."""

    content: bytearray = field(default_factory=bytearray)
    listed: bool = True
    """Its folder's own sync is past: SQLite does it when it first syncs a new file."""
    since: list[Record] = field(default_factory=list)

    def sync(self, upto: int) -> None:
        """The first so many things done are on disk now."""
        for done in self.since[:upto]:
            _do(self.content, done)
        del self.since[:upto]
        self.listed = True

    def after(self, random: Random, share: float) -> bytes:
        """The content after a cut: each sector of what was not synced is written or not."""
        content = bytearray(self.content)
        for done in self.since:
            for part in _sectors(done):
                if random.random() < share:
                    _do(content, part)
                elif part[0] == "write" and random.random() < share:  # longer, but empty
                    content.extend(bytes(max(0, part[1] + len(part[2]) - len(content))))
        return bytes(content)


class Disk:
    """Files of one folder by their names, as the journal of `tests.power.serve` tells of them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {name: File(bytearray(content)) for name, content in files.items()}
        self._gone: dict[str, File] = {}
        self._syncs: dict[int, tuple[File, int]] = {}
        self.acknowledged: dict[str, str] = {}

    def follow(self, records: Sequence[Record]) -> None:
        """All of this happened."""
        for what, name, *rest in records:
            getattr(self, f"_{what}")(name, *rest)

    def after(self, random: Random) -> dict[str, bytes]:
        """The files after a cut now."""
        share = random.choice([0.0, 0.1, 0.5, 0.9, 1.0])
        files = {name: file for name, file in self._files.items() if file.listed or random.random() < share}
        back = {name: file for name, file in self._gone.items() if name not in files and random.random() < share}
        return {name: file.after(random, share) for name, file in (files | back).items()}

    def _opened(self, name: str) -> None:
        self._files.setdefault(name, File(listed=False))

    def _write(self, name: str, offset: int, data: bytes) -> None:
        self._files[name].since.append(("write", offset, data))

    def _cut(self, name: str, size: int, data: bytes) -> None:
        self._files[name].since.append(("cut", size, data))

    def _sync(self, name: str, number: int) -> None:
        self._syncs[number] = self._files[name], len(self._files[name].since)

    def _synced(self, name: str, number: int) -> None:
        file, upto = self._syncs.pop(number)
        file.sync(upto)
        if self._files.get(name) is file:
            self._gone.pop(name, None)

    def _delete(self, name: str, for_good: bool) -> None:
        self._gone[name] = self._files.pop(name)
        if for_good:
            del self._gone[name]

    def _acknowledged(self, client_id: str, message_id: str) -> None:
        self.acknowledged[client_id] = message_id


def _sectors(done: Record) -> Iterator[Record]:
    what, offset, data = done
    if what == "cut":
        yield done
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
        yield what, offset + start, data[start:end]
        start = end


def _do(content: bytearray, done: Record) -> None:
    what, offset, data = done
    if what == "cut":
        del content[offset:]
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data
