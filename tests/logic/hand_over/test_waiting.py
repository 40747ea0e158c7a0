"""Who waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from warmline.domain.hand_over import HandOver
from warmline.domain.message import ConversationId
from warmline.domain.people import ContactId, InboxId
from warmline.logic.hand_over.waiting import waits

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ({"state": "none"}, False), ({"state": "queued"}, True), ({"state": "callback"}, True),
        ({"state": "joined"}, True), ({"state": "joined", "answered_at": NOW}, False),
        ({"state": "joined", "callback_at": NOW}, False), ({"state": "resolved"}, False),
        ({"state": "queued", "answered_at": NOW}, True),
    ],
)  # fmt: skip
def test_who_waits(how: dict[str, Any], wanted: bool) -> None:
    own = HandOver("h", ConversationId("t"), ContactId("anna"), InboxId("in"), way="button", asked_at=NOW, **how)
    assert waits(own) is wanted
    assert not waits(None)
