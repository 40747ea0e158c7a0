"""What is wrong with an installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from warmline.adapters.home import DATABASE, RESERVE, TOMBSTONES, hold_home
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.migrate import known_versions
from warmline.adapters.store.reseal import PLAIN
from warmline.adapters.store.sqlite import open_sqlite
from warmline.adapters.tombstones import TombstoneFile
from warmline.domain.errors import DiskFull, HomeInUse, ModelDamaged, PolicyInvalid, WarmlineError

_LEAST_FREE = 500_000_000
"""Bytes under which a disk is nearly full."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    fault: str = ""
    """Empty: it is as it should be."""
    mend: str = ""


def examine(
    home: Path, reserve: int, load_models: Callable[[], object], key_ids: Sequence[str] = ()
) -> Iterator[Finding]:
    """Everything that is looked at, as it is found; nothing is changed.

    `reserve` is in MiB, `key_ids` are those of the keys that are given.
    """
    yield _models(load_models)
    yield from _home(home, Reserve(home / RESERVE, reserve * 2**20))
    for path in sorted(home.glob(f"tenants/*/{DATABASE}")):
        yield from _tenant(path, key_ids)


def examine_seals(home: Path, key_ids: Sequence[str]) -> Iterator[Finding]:
    """Whether every tenant's data can be opened, and are all sealed with the first key."""
    for path in sorted(home.glob(f"tenants/*/{DATABASE}")):
        with closing(open_sqlite(path, reads_only=True)) as connection:
            yield from _seals(f"tenant {path.parent.name}", connection, key_ids)


def _models(load_models: Callable[[], object]) -> Finding:
    try:
        load_models()
    except (ModelDamaged, PolicyInvalid) as error:
        return Finding("models and policies", str(error), "install Warmline anew, or mend what WARMLINE_POLICIES names")
    return Finding("models and policies")


def _home(home: Path, reserve: Reserve) -> Iterator[Finding]:
    if not home.is_dir():
        yield Finding(f"{home}", "it is not there", "warmline init makes it, with a first tenant and its key")
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(f"{home}", "this user may not write there", f"chown -R $USER {home}")
    if home.stat().st_mode & 0o077:
        yield Finding(f"{home}", "other users may look into it", f"chmod 700 {home}")
    free = shutil.disk_usage(home).free
    full = f"only {free // 1_000_000:,} MB are free" if free < _LEAST_FREE else ""
    yield Finding("room on the disk", full, "make room: on a full disk nothing is acknowledged" if full else "")
    gone = "" if reserve.is_whole() else "it is used up: nothing is acknowledged until it is there again"
    yield Finding("room kept for erasures", gone, "make room: a running service takes it again" if gone else "")
    try:
        with hold_home(home):
            yield Finding("no server is running", "", "")
    except HomeInUse:
        yield Finding("a server is running")


def _tenant(path: Path, key_ids: Sequence[str]) -> Iterator[Finding]:
    name = f"tenant {path.parent.name}"
    try:
        with closing(open_sqlite(path, reads_only=True)) as connection:
            yield from _database(name, connection)
            yield from _seals(name, connection, key_ids)
            yield _erasures(name, path.parent / TOMBSTONES, connection)
    except DiskFull:
        yield Finding(name, "its data cannot be opened: the disk is full", "make room")
    except (sqlite3.Error, WarmlineError) as error:
        yield Finding(name, f"its data cannot be read: {error}", "restore it: warmline restore FILE --replace")


def _database(name: str, connection: sqlite3.Connection) -> Iterator[Finding]:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    fault = "" if found == "ok" else f"its data are damaged: {found}"
    yield Finding(f"{name}, data", fault, "restore it: warmline restore FILE --replace" if fault else "")
    (version,) = connection.execute("SELECT version_num FROM warmline_version").fetchone()
    known = known_versions()
    old = "" if version == known[0] else f"its shape is of {version}, not {known[0]}"
    later = "start the service: it brings the data up to date" if version in known else "start the newer release"
    yield Finding(f"{name}, shape", old, later if old else "")


def _seals(name: str, connection: sqlite3.Connection, key_ids: Sequence[str]) -> Iterator[Finding]:
    noted = {row[0] for row in connection.execute("SELECT subject FROM outbox WHERE topic = 'seal'")}
    missing = noted - {*key_ids, PLAIN}
    if missing:
        fault = f"it is sealed with the key {min(missing)}, which is not given"
        yield Finding(f"{name}, encryption", fault, "name the key: WARMLINE_ENCRYPTION_KEY or _FILE")
    elif key_ids:
        old = "" if noted == {key_ids[0]} else "some of it is plain, or sealed with an older key"
        yield Finding(f"{name}, encryption", old, "stop the service, then: warmline reseal" if old else "")


def _erasures(name: str, path: Path, connection: sqlite3.Connection) -> Finding:
    done = {row[0] for row in connection.execute("SELECT id FROM erasures WHERE done_at IS NOT NULL")}
    owed = sum(erasure.id not in done for erasure in TombstoneFile(path).all())
    fault = f"{owed} erasures are not done" if owed else ""
    return Finding(f"{name}, erasures", fault, "start the service: it does them first" if owed else "")
