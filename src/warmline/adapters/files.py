"""The bytes of what was attached: one file each, in a folder for each contact, sealed when there is a key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from warmline.adapters.disk import sync
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.group import unavailable
from warmline.adapters.store.seal import TenantSeal
from warmline.domain.errors import DiskFull, NotFound

_NEW = ".new"
"""What a name ends with until all of the file is on disk."""


class FolderFiles:
    """Implements `warmline.ports.Files`. Ids are those that Warmline gave: none of them leads out of the folder."""

    def __init__(self, folder: Path, seal: TenantSeal | None = None, reserve: Reserve | None = None) -> None:
        self._folder, self._seal = folder, seal
        self._reserve = reserve or Reserve(folder.parent / "reserve", 0)

    def add(self, contact_id: str, file_id: str, content: bytes) -> None:
        """On disk when it returns. Raises DiskFull, StoreUnavailable."""
        if not self._reserve.allows(0):
            raise DiskFull("there is no room on the disk")
        with _known():
            self._write(contact_id, file_id, content)

    def get(self, contact_id: str, file_id: str) -> bytes:
        """What was added. Raises NotFound, DataDamaged, StoreUnavailable."""
        with _known():
            content = (self._folder / contact_id / file_id).read_bytes()
        return self._seal.open_file(content, _place(file_id)) if self._seal else content

    def drop(self, contact_id: str, file_id: str) -> None:
        """Deletes one, if it is there. Raises StoreUnavailable."""
        with suppress(NotFound), _known():
            (self._folder / contact_id / file_id).unlink()
            sync(self._folder / contact_id)

    def forget(self, contact_id: str) -> None:
        """Deletes all of a contact. Raises StoreUnavailable."""
        own = self._folder / contact_id
        with suppress(NotFound), _known():
            for path in own.iterdir():
                path.unlink(missing_ok=True)
            sync(own)
        with suppress(OSError):  # somebody is adding one, who drops it when its contact is found to be gone
            own.rmdir()
            sync(self._folder)

    def older(self, before: datetime) -> list[tuple[str, str]]:
        """Contact and id of each that was added before a moment, whole or not. Raises StoreUnavailable."""
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(NotFound), _known():
                if path.stat().st_mtime < before.timestamp():
                    found.append((path.parent.name, path.name))
        return found

    def seal_anew(self) -> int:
        """Seals with the first key what is not; how many. Nobody may drop anything meanwhile."""
        return sum(self._sealed_anew(path) for path in sorted(self._folder.glob("*/*")))

    def _sealed_anew(self, path: Path) -> bool:
        if path.suffix == _NEW or not self._seal or self._seal.is_current_file(path.read_bytes()):
            return False
        contact_id, file_id = path.parent.name, path.name
        self.add(contact_id, file_id, self.get(contact_id, file_id))
        return True

    def _write(self, contact_id: str, file_id: str, content: bytes) -> None:
        own = self._folder / contact_id
        own.mkdir(0o700, parents=True, exist_ok=True)
        new = own / f"{file_id}{_NEW}"
        try:
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(self._seal.close_file(content, _place(file_id)) if self._seal else content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, own / file_id)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        for folder in (own, self._folder, self._folder.parent):  # whoever made them may not be so far yet
            sync(folder)


def _place(file_id: str) -> str:
    return f"attachment {file_id}"


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound("no such file") from None
    except OSError as error:
        raise unavailable(error) from error
