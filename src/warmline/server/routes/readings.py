"""Readings of texts that are not kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from warmline.domain.emotion import Reading
from warmline.domain.message import Turn
from warmline.server.auth import Who
from warmline.server.readings import JSON, reading_json
from warmline.server.schema import ToRead

router = APIRouter(prefix="/readings", tags=["readings"])


@router.post("", responses={200: {"model": Reading}}, response_model=None)
async def read_text(caller: Who, given: ToRead) -> Response:
    """Read one text; nothing of it is kept."""
    heard, _ = await caller.world.listening({}, [Turn(given.text, "1", language=given.language or "")])
    assert heard[0].reading  # a customer's turn has one
    return Response(reading_json(heard[0].reading), media_type=JSON)
