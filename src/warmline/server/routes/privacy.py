"""What a contact has a right to: a copy, to be forgotten, not to be read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import RawIOBase
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from warmline.care.export import Export, export
from warmline.care.forget import forget
from warmline.care.how_read import how_read
from warmline.care.switch_reading import switch_reading
from warmline.care.world import World
from warmline.domain.errors import NotFound
from warmline.domain.keeping import Erasure
from warmline.domain.people import ContactId
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.routes.files import read_whole
from warmline.server.schema import ContactOut, ErasureOut, HowReadOut, IdPath, NewErasure, Page, Reading

router = APIRouter(tags=["privacy"], route_class=ListRoute)
_READ_ME = """Everything that is kept about one contact, as of the moment in data.json.
Files that came with conversations are in attachments/, by their ids.
Tables by name; moments in ISO 8601, UTC; offsets in readings are Unicode code points of the message's text.
"""


@router.post("/contacts/{contact_id}/erasures", status_code=201)
async def forget_contact(
    request: Request, caller: Who, contact_id: IdPath, given: NewErasure, again: Again
) -> ErasureOut:
    """Forget what was inferred of a contact, or everything. Done when it answers; a restored backup is cleaned too."""
    erasure = await forget(caller.world, ContactId(contact_id), given.what, caller.name, again)
    request.app.state.keys.forget()
    return ErasureOut.model_validate(erasure)


@router.get("/erasures")
async def list_erasures(caller: Who, limit: Limit = 100, after: After = None) -> Page[ErasureOut]:
    """Every erasure, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Erasure, after=after, limit=limit + 1))
    return page(found, limit, ErasureOut.model_validate, lambda erasure: erasure.id)


@router.get(
    "/contacts/{contact_id}/export",
    response_class=Response,
    responses={
        200: {"content": {"application/zip": {}}, "description": "`data.json`, all attachments, how to read them"}
    },
)
async def export_contact(caller: Who, contact_id: IdPath) -> Response:
    """Everything that is kept about a contact, as a zip."""
    found = await export(caller.world, ContactId(contact_id), caller.name)
    kept = [replace(each, reading=caller.shown(each.reading)) for each in found.tables["readings"]]
    found.tables["readings"] = kept
    headers = {"Content-Disposition": 'attachment; filename="export.zip"'}
    return StreamingResponse(_zip(caller.world, found), headers=headers, media_type="application/zip")


@router.get("/contacts/{contact_id}/readings")
async def list_readings(
    caller: Who,
    contact_id: IdPath,
    limit: Annotated[int, Query(ge=1, le=100, description="At most so many.")] = 20,
    after: After = None,
) -> Page[HowReadOut]:
    """How a contact is being read: every reading, newest first, why, by what and who saw it; 404 where it is off."""
    every = await how_read(caller.world, ContactId(contact_id), caller.name, after, limit + 1)
    found = [replace(each, reading=caller.shown(each.reading)) for each in every]
    return page(found, limit, HowReadOut.model_validate, lambda each: each.message_id)


@router.put("/contacts/{contact_id}/reading")
async def allow_reading(caller: Who, contact_id: IdPath, given: Reading) -> ContactOut:
    """Say whether the contact may be read; off: nothing is, and what was inferred is forgotten."""
    contact = await switch_reading(caller.world, ContactId(contact_id), given.on, caller.name)
    return ContactOut.model_validate(contact)


def _zip(world: World, found: Export) -> Iterator[bytes]:
    """As it is made, file by file, so that no more than one of them is in memory and nothing is on disk."""
    packed = _Passing()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _READ_ME)
        file.writestr("data.json", msgspec.json.format(msgspec.json.encode(found)))
        yield packed.taken()
        for each in found.tables["attachments"]:
            with suppress(NotFound):  # it was forgotten meanwhile
                file.writestr(f"attachments/{each.id}/{each.name}", read_whole(world, each))
            yield packed.taken()
    yield packed.taken()


class _Passing(RawIOBase):
    """What is written goes on to whoever takes it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """All that was written since."""
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole
