"""What every answer tells the browser that shows it: to trust nothing that the answer does not say itself."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warmline.server.answers import API

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A page that may do nothing at all: what is no page needs no more. A route that shows one states its own policy."""
CAGED = "sandbox; default-src 'none'"
"""What somebody else wrote or sent, opened by itself: of no origin, and it may do nothing."""
Headers = tuple[tuple[bytes, bytes], ...]
_ALWAYS: Headers = (
    (b"content-security-policy", CLOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_SECURE: Headers = ((b"strict-transport-security", b"max-age=31536000"),)
_UNKEPT: Headers = ((b"cache-control", b"no-store"),)
_BY_KIND: dict[tuple[bool, bool], Headers] = {
    (api, secure): _ALWAYS + _UNKEPT * api + _SECURE * secure for api in (False, True) for secure in (False, True)
}
"""By whether it is of the API, and whether it was asked for by https."""


class Guarded:
    """Adds to every answer, also to failures, the headers above that it does not have already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        more = _BY_KIND[scope["path"].startswith(API), scope["scheme"] == "https"]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in more if each[0] not in own)]
            await send(message)

        await self.app(scope, receive, guarded)
