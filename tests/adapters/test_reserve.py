from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from warmline.adapters.reserve import Reserve

MIB = 2**20


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """MiB that the disk says are free."""
    room, usage = [100], type(shutil.disk_usage("."))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1000 * MIB, 0, room[0] * MIB))
    return room


def test_it_is_taken_given_up_and_taken_again(tmp_path: Path, free: list[int]) -> None:
    reserve = Reserve(tmp_path / "reserve", 8 * MIB)
    assert reserve.allows(0)
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 8 * MIB
    assert (tmp_path / "reserve").stat().st_mode & 0o077 == 0
    free[0] = 0
    assert reserve.allows(0)
    assert reserve.is_short()
    reserve.give_up()
    reserve.give_up()
    assert not reserve.is_whole()
    free[0] = 10
    assert reserve.allows(0)
    assert not reserve.is_short()


@pytest.mark.parametrize(
    "left, ordinary, trace, erasure",
    [(9, False, True, True), (4, False, True, True), (3, False, False, True), (0, False, False, True)],
)
def test_who_may_use_it_once_it_is_given_up(
    tmp_path: Path, free: list[int], left: int, ordinary: bool, trace: bool, erasure: bool
) -> None:
    reserve = Reserve(tmp_path / "reserve", 8 * MIB)
    free[0] = left
    assert (reserve.allows(0), reserve.allows(0.5), reserve.allows(1)) == (ordinary, trace, erasure)
    assert reserve.is_short()


def test_none_is_wanted(tmp_path: Path, free: list[int]) -> None:
    reserve = Reserve(tmp_path / "reserve", 0)
    free[0] = 5
    assert reserve.allows(0)
    assert not reserve.is_short()
    free[0] = 3
    assert reserve.is_short()
    reserve.give_up()
    assert list(tmp_path.iterdir()) == []
