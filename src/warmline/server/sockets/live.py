"""One socket for customers, agents and leads: a first frame with all that the screen holds, then what happens."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from warmline.care.see import see
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Forbidden, NotFound, StoreUnavailable, Unauthorised, WarmlineError
from warmline.domain.events import Recorded
from warmline.domain.live import Frame, Signal
from warmline.domain.message import ConversationId
from warmline.logic.access.permissions import reach_of
from warmline.server.answers import API
from warmline.server.auth import COOKIE, Allowed, Caller, Keys, from_own_site
from warmline.server.sockets.fan import Fan, Viewer

PATH = f"{API}/live/socket"
_PATIENCE = 10.0
"""Seconds in which a page has to say who it is."""
_RECHECK, _NOW_AND_THEN = 3.0, 60.0
"""Seconds between looks whether somebody may still look: where another process may have said that they may not, and
where only their time may have come."""
_LONGEST = 4096
"""Characters of what a page says at once."""
_GONE, _SLOW, _NOT_ALLOWED = 4401, 1013, 1008
"""Why a socket ends: sign in again; come again with the cursor; this was never allowed."""
SAYS = {"typing": "signal_typing", "viewing": "signal_viewing", "seen": "mark_seen"}
"""What a page may say, and the operation that it is."""


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """A page says that somebody types or looks, or up to where they have read."""

    type: Literal["typing", "viewing", "seen"]
    conversation_id: str
    number: int = 0


@dataclass(eq=False, frozen=True, slots=True)
class Watching:
    """A screen that is open, and what it was opened with."""

    given: str = field(repr=False)
    caller: Caller
    viewer: Viewer

    def concerns(self, session_id: str | None) -> bool:
        """Whether a change of this session, None: of anybody's, is one of theirs."""
        session = self.caller.known.session
        return session_id is None or session is None or session_id == session.id


class Lives:
    """Every tenant's screens, and who may still look at them."""

    def __init__(self, keys: Keys) -> None:
        self.house = keys.house
        self._keys = keys
        self._fans: dict[str, Fan] = {}
        self._leave: list[Callable[[], None]] = []
        self._open: set[Watching] = set()
        self._doubtful: set[Watching] = set()
        self._doubt = asyncio.Event()
        self._guard = asyncio.create_task(self._guard_on())
        keys.when_changed = self._changed

    async def fan(self, tenant: str) -> Fan:
        """What tells a tenant's screens. Raises NotFound."""
        world = await self.house.world(tenant)
        if tenant not in self._fans:
            self._fans[tenant] = fan = Fan(world)
            self._leave.append(self.house.hub.subscribe(tenant, fan.hear))
        return self._fans[tenant]

    @contextmanager
    def open(self, watching: Watching) -> Iterator[None]:
        """Ends its viewer as soon as they may no longer look, or see something else than when they came."""
        self._open.add(watching)
        self._look_at({watching})  # meanwhile it may have changed
        try:
            yield
        finally:
            self._open.discard(watching)

    async def close(self) -> None:
        """Tells nobody any more."""
        for leave in self._leave:
            leave()
        for fan in self._fans.values():
            await fan.close()
        self._guard.cancel()
        await asyncio.gather(self._guard, return_exceptions=True)

    def _changed(self, session_id: str | None) -> None:
        self._look_at({each for each in self._open if each.concerns(session_id)})

    def _look_at(self, doubtful: set[Watching]) -> None:
        self._doubtful |= doubtful
        self._doubt.set()

    async def _guard_on(self) -> None:
        every = _RECHECK if self.house.settings.database_url else _NOW_AND_THEN
        due = time.monotonic() + every
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._doubt.wait(), max(0.0, due - time.monotonic()))
            if time.monotonic() >= due:
                due, self._doubtful = time.monotonic() + every, set(self._open)
            self._doubt.clear()
            while self._doubtful:
                await self._look(self._doubtful.pop())

    async def _look(self, watching: Watching) -> None:
        try:
            if await self._keys.look_up(watching.given) != watching.caller.known:
                raise Unauthorised("what you may see has changed: come again")
        except Unauthorised as error:
            watching.viewer.end(error)
        except StoreUnavailable:  # nobody's rights can change just now
            return


class Sockets:
    """Answers sockets before all that requests go through, which would cost a third of an open socket's memory."""

    def __init__(self, app: FastAPI, inner: ASGIApp) -> None:
        self._app, self._inner = app, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await self._inner(scope, receive, send)
        scope["app"] = self._app
        socket = WebSocket(scope, receive, send)
        if scope["path"] == PATH:
            await watch_live(socket)
        else:
            await socket.close(_NOT_ALLOWED)


async def watch_live(socket: WebSocket) -> None:
    """A visitor says who they are in the first frame, `{"session": "ws_…"}`; who signed in has a cookie."""
    asked = socket.query_params
    after = int(asked["after"]) if re.fullmatch("[0-9]{1,18}", asked.get("after", "")) else 0
    own = COOKIE in socket.cookies and asked.get("visitor") != "true"
    if own and not from_own_site(socket):
        return await socket.close(_NOT_ALLOWED)
    await socket.accept()
    try:
        given = socket.cookies[COOKIE] if own else await _session(socket)
        await _live(socket, given, after)
    except (WebSocketDisconnect, RuntimeError):
        return
    except WarmlineError as error:
        with suppress(RuntimeError):
            await socket.send_json({"type": "end", "why": str(error)})
            await socket.close(_GONE if isinstance(error, Unauthorised) else _NOT_ALLOWED)


async def _session(socket: WebSocket) -> str:
    """Raises Unauthorised where none is said in time."""
    try:
        async with asyncio.timeout(_PATIENCE):
            text = await socket.receive_text()
        return msgspec.json.decode(text[:_LONGEST], type=dict[str, str])["session"]
    except (TimeoutError, KeyError, msgspec.MsgspecError):
        raise Unauthorised("say who you are: a session") from None


async def _live(socket: WebSocket, given: str, after: int) -> None:
    lives: Lives = socket.app.state.lives
    caller = await Allowed.of(socket, given, "watch_live")
    fan, viewer = await lives.fan(caller.tenant), Viewer(caller.sight)
    try:
        with lives.open(Watching(given, caller, viewer)):
            await socket.send_text(frame_json(await fan.join(viewer, after)).decode())
            async with _heard(socket, caller, lives, viewer):
                await _tell(socket, viewer)
    finally:
        fan.leave(viewer)


@asynccontextmanager
async def _heard(socket: WebSocket, caller: Caller, lives: Lives, viewer: Viewer) -> AsyncIterator[None]:
    """Meanwhile the page is heard; what ends that ends all."""

    async def hear() -> None:
        try:
            await _hear(socket, caller, lives)
        except Exception as error:
            viewer.end(error)

    hearing = asyncio.create_task(hear())
    try:
        yield
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


async def _tell(socket: WebSocket, viewer: Viewer) -> None:
    """Ends a socket that is too slow: it comes again and is told what it missed."""
    while not viewer.is_slow:
        told = await viewer.next()
        await socket.send_text((signal_json(told) if isinstance(told, Signal) else frame_json(told)).decode())
    await socket.close(_SLOW)


async def _hear(socket: WebSocket, caller: Caller, lives: Lives) -> None:
    keys: Keys = socket.app.state.keys
    while True:
        text = await socket.receive_text()
        keys.requests.take((caller.tenant, caller.name))
        try:
            said = msgspec.json.decode(text[:_LONGEST], type=Said)
        except msgspec.MsgspecError:
            raise Forbidden("this is not what a page says") from None
        if reach_of(SAYS[said.type], caller.known.roles, caller.known.scopes) is None:
            raise Forbidden("this is not for you to say")
        with suppress(NotFound):
            await _take(caller, lives, said)


async def _take(caller: Caller, lives: Lives, said: Said) -> None:
    """Raises NotFound for a conversation that they do not see."""
    own, number = ConversationId(said.conversation_id), 0
    if said.type == "seen":
        number = (await see(caller.world, own, caller.voice_id, said.number)).number
    else:
        await caller.world.store.read(lambda ledger: ledger.get(Conversation, own))
    lives.house.hub.publish(caller.tenant, Signal(said.type, own, caller.voice_id, number))


def frame_json(frame: Frame) -> bytes:
    """As it goes over the wire."""
    told: dict[str, Any] = {
        "type": "events", "cursor": frame.cursor, "rows": frame.rows, "gone": frame.gone,
        "events": [event_json(each) for each in frame.events],
    }  # fmt: skip
    return msgspec.json.encode(told | ({} if frame.ids is None else {"ids": frame.ids}))


def signal_json(signal: Signal) -> bytes:
    """As it goes over the wire."""
    who = {"who": "agent", "agent_id": signal.who} if signal.who else {"who": "customer"}
    told = {"type": signal.kind, "conversation_id": signal.conversation_id, **who}
    return msgspec.json.encode(told | ({"number": signal.number} if signal.kind == "seen" else {}))


def event_json(recorded: Recorded) -> dict[str, Any]:
    """An event as every list of them shows it."""
    event = msgspec.to_builtins(recorded.event)
    return {
        "position": recorded.position, "at": recorded.at, "kind": event.pop("kind"),
        "conversation_id": recorded.conversation_id, "contact_id": recorded.contact_id,
        "message_id": recorded.message_id, "event": event,
    }  # fmt: skip
