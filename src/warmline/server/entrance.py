"""What every way to sign in shares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response

from warmline.care.sign_in import Opened
from warmline.care.world import World
from warmline.domain.account import Session
from warmline.domain.errors import NotFound, Unauthorised
from warmline.server.auth import COOKIE, new_secret, not_from_elsewhere

PROBLEMS: dict[int | str, dict[str, Any]] = {401: {}, 403: {}, 429: {}}
"""What all of them may answer."""


async def entered(request: Request, tenant: str) -> World:
    """The world that somebody wants into.

    Raises Unauthorised where there is none, which is nobody's business; Forbidden for another site's page.
    """
    not_from_elsewhere(request)
    try:
        world: World = await request.app.state.house.world(tenant)
    except NotFound:
        raise Unauthorised("this is not right") from None
    return world


async def sign_device_in(
    response: Response, world: World, tenant: str, begin: Callable[[Opened], Awaitable[Session]]
) -> None:
    """Begins a session and gives the device its cookie. Raises what `begin` raises."""
    own, secret, digest = new_secret(world)
    session = await begin(Opened(own, digest))
    left = int((session.ends_at - session.created_at).total_seconds())
    response.set_cookie(COOKIE, f"ws_{tenant}_{own}_{secret}", max_age=left, secure=True, httponly=True, samesite="lax")
