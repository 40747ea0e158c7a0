"""Inboxes: one channel in."""

from __future__ import annotations

from fastapi import APIRouter

from warmline.care.once import add_once
from warmline.domain.people import Inbox, InboxId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import InboxOut, NewInbox, Page

router = APIRouter(prefix="/inboxes", tags=["inboxes"], route_class=ListRoute)


@router.post("", status_code=201)
async def make_inbox(caller: Who, given: NewInbox, again: Again) -> InboxOut:
    """Make an inbox."""
    clock = caller.world.clock
    inbox = Inbox(InboxId(clock.new_id()), clock.now(), given.name, given.channel)
    return InboxOut.model_validate(await add_once(caller.world, again, inbox))


@router.get("")
async def list_inboxes(caller: Who, limit: Limit = 100, after: After = None) -> Page[InboxOut]:
    """All inboxes, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Inbox, after=after, limit=limit + 1))
    return page(found, limit, InboxOut.model_validate, lambda inbox: inbox.id)
