"""Inboxes: one channel in."""

from __future__ import annotations

from fastapi import APIRouter, Request

from warmline.care.change_inbox import change_inbox
from warmline.care.once import add_once
from warmline.domain.people import Inbox, InboxId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import IdPath, InboxChange, InboxOut, InboxSecret, NewInbox, Page
from warmline.server.vouching import renew_vouching

router = APIRouter(prefix="/inboxes", tags=["inboxes"], route_class=ListRoute)


@router.post("", status_code=201)
async def make_inbox(caller: Who, given: NewInbox, again: Again) -> InboxOut:
    """Make an inbox."""
    clock = caller.world.clock
    inbox = Inbox(InboxId(clock.new_id()), clock.now(), given.name, given.channel, given.origins, given.identity)
    return InboxOut.model_validate(await add_once(caller.world, again, inbox))


@router.get("")
async def list_inboxes(caller: Who, limit: Limit = 100, after: After = None) -> Page[InboxOut]:
    """All inboxes, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Inbox, after=after, limit=limit + 1))
    return page(found, limit, InboxOut.model_validate, lambda inbox: inbox.id)


@router.patch("/{inbox_id}")
async def edit_inbox(request: Request, caller: Who, inbox_id: IdPath, given: InboxChange) -> InboxOut:
    """Another name, other sites, or who may write; visitors who no longer may are out at once."""
    inbox = await change_inbox(caller.world, InboxId(inbox_id), caller.name, **given.model_dump(exclude_none=True))
    request.app.state.keys.forget()
    return InboxOut.model_validate(inbox)


@router.post("/{inbox_id}/secret")
async def renew_inbox_secret(caller: Who, inbox_id: IdPath) -> InboxSecret:
    """A new secret to vouch for visitors with, shown this once; the one before counts too until the next is made."""
    return InboxSecret(secret=await renew_vouching(caller.world, InboxId(inbox_id), caller.name))
