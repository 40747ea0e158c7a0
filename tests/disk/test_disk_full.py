"""On a full disk nothing is acknowledged, what is kept can be read and forgotten, and it recovers by itself."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shim import sqlite_library

SIZE = 48 * 2**20


def test_on_a_file_system_of_48_mib(tmp_path: Path) -> None:
    """A real one, in a user namespace."""
    mount = f"mount -t tmpfs -o size={SIZE} tmpfs {shlex.quote(str(tmp_path))}"
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*inside, mount], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount without root: the layer below SQLite stands in for a small disk")
    subprocess.run([*inside, f"{mount} && exec {shlex.join(_live(tmp_path))}"], check=True)


def test_below_sqlite(tmp_path: Path) -> None:
    """As if the disk were small: needs no rights, but sees SQLite's own files and the reserve alone."""
    try:
        sqlite_library()
    except (OSError, AttributeError) as error:
        pytest.skip(f"Python's SQLite cannot be reached from outside: {error}")
    subprocess.run(_live(tmp_path, SIZE), check=True)


def _live(folder: Path, *size: int) -> list[str]:
    return [sys.executable, "-m", "tests.disk.live", str(folder), *map(str, size)]
