"""Somebody who is not read called for a person, in words that are published: a person comes, and why is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmline.care.reach import Cause, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.message import Message
from warmline.ports import Ledger


def heed(world: World, ledger: Ledger, talk: Conversation, calls: Sequence[tuple[Message, str]]) -> Conversation:
    """The conversation of these messages, each with its phrase's language, with a person: asked for once by all."""
    if not calls:
        return talk
    first, language = calls[0]
    talk = replace(talk, priority=max(talk.priority, world.consent.always.priority))
    return reach(world, ledger, talk, Cause("asked", way="phrase", message_id=first.id, language=language))
