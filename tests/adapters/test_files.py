"""The bytes of what was attached, in a folder, plain and sealed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warmline.adapters.files import FolderFiles
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.seal import Keyring, TenantSeal
from warmline.domain.errors import DataDamaged, DiskFull, NotFound, StoreUnavailable

OLD, NEW = bytes(32), bytes([1]) * 32
MARK = b"zanzibar"
ALL = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(params=[None, OLD], ids=["plain", "sealed"])
def seal(request: pytest.FixtureRequest) -> TenantSeal | None:
    return Keyring((request.param,)).seal("one") if request.param else None


@pytest.fixture
def files(tmp_path: Path, seal: TenantSeal | None) -> FolderFiles:
    return FolderFiles(tmp_path / "attachments", seal)


def test_what_was_added_is_found_again_and_only_its_owner_can_read_it(files: FolderFiles, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    files.add("anna", "one", content)
    assert files.get("anna", "one") == content
    assert sorted(files.older(ALL)) == [("anna", "one")]
    for path in (tmp_path / "attachments").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_what_is_not_there(files: FolderFiles) -> None:
    assert files.older(ALL) == []
    with pytest.raises(NotFound):
        files.get("anna", "one")
    files.drop("anna", "one")
    files.forget("anna")


def test_one_goes_and_all_of_a_contact_go(files: FolderFiles, tmp_path: Path) -> None:
    for contact, own in (("anna", "one"), ("anna", "two"), ("bob", "three")):
        files.add(contact, own, MARK)
    files.drop("anna", "one")
    assert sorted(files.older(ALL)) == [("anna", "two"), ("bob", "three")]
    files.forget("anna")
    assert files.older(ALL) == [("bob", "three")]
    assert not (tmp_path / "attachments" / "anna").exists()


def test_what_a_crash_left_half_written_is_no_file_and_can_go(files: FolderFiles, tmp_path: Path) -> None:
    files.add("anna", "one", MARK)
    half = tmp_path / "attachments" / "anna" / "two.new"
    half.write_bytes(MARK)
    with pytest.raises(NotFound):
        files.get("anna", "two")
    assert ("anna", "two.new") in files.older(ALL)
    files.drop("anna", "two.new")
    assert not half.exists()


def test_only_what_is_older(files: FolderFiles, tmp_path: Path) -> None:
    files.add("anna", "one", MARK)
    files.add("anna", "two", MARK)
    os.utime(tmp_path / "attachments" / "anna" / "one", (0, 0))
    assert files.older(datetime(2000, 1, 1, tzinfo=UTC)) == [("anna", "one")]


def test_no_room(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", 2**60)
    with pytest.raises(DiskFull):
        FolderFiles(tmp_path / "attachments", reserve=reserve).add("anna", "one", MARK)
    assert not (tmp_path / "attachments").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("a file")
    with pytest.raises(StoreUnavailable):
        FolderFiles(tmp_path / "attachments").add("anna", "one", MARK)


def test_sealed_it_says_nothing_and_cannot_be_changed_or_moved(tmp_path: Path) -> None:
    seal = Keyring((OLD,)).seal("one")
    seal.takes_plain = False
    files = FolderFiles(tmp_path / "attachments", seal)
    files.add("anna", "one", MARK)
    path = tmp_path / "attachments" / "anna" / "one"
    whole = path.read_bytes()
    assert MARK not in whole
    for damaged in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), whole[:10], b"", MARK):
        path.write_bytes(damaged)
        with pytest.raises(DataDamaged):
            files.get("anna", "one")
    path.with_name("two").write_bytes(whole)
    with pytest.raises(DataDamaged):
        files.get("anna", "two")
    path.write_bytes(whole)
    with pytest.raises(DataDamaged):
        FolderFiles(tmp_path / "attachments", _strict("two")).get("anna", "one")


def _strict(tenant: str) -> TenantSeal:
    seal = Keyring((OLD,)).seal(tenant)
    seal.takes_plain = False
    return seal


def test_sealed_anew_with_the_first_key(tmp_path: Path) -> None:
    FolderFiles(tmp_path / "attachments").add("anna", "one", MARK)
    old, both, new = (Keyring(keys).seal("one") for keys in ((OLD,), (NEW, OLD), (NEW,)))
    for seal in (old, both):
        files = FolderFiles(tmp_path / "attachments", seal)
        assert (files.seal_anew(), files.seal_anew()) == (1, 0)
        assert MARK not in (tmp_path / "attachments" / "anna" / "one").read_bytes()
    new.takes_plain = False
    assert FolderFiles(tmp_path / "attachments", new).get("anna", "one") == MARK
