"""Room that is kept on the disk, so that what has to go can go when the disk is full: to delete takes room too."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MARGIN = 1.25
"""How many times the room has to be free before it is taken, so that some is left to work with."""
_LEAST = 4 * 2**20
"""Bytes under which a disk counts as full; a group of messages takes one or two millions."""


class Reserve:
    """A file of so many bytes that is given up when there is no other room, and taken again when there is."""

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._size = path, size

    def is_whole(self) -> bool:
        """All of it is there; a reserve of 0 bytes always is."""
        try:
            return self._path.stat().st_size >= self._size
        except FileNotFoundError:
            return not self._size

    def is_short(self) -> bool:
        """Nothing more can be kept, or hardly anything."""
        return self._free() < _LEAST or not self.allows(0)

    def allows(self, share: float) -> bool:
        """Whether something may be written that may use this share of the room; takes the room again if it can."""
        if self.is_whole() or self.take():
            return True
        return share > 0 and self._free() >= (1 - share) * self._size

    def take(self) -> bool:
        """True when it is whole now."""
        if self._free() < _MARGIN * self._size:
            return self.is_whole()
        try:
            with open(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
        except OSError:
            self.give_up()
        return self.is_whole()

    def give_up(self) -> None:
        """From now on it is gone, until it is taken again."""
        self._path.unlink(missing_ok=True)

    def _free(self) -> int:
        return shutil.disk_usage(self._path.parent).free
