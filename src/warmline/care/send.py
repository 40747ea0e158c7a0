"""A person of the company, or the machine, writes to the customer."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.keep import Said, keep
from warmline.care.once import Asked
from warmline.care.reach import Cause, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import Assigned, Recorded
from warmline.domain.message import Message, Role
from warmline.domain.people import AgentId
from warmline.ports import Ledger


async def send(world: World, said: Said, asked: Asked | None = None) -> Message:
    """The message as it is kept. Where a person writes, a person answers from then on: the machine has no word there,
    and whoever of the inbox nobody had it from has it. The customer is told before who writes.

    Raises what `keep` raises.
    """

    def take_over(ledger: Ledger, talk: Conversation) -> Conversation:
        return _joined(world, ledger, talk, said)

    return await keep(world, said, asked, _as_it_is, take_over if said.role is not Role.BOT else None)


def _joined(world: World, ledger: Ledger, talk: Conversation, said: Said) -> Conversation:
    if talk.state == "resolved":
        return talk
    author = AgentId(said.author) if said.author else None
    after = reach(world, ledger, talk, Cause("wrote", author or said.role, "wrote", agent_id=author))
    if author is None or talk.agent_id:
        return after
    ledger.add(Recorded(Assigned(author), world.clock.now(), talk.id, talk.contact_id))
    return replace(after, agent_id=author)


def _as_it_is(_ledger: Ledger, talk: Conversation, _message: Message) -> Conversation:
    return talk
