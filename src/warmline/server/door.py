"""Whoever tries a password waits outside, where that costs next to nothing; inside is one at a time."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from fastapi import Request
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warmline.domain.errors import TooManyRequests
from warmline.logic.access.network import network_of
from warmline.server.answers import API
from warmline.server.devices import DEVICE, Devices
from warmline.server.errors import problem, too_many
from warmline.server.puzzles import HEADER, Puzzles
from warmline.server.turns import Asker

_DOORS = (("POST", f"{API}/sessions"), ("POST", f"{API}/invitations/acceptance"))
"""What hashes a password for whom nobody knows yet."""
_MOST = 10_000
"""Bytes: the longest password, every character of it escaped, fits."""
_ASKER = "warmline.asker"


class _Named(msgspec.Struct):
    """All that is looked at before it is somebody's turn."""

    tenant: str = ""
    email: str = ""


class Door:
    """Lets one request in at a time, whole; who has to go is told so without its being read, and what work would help.

    (A route that refuses costs five times as much, and somebody may try a thousand times a second.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"], scope["path"]) not in _DOORS:
            return await self.app(scope, receive, send)
        body = await _body(receive)
        if body is None:
            return await problem(413, f"this request may have {_MOST:,} bytes")(scope, receive, send)
        state = scope["app"].state
        scope[_ASKER] = asker = _asker(scope, body, state.devices, state.puzzles)
        try:
            async with state.passwords.turn(asker):
                await self._let_in(scope, body, receive, send)
        except TooManyRequests as error:
            puzzle = {} if asker.account else {"puzzle": msgspec.to_builtins(state.puzzles.new())}
            await too_many(error, **puzzle)(scope, receive, send)

    async def _let_in(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Unless they hung up meanwhile."""
        if await Request(scope, receive).is_disconnected():
            return
        parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return parts.pop() if parts else await receive()

        await self.app(scope, again, send)


def asker_of(request: Request) -> Asker:
    """Who was let in."""
    asker: Asker = request.scope[_ASKER]
    return asker


async def _body(receive: Receive) -> bytes | None:
    """None: it is too long."""
    body, more = b"", True
    while more and len(body) <= _MOST:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body if len(body) <= _MOST else None


def _asker(scope: Scope, body: bytes, devices: Devices, puzzles: Puzzles) -> Asker:
    solved = any(name == HEADER and puzzles.is_solved(value) for name, value in scope["headers"])
    stranger = Asker(network_of(scope["client"][0] if scope["client"] else ""), solved=solved)
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    token = cookie_parser(cookies.decode("latin-1")).get(DEVICE) if DEVICE.encode() in cookies else None
    if token is None:
        return stranger
    try:
        named = msgspec.json.decode(body, type=_Named)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return stranger
    return replace(stranger, account=devices.account_of(token, named.tenant, named.email))
