"""Who saw and did what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from warmline.care.audit import audit
from warmline.domain.keeping import AuditEntry
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import Limit, page
from warmline.server.schema import Page, Wire

router = APIRouter(prefix="/audit", tags=["privacy"], route_class=ListRoute)


class AuditOut(Wire):
    position: int
    at: datetime
    actor: str
    action: str
    object: str
    detail: dict[str, Any]
    before: str
    hash: str


class Checked(Wire):
    whole: bool
    first_broken: int | None


@router.get("")
async def list_audit(
    caller: Who, limit: Limit = 100, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0
) -> Page[AuditOut]:
    """The log in order, from behind position `after` on."""
    found = await caller.world.store.read(lambda ledger: ledger.list(AuditEntry, after=after, limit=limit + 1))
    return page(found, limit, AuditOut.model_validate, lambda entry: str(entry.position))


@router.get("/verification")
async def verify_audit(caller: Who) -> Checked:
    """Whether every entry is what it was and none was taken out; else the first that is broken."""
    broken = await audit(caller.world)
    return Checked(whole=broken is None, first_broken=broken)
