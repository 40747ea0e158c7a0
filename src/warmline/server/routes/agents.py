"""Agents: the people who answer."""

from __future__ import annotations

from fastapi import APIRouter

from warmline.care.once import add_once
from warmline.domain.people import Agent, AgentId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import AgentOut, NewAgent, Page

router = APIRouter(prefix="/agents", tags=["agents"], route_class=ListRoute)


@router.post("", status_code=201)
async def add_agent(caller: Who, given: NewAgent, again: Again) -> AgentOut:
    """Add an agent."""
    clock = caller.world.clock
    agent = Agent(AgentId(clock.new_id()), clock.now(), given.name)
    return AgentOut.model_validate(await add_once(caller.world, again, agent))


@router.get("")
async def list_agents(caller: Who, limit: Limit = 100, after: After = None) -> Page[AgentOut]:
    """All agents, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Agent, after=after, limit=limit + 1))
    return page(found, limit, AgentOut.model_validate, lambda agent: agent.id)
