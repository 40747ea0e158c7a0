"""What happens, for screens without a socket; and who has read up to where."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from warmline.care.see import see
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import Seen
from warmline.domain.live import Frame, Signal
from warmline.domain.message import ConversationId
from warmline.ports import Ledger
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.readings import JSON
from warmline.server.schema import NUMBER, FrameOut, IdPath, Page, SeenOut, Wire
from warmline.server.sockets.fan import Viewer
from warmline.server.sockets.live import Lives, frame_json

router = APIRouter(tags=["live"], route_class=ListRoute)


class UpTo(Wire):
    number: Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER]


@router.get("/live", responses={200: {"model": FrameOut}}, response_model=None)
async def poll_live(
    request: Request,
    caller: Who,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="`cursor` of the answer before; 0: begin.")] = 0,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for something to happen.")] = 0,
) -> Response:
    """All conversations in view as they are, and what happened since; with `after` it waits until something does.

    A socket at `/v1/live/socket` tells the same without asking again.
    """
    lives: Lives = request.app.state.lives
    fan, viewer = await lives.fan(caller.tenant), Viewer(caller.sight)
    try:
        frame = await fan.join(viewer, after)
        if after and frame.cursor <= after and wait:
            frame = await _next(viewer, frame, wait)
    finally:
        fan.leave(viewer)
    return Response(frame_json(frame), media_type=JSON)


@router.put("/conversations/{conversation_id}/seen")
async def mark_seen(request: Request, caller: Who, conversation_id: IdPath, given: UpTo) -> SeenOut:
    """Say up to which message one has read; it never goes back."""
    lives: Lives = request.app.state.lives
    own = ConversationId(conversation_id)
    seen = await see(caller.world, own, caller.voice_id, given.number)
    lives.house.hub.publish(caller.tenant, Signal("seen", own, caller.voice_id, seen.number))
    return SeenOut.model_validate(seen)


@router.get("/conversations/{conversation_id}/seen")
async def list_seen(caller: Who, conversation_id: IdPath) -> Page[SeenOut]:
    """Who has read up to where: agents by their ids, the contact with none."""

    def find(ledger: Ledger) -> list[Seen]:
        ledger.get(Conversation, conversation_id)
        return ledger.list(Seen, conversation_id=conversation_id, limit=1000)

    return Page(items=[SeenOut.model_validate(each) for each in await caller.world.store.read(find)])


async def _next(viewer: Viewer, first: Frame, wait: float) -> Frame:
    """The first frame, or what happens within so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(wait):
            while True:
                told: Any = await viewer.next()
                if isinstance(told, Frame):
                    return told
    return first
