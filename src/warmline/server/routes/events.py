"""Everything that happened, in order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from warmline.domain.events import Recorded
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import Limit, Name, page
from warmline.server.schema import EventOut, Page
from warmline.server.sockets.live import event_json

router = APIRouter(prefix="/events", tags=["events"], route_class=ListRoute)


@router.get("")
async def list_events(
    caller: Who,
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    conversation_id: Name = None,
) -> Page[EventOut]:
    """Events from behind position `after` on. Positions only grow; some may be missing."""
    equal = {} if conversation_id is None else {"conversation_id": conversation_id}
    found = await caller.world.store.read(
        lambda ledger: ledger.list(Recorded, after=after, limit=limit + 1, newest=False, **equal)
    )
    return page(found, limit, _render, lambda recorded: str(recorded.position))


def _render(recorded: Recorded) -> EventOut:
    return EventOut(**event_json(recorded))
