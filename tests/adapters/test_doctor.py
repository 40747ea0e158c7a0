from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from warmline.adapters.doctor import Finding, examine
from warmline.adapters.home import hold_home
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.migrate import migrate_sqlite, newest_version
from warmline.adapters.store.sqlite import open_sqlite
from warmline.adapters.tombstones import TombstoneFile
from warmline.domain.errors import ModelDamaged
from warmline.domain.keeping import Erasure
from warmline.domain.people import ContactId


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir(0o700)
    Reserve(home / "reserve", 2**20).take()
    migrate_sqlite(home / "tenants" / "one" / "warmline.db")
    return home


def faults(home: Path) -> list[str]:
    found = list(examine(home, 1, lambda: None))
    assert all(finding.mend for finding in found if finding.fault)
    return [f"{finding.what}: {finding.fault}" for finding in found if finding.fault]


def test_nothing_is_wrong(home: Path) -> None:
    assert faults(home) == []
    assert Finding("no server is running") in list(examine(home, 1, lambda: None))
    with hold_home(home):
        assert Finding("a server is running") in list(examine(home, 1, lambda: None))
        assert faults(home) == []


def test_there_is_no_home(tmp_path: Path) -> None:
    assert faults(tmp_path / "none") == [f"{tmp_path / 'none'}: it is not there"]
    assert not (tmp_path / "none").exists()


def test_others_may_look(home: Path) -> None:
    home.chmod(0o755)
    assert faults(home) == [f"{home}: other users may look into it"]


def test_no_room_is_kept(home: Path) -> None:
    Reserve(home / "reserve", 2**20).give_up()
    assert faults(home) == ["room kept for erasures: it is used up: nothing is acknowledged until it is there again"]


def test_a_model_is_damaged(home: Path) -> None:
    def load() -> None:
        raise ModelDamaged("encoder.onnx is not the file that card.toml describes")

    assert [finding.fault for finding in examine(home, 1, load) if finding.fault] == [
        "encoder.onnx is not the file that card.toml describes"
    ]


def test_data_are_damaged_old_or_no_data_at_all(home: Path) -> None:
    path = home / "tenants" / "one" / "warmline.db"
    with open_sqlite(path) as connection:
        connection.execute("UPDATE warmline_version SET version_num = '0000'")
    assert faults(home) == [f"tenant one, shape: its shape is of 0000, not {newest_version()}"]
    path.write_bytes(b"no database" * 1000)
    assert faults(home) == ["tenant one: its data cannot be read: file is not a database"]


def test_somebody_is_still_to_be_forgotten(home: Path) -> None:
    stones = TombstoneFile(home / "tenants" / "one" / "erasures.jsonl")
    stones.add(Erasure("e1", ContactId("anna"), "everything", datetime(2026, 3, 1, tzinfo=UTC)))
    assert faults(home) == ["tenant one, erasures: 1 erasures are not done"]
