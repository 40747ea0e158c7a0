"""The customer wrote: from now on it is known that somebody has to answer."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.keep import Said, keep
from warmline.care.once import Asked
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationReopened, Recorded
from warmline.domain.keeping import Errand
from warmline.domain.message import Message
from warmline.ports import Ledger


async def receive(world: World, said: Said, asked: Asked | None = None) -> Message:
    """The customer's message as it is kept, with the errand to follow it; what was resolved is open again.

    Raises what `keep` raises.
    """
    return await keep(world, said, asked, _follow)


def _follow(ledger: Ledger, talk: Conversation, message: Message) -> Conversation:
    ledger.add(Errand("respond", talk.id, message.at, talk.contact_id))
    if talk.state != "resolved":
        return talk
    ledger.add(Recorded(ConversationReopened(), message.at, talk.id, talk.contact_id, message.id))
    return replace(talk, state="open")
