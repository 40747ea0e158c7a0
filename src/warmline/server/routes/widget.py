"""The chat on somebody's page: a visitor comes, anonymous or vouched for, and leaves without a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from warmline.care.sign_in import Opened
from warmline.care.visit import leave, visit
from warmline.care.world import World
from warmline.domain.errors import Forbidden, NotFound, Unauthorised
from warmline.domain.people import Inbox, InboxId
from warmline.ports import Ledger
from warmline.server.auth import Keys, Who, from_own_site, new_secret
from warmline.server.schema import Id, Short, Wire
from warmline.server.vouching import vouched

router = APIRouter(prefix="/widget", tags=["widget"])


class Visit(Wire):
    tenant: Short
    inbox_id: Id
    token: Annotated[str, Field(max_length=4096)] | None = None
    """By which the tenant's server vouches for the visitor."""


class Visiting(Wire):
    session: str
    """To send as `Authorization: Bearer …`."""
    ends_at: datetime
    contact_id: str
    vouched: bool


@router.post("/sessions")
async def open_widget(request: Request, given: Visit) -> Visiting:
    """Come in by a page, which has to be of a site that the inbox names, or of this service."""
    keys: Keys = request.app.state.keys
    keys.visits.take(request.client.host if request.client else "")
    world, inbox = await _inbox(request, given)
    origin = _origin(request, inbox, given.token is not None)
    who = await vouched(world, inbox.id, given.token) if given.token is not None else None
    if who is None and inbox.identity == "signed":
        raise Unauthorised("somebody has to vouch for who writes here")
    own, secret, digest = new_secret(world)
    session = await visit(world, inbox.id, Opened(own, digest), origin, who)
    assert session.contact_id
    return Visiting(
        session=f"ws_{given.tenant}_{own}_{secret}", ends_at=session.ends_at, contact_id=session.contact_id,
        vouched=session.vouched,
    )  # fmt: skip


@router.delete("/sessions/current", status_code=204)
async def leave_widget(request: Request, caller: Who) -> None:
    """Leave: what this device had opens nothing any more."""
    assert caller.session_id  # the table lets nobody else do it
    await leave(caller.world, caller.session_id, caller.name)
    keys: Keys = request.app.state.keys
    keys.forget(caller.session_id)


async def _inbox(request: Request, given: Visit) -> tuple[World, Inbox]:
    """Raises NotFound, which tells nothing of which tenants there are."""
    try:
        world: World = await request.app.state.house.world(given.tenant)
    except NotFound:
        raise NotFound.of(Inbox) from None

    def find(ledger: Ledger) -> Inbox:
        return ledger.get(Inbox, InboxId(given.inbox_id))

    return world, await world.store.read(find)


def _origin(request: Request, inbox: Inbox, by_token: bool) -> str | None:
    """The other site whose page it is; a browser always says so. Raises Forbidden where that is none of the inbox's.

    What is no browser has to be vouched for.
    """
    origin = request.headers.get("origin")
    if origin in inbox.origins:
        return origin
    if from_own_site(request) or (origin is None and by_token):
        return None
    raise Forbidden("this inbox is not for pages of this site")
