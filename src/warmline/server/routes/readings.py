"""Readings of texts that are not kept."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from warmline.domain.emotion import Reading
from warmline.server.auth import Reads
from warmline.server.readings import JSON, reading_json
from warmline.server.schema import ToRead

router = APIRouter(prefix="/readings", tags=["readings"])


@router.post("", responses={200: {"model": Reading}}, response_model=None)
async def read_text(request: Request, caller: Reads, given: ToRead) -> Response:
    """Read one text; nothing of it is kept."""
    world = caller.world
    reading = await world.listening(lambda: request.app.state.reader.read(given.text, language=given.language or ""))
    return Response(reading_json(reading), media_type=JSON)
