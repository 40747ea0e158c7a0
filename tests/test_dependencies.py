"""What is installed is what is pinned, under licences that everybody may use, and nothing that is known to be bad.

No advisory is asked: pip-audit needs a database that cannot be reached where the tests run, so that it belongs to
whoever renews the pins (`pip-audit -r requirements/run.txt`). What it finds goes into data/known_bad.toml.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PINS = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE))
BAD = tomllib.loads((ROOT / "tests" / "data" / "known_bad.toml").read_text())
FREE = re.compile(
    r"(MIT|MIT-0|Apache|BSD|0BSD|ISC|MPL-2\.0|Mozilla Public License 2\.0|PSF|Zlib|CC0-1\.0|Public-Domain)\b",
    re.IGNORECASE,
)
"""Of each part of a licence's name or expression. MPL-2.0 asks something of those alone who change its files."""
UNFREE = re.compile(r"GPL|GNU|non-?commercial|\bNC\b|proprietary|SSPL|BUSL|commons clause", re.IGNORECASE)
WHY = "LGPL: installed by itself, not changed, and replaceable by its user, which is all that licence asks for"
EXCEPTIONS = {"psycopg": WHY, "psycopg-binary": WHY, "python-stdnum": WHY}


def licence(name: str) -> str:
    """By the field License-Expression (PEP 639), else by the classifiers, else by the field License's first line."""
    given = distribution(name).metadata
    classified = [
        each.rpartition(" :: ")[2] for each in given.get_all("Classifier") or [] if each.startswith("License")
    ]
    said = (given.get("License") or "").partition("\n")[0]
    return given.get("License-Expression") or " AND ".join(classified) or said


def is_free(expression: str) -> bool:
    """Every part of it that binds: of what stands beside OR one is enough."""
    parts = re.split(r"\s+AND\s+", re.sub(r"[()]", "", expression), flags=re.IGNORECASE)
    return all(any(_is_listed(each) for each in re.split(r"\s+OR\s+", part)) for part in parts)


def _is_listed(part: str) -> bool:
    return bool(FREE.search(part)) and not UNFREE.search(part)


@pytest.mark.parametrize("name", PINS)
def test_it_is_what_is_pinned_and_may_be_used_by_everybody(name: str) -> None:
    assert distribution(name).version == PINS[name]
    assert is_free(licence(name)) != (name in EXCEPTIONS), licence(name)


@pytest.mark.parametrize(
    "expression, free",
    [
        ("MIT", True), ("Apache-2.0 OR BSD-3-Clause", True), ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only OR MIT", True), ("MIT AND GPL-3.0-or-later", False), ("AGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False), ("CC-BY-NC-4.0", False), ("", False),
        ("Other/Proprietary License", False), ("MIT License with Commons Clause", False),
    ],
)  # fmt: skip
def test_which_licences_are_free(expression: str, free: bool) -> None:
    assert is_free(expression) is free


def is_bad(name: str, version: str) -> bool:
    return name in BAD and SpecifierSet(BAD[name]["bad"]).contains(version, prereleases=True)


def test_nothing_pinned_is_known_to_be_bad() -> None:
    assert len(PINS) > 50
    assert [name for name, version in PINS.items() if is_bad(name, version)] == []
    assert is_bad("jinja2", "3.1.5")
    assert all(each["why"] for each in BAD.values())
    assert BAD.keys() <= PINS.keys()
