"""The customer wrote: from now on it is known that somebody has to answer."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.keep import Said, keep
from warmline.care.once import Asked
from warmline.care.reach import Cause, reach
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import Assigned, ConversationReopened, Recorded
from warmline.domain.keeping import Errand
from warmline.domain.message import Message
from warmline.ports import Ledger


async def receive(world: World, said: Said, asked: Asked | None = None) -> Message:
    """The customer's message as it is kept, with the errand to follow it; what was snoozed is in the way again, what
    was resolved is open again, and begins anew: the machine answers first, and nobody has it.

    Raises what `keep` raises.
    """

    def follow(ledger: Ledger, talk: Conversation, message: Message) -> Conversation:
        ledger.add(Errand("respond", talk.id, message.at, talk.contact_id))
        talk = rouse(ledger, talk, "contact", message.at)
        return _begun_anew(world, ledger, talk, message) if talk.state == "resolved" else talk

    return await keep(world, said, asked, follow)


def _begun_anew(world: World, ledger: Ledger, talk: Conversation, message: Message) -> Conversation:
    ledger.add(Recorded(ConversationReopened(), message.at, talk.id, talk.contact_id, message.id))
    if talk.agent_id:
        ledger.add(Recorded(Assigned(None), message.at, talk.id, talk.contact_id))
    talk = replace(talk, merged_into=None)  # whoever writes does not see where it went on
    return replace(reach(world, ledger, talk, Cause("reopened")), state="open", agent_id=None)
