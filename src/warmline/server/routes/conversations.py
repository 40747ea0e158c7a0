"""Conversations: one contact's matter in one inbox."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from warmline.care.assign import assign
from warmline.care.hand_over import hand_over
from warmline.care.hide import hide
from warmline.care.rate import rate
from warmline.care.resolve import resolve
from warmline.care.start import start
from warmline.care.tags import list_tagged
from warmline.domain.conversation import Conversation, State
from warmline.domain.desk import MOST_NAME
from warmline.domain.errors import Forbidden
from warmline.domain.live import Signal
from warmline.domain.message import ConversationId
from warmline.domain.people import AgentId, ContactId, InboxId
from warmline.logic.desk.names import tag_name
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Caller, Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, Name, page
from warmline.server.schema import (
    Assignment,
    By,
    ConversationOut,
    HiddenFrom,
    IdPath,
    NewConversation,
    NewRating,
    Page,
    RatingOut,
)

router = APIRouter(prefix="/conversations", tags=["conversations"], route_class=ListRoute)


@router.post("", status_code=201)
async def start_conversation(caller: Who, given: NewConversation, again: Again) -> ConversationOut:
    """Start a conversation."""
    talk = await start(caller.world, InboxId(given.inbox_id), ContactId(given.contact_id), again, caller.session_id)
    return _out(caller, talk)


@router.get("")
async def list_conversations(
    caller: Who,
    limit: Limit = 100,
    after: After = None,
    state: State | None = None,
    inbox_id: Name = None,
    contact_id: Name = None,
    agent_id: Name = None,
    merged_into: Name = None,
    snoozed: bool | None = None,
    tag: Annotated[
        str | None, Query(min_length=1, max_length=MOST_NAME, pattern=r"^[^\x00]*$", description="Its name.")
    ] = None,
) -> Page[ConversationOut]:
    """All conversations, newest first, or those of a state, an inbox, a contact, an agent or a tag."""
    asked = {
        "state": state, "inbox_id": inbox_id, "contact_id": contact_id, "agent_id": agent_id,
        "merged_into": merged_into, "snoozed": None if snoozed is None else int(snoozed),
    }  # fmt: skip
    if caller.account is None and not caller.known.scopes and (snoozed is not None or tag is not None):
        raise Forbidden("this is not for you to ask")
    equal = {name: value for name, value in asked.items() if value is not None}

    def find(ledger: Ledger) -> list[Conversation]:
        if tag is None:
            return ledger.list(Conversation, after=after, limit=limit + 1, newest=True, **equal)
        return list_tagged(ledger, tag_name(tag), after, limit + 1, equal)

    return page(await caller.world.store.read(find), limit, lambda talk: _out(caller, talk), lambda talk: talk.id)


@router.get("/{conversation_id}")
async def show_conversation(caller: Who, conversation_id: IdPath) -> ConversationOut:
    """One conversation."""
    talk = await caller.world.store.read(lambda ledger: ledger.get(Conversation, conversation_id))
    return _out(caller, talk)


@router.post("/{conversation_id}/handover")
async def hand_conversation_over(caller: Who, conversation_id: IdPath, given: By) -> ConversationOut:
    """Bring in a person; again changes nothing."""
    talk = await hand_over(caller.world, ConversationId(conversation_id), caller.by(given.by))
    return _out(caller, talk)


@router.put("/{conversation_id}/assignment")
async def assign_conversation(caller: Who, conversation_id: IdPath, given: Assignment) -> ConversationOut:
    """Give it to an agent, or with null to whoever of the inbox is free; an agent may only take it or leave it."""
    agent_id = AgentId(given.agent_id) if given.agent_id else None
    if caller.known.roles == ("agent",) and caller.account and agent_id not in (None, caller.account.agent_id):
        raise Forbidden("an agent may only take it or leave it")
    return _out(caller, await assign(caller.world, ConversationId(conversation_id), agent_id))


@router.post("/{conversation_id}/resolution")
async def resolve_conversation(caller: Who, conversation_id: IdPath, given: By) -> ConversationOut:
    """Resolve it; again changes nothing."""
    return _out(caller, await resolve(caller.world, ConversationId(conversation_id), caller.by(given.by)))


@router.put("/{conversation_id}/hidden-from")
async def hide_conversation(
    request: Request, caller: Who, conversation_id: IdPath, given: HiddenFrom
) -> ConversationOut:
    """Name the agents who are not to see it, in place of those named before."""
    agents = tuple(AgentId(each) for each in given.agents)
    talk = await hide(caller.world, ConversationId(conversation_id), agents, caller.name)
    request.app.state.house.hub.publish(caller.tenant, Signal("look", talk.id))
    return _out(caller, talk)


@router.put("/{conversation_id}/rating")
async def rate_conversation(caller: Who, conversation_id: IdPath, given: NewRating, again: Again) -> RatingOut:
    """Rate it 1 to 5; a later rating replaces it."""
    rating = await rate(caller.world, ConversationId(conversation_id), given.csat, given.comment, again)
    return RatingOut.model_validate(rating)


def _out(caller: Caller, talk: Conversation) -> ConversationOut:
    """As far as it is theirs to know."""
    return ConversationOut.model_validate(caller.sight.shown(talk))
