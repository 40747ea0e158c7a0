"""How long a request's body may be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""MAX_TURN characters of any script, as JSON, fit."""
_BOUND = "warmline.bound"


@dataclass(slots=True)
class _Bound:
    most: int = MOST_BYTES


def takes_up_to(most: int) -> Callable[[Request], Awaitable[None]]:
    """A dependency of routes whose bodies may have so many bytes; it comes before all that reads them."""

    async def take(request: Request) -> None:
        request.scope[_BOUND].most = most

    return take


class Bounded:
    """Refuses a longer body before anybody reads it whole, in the shape of all other errors.

    (FastAPI's own `max_body_size` answers in plain text.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        length = int(declared) if declared.isdigit() else 0
        scope[_BOUND] = bound = _Bound()
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message: Message = {} if length > bound.most else await receive()
            seen += len(message.get("body", b""))
            if max(length, seen) > bound.most:
                raise HTTPException(413, f"this request may have {bound.most:,} bytes")
            return message

        await self.app(scope, bounded, send)
