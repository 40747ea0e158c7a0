"""The folder of everything that a running Warmline keeps: held by one server, backed up while it runs, restored."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from warmline.adapters.disk import sync
from warmline.adapters.store.sqlite import open_sqlite
from warmline.adapters.tombstones import TombstoneFile
from warmline.domain.errors import HomeInUse, UnreadableInput

DATABASE, TOMBSTONES, RESERVE, ATTACHMENTS = "warmline.db", "erasures.jsonl", "reserve", "attachments"
_MANIFEST = "manifest.json"
_FORMAT = 1


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Nobody else serves from this folder or restores into it meanwhile. Raises HomeInUse."""
    home.mkdir(0o700, parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HomeInUse(f"{home}: a server uses this folder") from None
        yield


def back_up(home: Path, target: Path) -> list[str]:
    """Writes every tenant's data, each as of one moment, into one file, also while a server runs; the tenants' names.

    The file is whole or not there. Raises UnreadableInput when there is nothing to back up, OSError.
    """
    tenants = sorted(path.parent.name for path in home.glob(f"tenants/*/{DATABASE}"))
    if not tenants:
        raise UnreadableInput(str(home), "there is no tenant to back up")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".backup-") as folder:
        for tenant in tenants:
            _copy_tenant(home / "tenants" / tenant, Path(folder) / tenant)
        whole = Path(folder) / "whole.tar.gz"
        _pack(Path(folder), tenants, whole)
        os.replace(whole, target)
    sync(target.absolute().parent)
    return tenants


def restore(source: Path, home: Path, *, replace: bool = False) -> list[str]:
    """Puts a backup's tenants into the folder; their names. Who was forgotten since is so again at the next start.

    Raises UnreadableInput for a damaged file or, unless `replace`, for a tenant that is there already; HomeInUse.
    """
    with hold_home(home), tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        tenants = _unpack(source, Path(folder))
        there = [tenant for tenant in tenants if (home / "tenants" / tenant / DATABASE).exists()]
        if there and not replace:
            raise UnreadableInput(str(home), f"tenant {there[0]!r} is there already; say --replace to put the backup's")
        for tenant in tenants:
            _place(Path(folder) / tenant, home / "tenants" / tenant)
    return tenants


def _copy_tenant(tenant: Path, folder: Path) -> None:
    folder.mkdir(0o700)
    stones = tenant / TOMBSTONES
    if stones.exists():
        shutil.copy(stones, folder)
    live, copy = open_sqlite(tenant / DATABASE, reads_only=True), sqlite3.connect(folder / DATABASE)
    with closing(live), closing(copy):
        live.backup(copy)
    for path in (tenant / ATTACHMENTS).glob("*/*"):  # later: what the database knows of is there, or was to go
        own = folder / ATTACHMENTS / path.parent.name
        own.mkdir(0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copy(path, own)


def _pack(folder: Path, tenants: list[str], target: Path) -> None:
    own = [path for tenant in tenants for path in sorted((folder / tenant).rglob("*")) if path.is_file()]
    names = [path.relative_to(folder).as_posix() for path in own]
    manifest = {
        "format": _FORMAT,
        "warmline": version("warmline"),
        "at": datetime.now(UTC).isoformat(),
        "sha256": {name: _digest(folder / name) for name in names},
    }
    content = json.dumps(manifest, indent=1).encode()
    with target.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as packed:
            header = tarfile.TarInfo(_MANIFEST)
            header.size = len(content)
            packed.addfile(header, io.BytesIO(content))
            for name in names:
                packed.add(folder / name, name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(source: Path, folder: Path) -> list[str]:
    try:
        with tarfile.open(source) as packed:
            packed.extractall(folder, filter="data")
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        digests: dict[str, str] = manifest["sha256"]
        damaged = next((name for name, digest in digests.items() if _digest(folder / name) != digest), None)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise UnreadableInput(str(source), f"not a whole backup of Warmline: {error}") from error
    if manifest["format"] != _FORMAT or damaged:
        raise UnreadableInput(str(source), f"{damaged or 'its format'} is not what the backup says")
    return sorted({name.partition("/")[0] for name in digests})


def _place(folder: Path, tenant: Path) -> None:
    """The database as a whole, and before it the files that it knows of; tombstones that are there already stay."""
    tenant.mkdir(0o700, parents=True, exist_ok=True)
    _merge(folder / TOMBSTONES, tenant / TOMBSTONES)
    for path in (folder / ATTACHMENTS).glob("*/*"):
        _put(path, tenant / ATTACHMENTS / path.parent.name)
    for rest in ("-wal", "-shm"):
        (tenant / f"{DATABASE}{rest}").unlink(missing_ok=True)
    _put(folder / DATABASE, tenant)


def _put(file: Path, folder: Path) -> None:
    folder.mkdir(0o700, parents=True, exist_ok=True)
    sync(file)
    file.chmod(0o600)
    os.replace(file, folder / file.name)
    for each in (folder, folder.parent):
        sync(each)


def _merge(old: Path, kept: Path) -> None:
    there = TombstoneFile(kept)
    known = {erasure.id for erasure in there.all()}
    for erasure in TombstoneFile(old).all():
        if erasure.id not in known:
            there.add(erasure)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
