from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warmline.adapters.home import back_up, hold_home, restore
from warmline.adapters.store.migrate import migrate_sqlite
from warmline.adapters.store.sqlite import open_sqlite
from warmline.adapters.tombstones import TombstoneFile
from warmline.domain.errors import HomeInUse, UnreadableInput
from warmline.domain.keeping import Erasure
from warmline.domain.people import ContactId

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def put(home: Path, tenant: str, name: str) -> None:
    """A tenant with one more agent."""
    path = home / "tenants" / tenant / "warmline.db"
    migrate_sqlite(path)
    with open_sqlite(path) as connection:
        connection.execute("INSERT INTO agents VALUES (?, 0, ?)", (name, name))


def agents(home: Path, tenant: str) -> list[str]:
    with open_sqlite(home / "tenants" / tenant / "warmline.db") as connection:
        return [row[0] for row in connection.execute("SELECT name FROM agents ORDER BY name")]


def stones(home: Path) -> TombstoneFile:
    return TombstoneFile(home / "tenants" / "one" / "erasures.jsonl")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put(tmp_path / "home", "one", "Sam")
    put(tmp_path / "home", "two", "Kim")
    return tmp_path / "home"


def test_what_was_backed_up_while_it_was_in_use_comes_back_elsewhere(home: Path, tmp_path: Path) -> None:
    writing = open_sqlite(home / "tenants" / "one" / "warmline.db")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("INSERT INTO agents VALUES ('x', 0, 'Not yet')")
    with hold_home(home):
        assert back_up(home, tmp_path / "b.tar.gz") == ["one", "two"]
    writing.execute("COMMIT")
    assert restore(tmp_path / "b.tar.gz", tmp_path / "new") == ["one", "two"]
    assert (agents(tmp_path / "new", "one"), agents(tmp_path / "new", "two")) == (["Sam"], ["Kim"])
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new/tenants/one/warmline.db").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "home", "new"]


def test_nothing_is_replaced_unless_it_is_said(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b")
    put(home, "one", "Ada")
    with pytest.raises(UnreadableInput, match="'one' is there already"):
        restore(tmp_path / "b", home)
    assert agents(home, "one") == ["Ada", "Sam"]
    restore(tmp_path / "b", home, replace=True)
    assert agents(home, "one") == ["Sam"]


def test_who_was_forgotten_before_or_since_is_still_known(home: Path, tmp_path: Path) -> None:
    first, second = (Erasure(name, ContactId(name), "everything", NOW) for name in ("e1", "e2"))
    stones(home).add(first)
    back_up(home, tmp_path / "b")
    stones(home).add(second)
    restore(tmp_path / "b", home, replace=True)
    assert stones(home).all() == [first, second]
    restore(tmp_path / "b", tmp_path / "new")
    assert stones(tmp_path / "new").all() == [first]


def test_a_folder_serves_one(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b")
    with hold_home(home):
        with pytest.raises(HomeInUse), hold_home(home):
            pass
        with pytest.raises(HomeInUse):
            restore(tmp_path / "b", home, replace=True)
    with hold_home(home):
        pass


def test_a_damaged_file_changes_nothing(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b")
    content = (tmp_path / "b").read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    (tmp_path / "none").write_bytes(b"")
    (tmp_path / "text").write_text("hello")
    with tarfile.open(tmp_path / "other", "w:gz") as packed:
        packed.add(tmp_path / "text", "../../text")
    for name in ("cut", "none", "text", "other"):
        with pytest.raises(UnreadableInput, match="not a whole backup"):
            restore(tmp_path / name, home, replace=True)
    assert agents(home, "one") == ["Sam"]
    assert not (tmp_path.parent / "text").exists()


def test_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no tenant"):
        back_up(tmp_path, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_what_was_attached_goes_along(home: Path, tmp_path: Path) -> None:
    attached = home / "tenants" / "one" / "attachments"
    for contact, own in (("anna", "a1"), ("anna", "a2"), ("bob", "b1")):
        (attached / contact).mkdir(parents=True, exist_ok=True)
        (attached / contact / own).write_bytes(own.encode())
    back_up(home, tmp_path / "b")
    (attached / "anna" / "a1").unlink()
    (attached / "bob" / "later").write_bytes(b"later")
    restore(tmp_path / "b", home, replace=True)
    found = {path.name: path.read_bytes() for path in attached.glob("*/*")}
    assert found == {"a1": b"a1", "a2": b"a2", "b1": b"b1", "later": b"later"}
    restore(tmp_path / "b", tmp_path / "new")
    copied = tmp_path / "new/tenants/one/attachments"
    assert sorted(path.name for path in copied.glob("*/*")) == ["a1", "a2", "b1"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in copied.rglob("*"))
