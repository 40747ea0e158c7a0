"""Somebody takes a conversation, or it is given to them."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.reach import Cause, reach
from warmline.care.rouse import rouse
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict
from warmline.domain.events import Assigned, Recorded
from warmline.domain.message import ConversationId
from warmline.domain.people import Agent, AgentId
from warmline.ports import Ledger


async def assign(world: World, conversation_id: ConversationId, agent_id: AgentId | None) -> Conversation:
    """The conversation with who answers it, None: whoever is free; again changes nothing.

    Raises NotFound, Conflict for one that was merged."""
    at = world.clock.now()

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.get(Conversation, conversation_id)
        if talk.agent_id == agent_id:
            return talk
        if agent_id is not None:
            ledger.get(Agent, agent_id)
        if talk.merged_into:
            raise Conflict("it was merged: take the conversation in which it goes on")
        talk = rouse(ledger, talk, agent_id or "company", at)
        cause = Cause("taken" if agent_id else "left", agent_id=agent_id)
        assigned = replace(reach(world, ledger, talk, cause), agent_id=agent_id)
        ledger.put(assigned)
        ledger.add(Recorded(Assigned(agent_id), at, talk.id, talk.contact_id))
        return assigned

    return await world.store.write(keep)
