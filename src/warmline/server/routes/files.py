"""What a link opens: a file to save, that no browser shows as a page of ours."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from warmline.adapters.sniff import PLAIN, served_type
from warmline.care.world import World
from warmline.domain.attachment import Attachment
from warmline.domain.errors import DataDamaged, NotFound
from warmline.server.headers import CAGED
from warmline.server.links import linked

router = APIRouter()


@router.get("/files/{tenant}/{token}", include_in_schema=False)
async def download_file(request: Request, tenant: str, token: str) -> Response:
    """The bytes; 404 for a link that is forged or over."""
    guesses, address = request.app.state.keys.failures, request.client.host if request.client else ""
    guesses.look(address)
    try:
        world: World = await request.app.state.house.world(tenant)
        attachment = await linked(world, token)
    except NotFound:  # nobody learns which tenants there are
        guesses.take(address)
        raise NotFound("no such file") from None
    content = await world.aside(lambda: read_whole(world, attachment))
    shown = served_type(attachment.media_type)
    headers = {
        "Content-Disposition": disposition(attachment.name),
        "Content-Security-Policy": CAGED,
        "Content-Type": f"{shown}; charset=utf-8" if shown == PLAIN else shown,
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers)


def read_whole(world: World, attachment: Attachment) -> bytes:
    """The bytes as they came. Raises NotFound, DataDamaged, StoreUnavailable."""
    content = world.files.get(attachment.contact_id, attachment.id)
    if sha256(content).hexdigest() != attachment.sha256:
        raise DataDamaged(f"attachment {attachment.id} is not what was written there")
    return content


def disposition(name: str) -> str:
    """To be saved under a name (RFC 6266): plain for old browsers, whole for all others."""
    plain = "".join(each if each.isascii() and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
