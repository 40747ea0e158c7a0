"""Asking for a new password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from warmline.care.recover import LASTS
from warmline.logic.access.network import network_of
from warmline.server.auth import address_of, not_from_elsewhere
from warmline.server.schema import Short, Wire

router = APIRouter(tags=["sign-in"])


class NewRecovery(Wire):
    tenant: Short
    email: Short


class Recovery(Wire):
    seconds: int
    """How long the code counts that is sent to the address, if it is somebody's."""


@router.post("/recoveries", status_code=202)
async def recover(request: Request, given: NewRecovery, accept_language: Annotated[str, Header()] = "") -> Recovery:
    """Let a code be sent to one's address, by which a new password can be chosen. The answer is the same for all."""
    not_from_elsewhere(request)
    request.app.state.asked.take(network_of(address_of(request)))
    request.app.state.post.recover(given.tenant, given.email, accept_language)
    return Recovery(seconds=int(LASTS.total_seconds()))
