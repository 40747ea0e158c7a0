"""The commands around the service, as an operator types them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from warmline.adapters.store.sqlite import open_sqlite
from warmline.cli import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WARMLINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WARMLINE_READER", "linear")
    monkeypatch.delenv("WARMLINE_DATABASE_URL", raising=False)
    return tmp_path / "home"


def typed(*words: str) -> tuple[int, str]:
    """Exit code and everything that was said."""
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_a_tenant_is_made_backed_up_restored_and_looked_after(home: Path, tmp_path: Path) -> None:
    code, said = typed("doctor")
    assert (code, "warmline init" in said) == (1, True)
    assert not home.exists()
    code, key = typed("init", "shop")
    assert (code, key.startswith("wl_shop_")) == (0, True)
    assert home.stat().st_mode & 0o077 == 0
    code, said = typed("doctor")
    assert (code, "✗" in said, "tenant shop, data" in said) == (0, False, True)
    file = str(tmp_path / "backup.tar.gz")
    assert typed("backup", file) == (0, f"{file}: shop\n")
    assert typed("restore", file)[0] == 1
    assert typed("restore", file, "--replace") == (0, "restored: shop\n")
    assert key.strip() not in "".join(path.read_text("latin-1") for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["Bad", "a_b", "../x", "", "x" * 41, "-x"])
def test_a_tenants_name_is_plain(home: Path, name: str) -> None:
    code, said = typed("init", "--", name)
    assert (code, "cannot be a tenant's name" in said) == (1, True)
    assert not list(home.glob("tenants/*"))


def test_postgres_is_backed_up_by_its_own_tools(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMLINE_DATABASE_URL", "postgresql://nobody@nowhere/none")
    for words in (("backup", "x"), ("restore", "x"), ("doctor",)):
        code, said = typed(*words)
        assert (code, "pg_dump" in said) == (1, True)


def test_the_doctor_says_which_setting_means_nothing(home: Path) -> None:
    home.mkdir()
    (home / "warmline.toml").write_text('raeder = "linear"')
    code, said = typed("doctor")
    assert (code, "did you mean 'reader'?" in said, "docs/settings.md" in said) == (1, True, True)
    assert typed("init")[0] == 1


def test_what_a_newer_release_wrote_is_left_alone(home: Path) -> None:
    typed("init", "shop")
    with closing(open_sqlite(home / "tenants" / "shop" / "warmline.db")) as connection:
        connection.execute("UPDATE warmline_version SET version_num = '9999'")
    for words in (("serve",), ("init", "shop")):
        code, said = typed(*words)
        assert (code, said.count("\n"), "'9999' of a newer release" in said) == (1, 1, True)
    code, said = typed("doctor")
    assert (code, "start the newer release" in said) == (1, True)
