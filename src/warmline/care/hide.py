"""A contact names people of the company who are not to see their conversation."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.message import ConversationId
from warmline.domain.people import Agent, AgentId
from warmline.ports import Ledger


async def hide(world: World, conversation_id: ConversationId, agents: tuple[AgentId, ...], actor: str) -> Conversation:
    """The conversation, hidden from these alone. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.get(Conversation, conversation_id)
        for agent in agents:
            ledger.get(Agent, agent)
        hidden = replace(talk, hidden_from=tuple(dict.fromkeys(agents)))
        ledger.put(hidden)
        note(world, ledger, actor, "conversation.hidden", talk.id, contact=talk.contact_id)
        return hidden

    return await world.store.write(keep)
