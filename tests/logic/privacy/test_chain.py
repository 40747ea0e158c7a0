from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from warmline.domain.keeping import AuditEntry
from warmline.logic.privacy.chain import first_broken, link

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def chain(length: int) -> list[AuditEntry]:
    """A log of so many entries."""
    made: list[AuditEntry] = []
    for number in range(1, length + 1):
        entry = AuditEntry(NOW, "key 1", "reading.seen", f"m{number}", {"contact": "anna"}, position=number)
        made.append(link(entry, made[-1] if made else None))
    return made


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_a_whole_log_is_found_whole(length: int) -> None:
    assert first_broken(chain(length)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW + timedelta(microseconds=1)}, {"actor": "key 2"}, {"action": "seen"}, {"object": "m9"},
        {"detail": {}}, {"detail": {"contact": "bob"}}, {"hash": "0" * 64}, {"before": "0" * 64},
    ],
)  # fmt: skip
def test_the_first_changed_entry_is_named(change: dict[str, Any]) -> None:
    log = chain(9)
    log[4] = replace(log[4], **change)
    log[7] = replace(log[7], actor="eve")
    assert first_broken(log) == 5


@pytest.mark.parametrize(
    "spoil, place",
    [(lambda log: log.pop(3), 5), (lambda log: log.insert(3, log[2]), 3), (lambda log: log.pop(0), 2)],
)
def test_what_was_taken_out_or_put_in_shows(spoil: Callable[[list[AuditEntry]], Any], place: int) -> None:
    log = chain(9)
    spoil(log)
    assert first_broken(log) == place


def test_who_changes_an_entry_has_to_change_all_that_follow() -> None:
    log = chain(9)
    log[4] = link(replace(log[4], actor="eve"), log[3])
    assert first_broken(log) == 6
