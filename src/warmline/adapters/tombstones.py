"""A file of who asked to be forgotten, one JSON object a line, only ever added to."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from warmline.adapters.disk import sync
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.group import unavailable
from warmline.domain.errors import DiskFull
from warmline.domain.keeping import Erasure


class TombstoneFile:
    """Implements `warmline.ports.Tombstones`; a backup does not hold it, a restore does not touch it."""

    def __init__(self, path: Path, reserve: Reserve | None = None) -> None:
        self._path = path
        self._reserve = reserve or Reserve(path.with_name("reserve"), 0)

    def add(self, erasure: Erasure) -> None:
        """On disk when it returns, for which the reserve is given up if need be. Raises StoreUnavailable."""
        try:
            self._add(erasure)
        except DiskFull:
            self._reserve.give_up()
            self._add(erasure)

    def _add(self, erasure: Erasure) -> None:
        try:
            self._append(erasure)
        except OSError as error:
            raise unavailable(error) from error

    def _append(self, erasure: Erasure) -> None:
        whole = sum(len(line) + 1 for line in self._lines())
        with open(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.truncate(whole)
            file.seek(whole)
            file.write(msgspec.json.encode(erasure) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync(self._path.parent)

    def all(self) -> list[Erasure]:
        """All, oldest first."""
        return [msgspec.json.decode(line, type=Erasure) for line in self._lines()]

    def _lines(self) -> list[bytes]:
        """Every whole line; a last one that a crash cut short was never acknowledged."""
        if not self._path.exists():
            return []
        *lines, _cut = self._path.read_bytes().split(b"\n")
        return lines
