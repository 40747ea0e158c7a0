"""A person of the company, or the machine, writes to the customer."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.keep import Said, keep
from warmline.care.once import Asked
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import HandedOver, Recorded
from warmline.domain.message import Message, Role
from warmline.ports import Ledger


async def send(world: World, said: Said, asked: Asked | None = None) -> Message:
    """The message as it is kept. Where a person writes, a person answers from then on: the machine has no word there.

    Raises what `keep` raises.
    """
    return await keep(world, said, asked, _take_over)


def _take_over(ledger: Ledger, talk: Conversation, message: Message) -> Conversation:
    if message.role is Role.BOT or talk.state != "open":
        return talk
    by = message.author or message.role
    ledger.add(Recorded(HandedOver(by), message.at, talk.id, talk.contact_id, message.id))
    return replace(talk, state="with_person")
