"""Conversations out of the way for a while, as one, or given to others."""

from __future__ import annotations

from datetime import UTC

from fastapi import APIRouter

from warmline.care.merge import merge
from warmline.care.snooze import snooze, wake
from warmline.care.transfer import Goal, list_takers, transfer
from warmline.domain.message import ConversationId
from warmline.domain.people import AgentId, InboxId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.schema import ConversationOut, IdPath, Merge, Page, Snooze, TakerOut, Transfer

router = APIRouter(tags=["desk"], route_class=ListRoute)
_PROGRAM = "integration"


@router.put("/conversations/{conversation_id}/snooze")
async def snooze_conversation(caller: Who, conversation_id: IdPath, given: Snooze) -> ConversationOut:
    """Out of the way until a moment, or with null until the customer writes, which brings it back in any case.

    409 where the customer waits for a person: nobody who waits is out of sight.
    """
    until = given.until and (given.until if given.until.tzinfo else given.until.replace(tzinfo=UTC))
    talk = await snooze(caller.world, ConversationId(conversation_id), until, caller.by(_PROGRAM))
    return ConversationOut.model_validate(talk)


@router.delete("/conversations/{conversation_id}/snooze")
async def wake_conversation(caller: Who, conversation_id: IdPath) -> ConversationOut:
    """Bring it back; again changes nothing."""
    talk = await wake(caller.world, ConversationId(conversation_id), caller.by(_PROGRAM))
    return ConversationOut.model_validate(talk)


@router.post("/conversations/{conversation_id}/merge")
async def merge_conversation(caller: Who, conversation_id: IdPath, given: Merge) -> ConversationOut:
    """Let it go on in an earlier one of the same contact and inbox, which is the answer. It cannot be undone.

    What was said stays where it is; whatever is written from then on is kept in the earlier. Again changes nothing.
    """
    own, into = ConversationId(conversation_id), ConversationId(given.into)
    return ConversationOut.model_validate(await merge(caller.world, own, into, caller.by(_PROGRAM)))


@router.post("/conversations/{conversation_id}/transfer")
async def transfer_conversation(caller: Who, conversation_id: IdPath, given: Transfer, again: Again) -> ConversationOut:
    """Give it to people of another inbox, to somebody, or both, with a note for them. The customer is told of it."""
    goal = Goal(
        InboxId(given.inbox_id) if given.inbox_id else None, AgentId(given.agent_id) if given.agent_id else None,
        given.note,
    )  # fmt: skip
    talk = await transfer(caller.world, ConversationId(conversation_id), goal, caller.by(given.by), again)
    return ConversationOut.model_validate(talk)


@router.get("/takers")
async def list_all_takers(caller: Who) -> Page[TakerOut]:
    """Whom a conversation can be given to: all inboxes, and all people who answer, with their inboxes."""
    return Page(items=[TakerOut.model_validate(each) for each in await list_takers(caller.world)])
