"""The audit log's chain: each entry's hash holds the one before, so that nothing can be changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from warmline.domain.keeping import AuditEntry


def link(entry: AuditEntry, last: AuditEntry | None) -> AuditEntry:
    """The entry as it follows on the last one."""
    before = last.hash if last else ""
    return replace(entry, before=before, hash=_hash(entry, before))


def first_broken(entries: Iterable[AuditEntry]) -> int | None:
    """Position of the first entry that is not what it was or does not follow on the one before; None: all are whole.

    That the newest entries are missing shows only beside a hash that was noted elsewhere.
    """
    before = ""
    for entry in entries:
        if entry.before != before or entry.hash != _hash(entry, before):
            return entry.position
        before = entry.hash
    return None


def _hash(entry: AuditEntry, before: str) -> str:
    content = [before, entry.at.isoformat(), entry.actor, entry.action, entry.object, entry.detail]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
