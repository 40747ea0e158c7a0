"""Is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from warmline.domain.errors import DiskFull, StoreUnavailable
from warmline.server.errors import problem

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="The process answers")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="Every tenant's data can be read and added to", response_model=None)
async def readyz(request: Request) -> Response | dict[str, str]:
    house = request.app.state.house
    try:
        for tenant in await house.tenants():
            await (await house.world(tenant)).store.ready()
    except DiskFull:
        return problem(507, "nothing more can be kept: the disk is full")
    except StoreUnavailable:
        return problem(503, "the data cannot be read just now")
    return {"status": "ready"}
