"""The import contracts hold, and each is shown to break: a contract that nothing can break says nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOWNWARD = "Everything falls downward"
SIBLINGS = "Siblings in logic never meet"
PURE = "Pure floors touch no outside world"
SERVED = "What is served never needs the lab"
BREACHES = [
    # contract, file, an import that breaks it
    (SIBLINGS, "src/warmline/logic/emotion/words.py", "from warmline.logic.privacy import redact"),
    (SIBLINGS, "src/warmline/logic/privacy/redact.py", "import warmline.logic.emotion.words"),
    (PURE, "src/warmline/domain/message.py", "import os"),
    (PURE, "src/warmline/logic/emotion/mood.py", "from time import time"),
    (PURE, "src/warmline/care/listen.py", "import random"),
    (PURE, "src/warmline/ports.py", "from pathlib import Path"),
    (DOWNWARD, "src/warmline/care/listen.py", "from warmline.adapters.languages import FastTextDetector"),
    (DOWNWARD, "src/warmline/adapters/languages.py", "import warmline.care.listen"),
    (DOWNWARD, "src/warmline/domain/message.py", "from warmline.logic.privacy import redact"),
    (DOWNWARD, "src/warmline/logic/emotion/mood.py", "import warmline.ports, warmline.assemble"),
    (SERVED, "src/warmline/adapters/languages.py", "import lab.metrics"),
    (SERVED, "src/warmline/assemble.py", "from lab.traps import measure_traps"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources and their contracts."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("src/warmline", "lab"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=lambda path, names: {n for n in names if not is_source(path, n)}
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def is_source(path: str, name: str) -> bool:
    return name.endswith(".py") or (
        Path(path, name).is_dir() and name not in {"__pycache__", "policies", "models", "sets"}
    )


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": f"{house / 'src'}{os.pathsep}{house}", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_contracts_hold(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout
    assert all(f"{contract} KEPT" in result.stdout for contract in (DOWNWARD, SIBLINGS, PURE, SERVED))
    assert "0 broken" in result.stdout


@pytest.mark.parametrize("contract, name, line", BREACHES)
def test_a_breach_is_found(house: Path, contract: str, name: str, line: str) -> None:
    path = house / name
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
        result = lint(house)
    finally:
        path.write_text(before, encoding="utf-8")
    assert result.returncode == 1, result.stdout
    assert f"{contract} BROKEN" in result.stdout
