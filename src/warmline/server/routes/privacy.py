"""What a contact has a right to: a copy, to be forgotten, not to be read."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from warmline.care.export import Export, export
from warmline.care.forget import forget
from warmline.care.how_read import how_read
from warmline.care.switch_reading import switch_reading
from warmline.domain.keeping import Erasure
from warmline.domain.people import ContactId
from warmline.server.again import Again
from warmline.server.auth import Privacy
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import ContactOut, ErasureOut, HowReadOut, IdPath, NewErasure, Page, Reading

router = APIRouter(tags=["privacy"], route_class=ListRoute)
_READ_ME = """Everything that is kept about one contact, as of the moment in data.json.
Tables by name; moments in ISO 8601, UTC; offsets in readings are Unicode code points of the message's text.
"""


@router.post("/contacts/{contact_id}/erasures", status_code=201)
async def forget_contact(caller: Privacy, contact_id: IdPath, given: NewErasure, again: Again) -> ErasureOut:
    """Forget what was inferred of a contact, or everything. Done when it answers; a restored backup is cleaned too."""
    erasure = await forget(caller.world, ContactId(contact_id), given.what, caller.name, again)
    return ErasureOut.model_validate(erasure)


@router.get("/erasures")
async def list_erasures(caller: Privacy, limit: Limit = 100, after: After = None) -> Page[ErasureOut]:
    """Every erasure, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Erasure, after=after, limit=limit + 1))
    return page(found, limit, ErasureOut.model_validate, lambda erasure: erasure.id)


@router.get(
    "/contacts/{contact_id}/export",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "`data.json` and a note on how to read it"}},
)
async def export_contact(caller: Privacy, contact_id: IdPath) -> Response:
    """Everything that is kept about a contact, as a zip."""
    found = await export(caller.world, ContactId(contact_id), caller.name)
    packed = await caller.world.aside(lambda: _zip(found))
    headers = {"Content-Disposition": 'attachment; filename="export.zip"'}
    return Response(packed, headers=headers, media_type="application/zip")


@router.get("/contacts/{contact_id}/readings")
async def list_readings(
    caller: Privacy,
    contact_id: IdPath,
    limit: Annotated[int, Query(ge=1, le=100, description="At most so many.")] = 20,
    after: After = None,
) -> Page[HowReadOut]:
    """How a contact is being read: every reading, newest first, why, by what and who saw it; 404 where it is off."""
    found = await how_read(caller.world, ContactId(contact_id), caller.name, after, limit + 1)
    return page(found, limit, HowReadOut.model_validate, lambda each: each.message_id)


@router.put("/contacts/{contact_id}/reading")
async def allow_reading(caller: Privacy, contact_id: IdPath, given: Reading) -> ContactOut:
    """Say whether the contact may be read; off: nothing is, and what was inferred is forgotten."""
    contact = await switch_reading(caller.world, ContactId(contact_id), given.on, caller.name)
    return ContactOut.model_validate(contact)


def _zip(found: Export) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _READ_ME)
        file.writestr("data.json", msgspec.json.format(msgspec.json.encode(found)))
    return packed.getvalue()
