"""A file of who asked to be forgotten, one JSON object a line, only ever added to."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from warmline.adapters.disk import sync
from warmline.domain.keeping import Erasure


class TombstoneFile:
    """Implements `warmline.ports.Tombstones`; a backup does not hold it, a restore does not touch it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, erasure: Erasure) -> None:
        """On disk when it returns. Raises OSError."""
        new = not self._path.exists()
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, msgspec.json.encode(erasure) + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            sync(self._path.parent)

    def all(self) -> list[Erasure]:
        """All, oldest first; a last line that a crash cut short was never acknowledged."""
        if not self._path.exists():
            return []
        *lines, _cut = self._path.read_bytes().split(b"\n")
        return [msgspec.json.decode(line, type=Erasure) for line in lines if line]
