"""What was out of the way is in the way again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from warmline.domain.conversation import Conversation
from warmline.domain.events import Recorded, Woken
from warmline.ports import Ledger


def rouse(ledger: Ledger, talk: Conversation, by: str, at: datetime) -> Conversation:
    """The conversation, to be put by whoever asks; one that is not snoozed is as it was."""
    if not talk.snoozed:
        return talk
    ledger.add(Recorded(Woken(by), at, talk.id, talk.contact_id))
    return replace(talk, snoozed=False, snoozed_until=None)
