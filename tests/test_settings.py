from collections.abc import Mapping
from pathlib import Path

import pytest

from warmline.domain.errors import SettingInvalid, WarmlineError
from warmline.settings import READERS, Settings

KNOBS = [
    ({}, Settings()),
    ({"WARMLINE_POLICIES": "", "WARMLINE_MODEL": "", "WARMLINE_READER": ""}, Settings()),
    ({"WARMLINE_READER": "best"}, Settings(reader="best")),
    ({"WARMLINE_READER": "linear"}, Settings(reader="linear")),
    ({"WARMLINE_POLICIES": "/a b"}, Settings(policies=Path("/a b"))),
    ({"WARMLINE_MODEL": "m", "WARMLINE_READER": "linear"}, Settings(model=Path("m"), reader="linear")),
    ({"WARMLINE_HOME": "/data"}, Settings(home=Path("/data"))),
    ({"WARMLINE_DATABASE_URL": "postgresql://a@b/c"}, Settings(database_url="postgresql://a@b/c")),
    ({"WARMLINE_RESERVE": "0"}, Settings(reserve=0)),
    ({"WARMLINE_OTHER": "x", "READER": "x"}, Settings()),
]


@pytest.mark.parametrize("environment, settings", KNOBS)
def test_settings_come_from_the_environment(environment: Mapping[str, str], settings: Settings) -> None:
    assert Settings.from_environment(environment) == settings


@pytest.mark.parametrize("reader", ["linea", "LINEAR", "best ", " ", "encoder", "0", "best,linear"])
def test_a_reader_that_is_none(reader: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        Settings.from_environment({"WARMLINE_READER": reader})
    assert str(raised.value) == f"WARMLINE_READER is {reader!r}, not one of: best, linear"
    assert isinstance(raised.value, WarmlineError)


@pytest.mark.parametrize("reserve", ["-1", "x", "1.5", "32 MB"])
def test_a_reserve_that_is_none(reserve: str) -> None:
    with pytest.raises(SettingInvalid, match="WARMLINE_RESERVE"):
        Settings.from_environment({"WARMLINE_RESERVE": reserve})


@pytest.mark.parametrize("url", ["sqlite:///x", "b/c", "mysql://a@b/c", "POSTGRESQL://a@b/c"])
def test_a_database_that_is_none_does_not_show_its_password(url: str) -> None:
    with pytest.raises(SettingInvalid, match="WARMLINE_DATABASE_URL") as raised:
        Settings.from_environment({"WARMLINE_DATABASE_URL": url})
    assert url not in str(raised.value)


def test_the_first_reader_is_the_one_that_reads_unless_said_otherwise() -> None:
    assert READERS[0] == Settings().reader == "best"


def test_the_processs_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLICIES", "MODEL"):
        monkeypatch.delenv(f"WARMLINE_{name}", raising=False)
    monkeypatch.setenv("WARMLINE_READER", "linear")
    assert Settings.from_environment() == Settings(reader="linear")
    monkeypatch.delenv("WARMLINE_READER")
    assert Settings.from_environment() == Settings()
