"""Replies that are ready, for all inboxes or for one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from warmline.care.canned_replies import change_reply, drop_reply, make_reply
from warmline.domain.desk import CannedReply, ReplyId
from warmline.domain.people import InboxId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import CannedReplyChange, CannedReplyOut, IdPath, NewCannedReply, Page

router = APIRouter(prefix="/canned-replies", tags=["desk"], route_class=ListRoute)


@router.post("", status_code=201)
async def make_canned_reply(caller: Who, given: NewCannedReply, again: Again) -> CannedReplyOut:
    """Keep a reply that is ready. In its text `{name}` stands for the customer's name, `{agent}` for who answers."""
    clock = caller.world.clock
    inbox_id = InboxId(given.inbox_id) if given.inbox_id else None
    new = CannedReply(ReplyId(clock.new_id()), clock.now(), given.name, given.language, given.text, inbox_id)
    return CannedReplyOut.model_validate(await make_reply(caller.world, new, caller.name, again))


@router.get("")
async def list_canned_replies(
    caller: Who,
    limit: Limit = 100,
    after: After = None,
    language: Annotated[str | None, Query(pattern="^[a-z]{2}$")] = None,
) -> Page[CannedReplyOut]:
    """Those for all inboxes and for one's own, oldest first."""
    equal = {"language": language} if language else {}
    found = await caller.world.store.read(
        lambda ledger: ledger.list(CannedReply, after=after, limit=limit + 1, newest=False, **equal)
    )
    return page(found, limit, CannedReplyOut.model_validate, lambda reply: reply.id)


@router.patch("/{reply_id}")
async def edit_canned_reply(caller: Who, reply_id: IdPath, given: CannedReplyChange) -> CannedReplyOut:
    """Another name, language or text."""
    changes = given.model_dump(exclude_none=True)
    return CannedReplyOut.model_validate(await change_reply(caller.world, ReplyId(reply_id), caller.name, **changes))


@router.delete("/{reply_id}", status_code=204)
async def delete_canned_reply(caller: Who, reply_id: IdPath) -> None:
    """Delete it."""
    await drop_reply(caller.world, ReplyId(reply_id), caller.name)
