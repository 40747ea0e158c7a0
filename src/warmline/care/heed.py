"""Somebody who is not read called for a person, in words that are published: a person comes, and why is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import HandedOver, Recorded
from warmline.domain.message import Message
from warmline.ports import Ledger


def heed(world: World, ledger: Ledger, calls: Sequence[Message]) -> None:
    """Hands the conversation of these messages over, once."""
    if not calls:
        return
    first = calls[0]
    talk = ledger.get(Conversation, first.conversation_id)
    if talk.state != "with_person":
        called = HandedOver("warmline")
        ledger.add(Recorded(called, world.clock.now(), talk.id, talk.contact_id, first.id))
    ledger.put(replace(talk, state="with_person", priority=max(talk.priority, world.consent.always.priority)))
