import ast
import inspect
import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from warmline import settings as module
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
    ({"WARMLINE_ENCRYPTION_KEY": "k"}, Settings(encryption_key="k")),
    ({"WARMLINE_ENCRYPTION_KEY_FILE": "k"}, Settings(encryption_key_file=Path("k"))),
    ({"WARMLINE_RESERVE": "0"}, Settings(reserve=0)),
    ({"WARMLINE_PUBLIC_URL": "https://care.example:8443/"}, Settings(public_url="https://care.example:8443")),
    ({"WARMLINE_PUBLIC_URL": "http://[::1]:8000"}, Settings(public_url="http://[::1]:8000")),
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


GIVEN: dict[str, Any] = {
    "policies": "/own/policies", "model": "/own/model", "reader": "linear", "home": "/data",
    "database_url": "postgresql://a:b@c/d", "rate_limit": 12.5, "reserve": 7, "replica": "a",
    "private_networks": "10.0.0.0/8 fd00::/8", "encryption_key": "k", "encryption_key_file": "/own/keys",
    "metrics": "public", "log": "json", "public_url": "https://care.example",
    "smtp_url": "smtps://a:b@c:465", "mail_from": "care@shop.example", "tenant": "shop",
    "admin_email": "anna@shop.example", "admin_password": "three green kettles",
}  # fmt: skip
OTHER = GIVEN | {
    "reader": "best",
    "home": "/else",
    "rate_limit": 1,
    "policies": "/else",
    "model": "/else",
    "replica": "b",
    "reserve": 8,
    "private_networks": "192.168.0.0/16",
    "encryption_key": "l",
    "encryption_key_file": "/else",
    "metrics": "off",
    "log": "text",
    "public_url": "http://localhost:8000",
    "smtp_url": "smtp://[::1]",
    "mail_from": "else@shop.example",
    "tenant": "else",
    "admin_email": "else@shop.example",
    "admin_password": "four green kettles",
}
BAD = [
    ('reader = "linea"', "reader is 'linea', not one of: best, linear"),
    ("reader = 1", "reader is 1, not one of: best, linear"),
    ("home = 3", "home is 3, not the path of a folder"),
    ('database_url = "mysql://secret"', "database_url is not the address of a PostgreSQL database (postgresql://…)"),
    ("rate_limit = -1", "rate_limit is -1, not a number from 0 on"),
    ("rate_limit = true", "rate_limit is True, not a number from 0 on"),
    ("rate_limit = nan", "rate_limit is nan, not a number from 0 on"),
    (f"rate_limit = 1{'0' * 400}", "not a number from 0 on"),
    ('raeder = "linear"', "'raeder' is no setting; did you mean 'reader'?"),
    ("replica = 1", "replica is 1, not a name of up to 200 characters"),
    ('private_networks = "10.0.0.1/8"', "private_networks 10.0.0.1/8 has host bits set"),
    ("private_networks = 1", "private_networks is 1, not networks with spaces between them"),
    ("encryption_key = 1", "encryption_key is not 32 bytes in base64"),
    ("encryption_key_file = 1", "encryption_key_file is 1, not the path of a file"),
    ('metrics = "on"', "metrics is 'on', not one of: local, public, off"),
    ('log = "xml"', "log is 'xml', not one of: json, text"),
    ("public_url = 1", "public_url is 1, not https:// and a host, or http:// and this machine, without a path"),
    ('public_url = "http://care.example"', "public_url is 'http://care.example', not https://"),
    ('public_url = "https://care.example/desk"', "without a path"),
    ('public_url = "https://a@care.example"', "without a path"),
    ('public_url = "http://localhost.example"', "without a path"),
    ('smtp_url = "http://secret@a"', "smtp_url is not the address of a mail server"),
    ('smtp_url = "smtp://a:sec@ret@b"', "smtp_url is not the address of a mail server"),
    ('mail_from = "Shop <a@b>"', "mail_from is 'Shop <a@b>', not a mail address"),
    ('mail_from = "a@b\\nBcc: c@d"', "not a mail address"),
    ("reserve = true", "reserve is True, not a whole number of MiB"),
    ("reserve = -1", "reserve is -1, not a whole number of MiB"),
    ("xyz = 1", "'xyz' is no setting"),
    ("[reader]", "reader is {}, not one of: best, linear"),
    ("reader = ", "cannot be read"),
    ('reader = "best"\nreader = "linear"', "cannot be read"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "warmline.toml"


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_setting_can_be_set_both_ways_and_the_environment_wins(name: str, file: Path) -> None:
    where, value = {"WARMLINE_SETTINGS": str(file)}, GIVEN[name]
    wanted = Path(value) if name in ("policies", "model", "home", "encryption_key_file") else value
    file.write_text(f"{name} = {json.dumps(value)}", encoding="utf-8")
    assert getattr(Settings.from_environment(where), name) == wanted != getattr(Settings(), name)
    file.write_text(f"{name} = {json.dumps(OTHER[name])}", encoding="utf-8")
    by_variable = {**where, f"WARMLINE_{name.upper()}": str(value)}
    assert getattr(Settings.from_environment(by_variable), name) == wanted


def test_every_setting_has_its_docstring_and_its_line_in_the_documentation() -> None:
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
    (body,) = [node.body for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    for name in (each.name for each in fields(Settings)):
        place = next(
            i for i, node in enumerate(body) if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name
        )
        after = body[place + 1]
        assert isinstance(after, ast.Expr)
        assert isinstance(after.value, ast.Constant)
        assert f"| `WARMLINE_{name.upper()}` | `{name}` |" in page


@pytest.mark.parametrize("text, why", BAD)
def test_a_file_that_means_nothing_is_named_with_the_reason(file: Path, text: str, why: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingInvalid) as raised:
        Settings.from_environment({"WARMLINE_HOME": str(file.parent)})
    assert str(raised.value).startswith(str(file))
    assert why in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_text_or_not_there(file: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be read"):
        Settings.from_environment({"WARMLINE_SETTINGS": str(file)})
    file.write_bytes(b"\xff")
    with pytest.raises(SettingInvalid, match="cannot be read"):
        Settings.from_environment({"WARMLINE_SETTINGS": str(file)})


def test_paths_in_a_file_are_seen_from_where_it_is(file: Path) -> None:
    file.write_text('policies = "own"\nmodel = ""', encoding="utf-8")
    assert Settings.from_environment({"WARMLINE_SETTINGS": str(file)}).policies == file.parent / "own"
    assert Settings.from_environment({"WARMLINE_SETTINGS": str(file)}).model is None
