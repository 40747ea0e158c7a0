"""One socket for customers, agents and leads: a first frame with all that the screen holds, then what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import msgspec
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from warmline.care.see import see
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Forbidden, NotFound, Unauthorised, WarmlineError
from warmline.domain.events import Recorded
from warmline.domain.live import Frame, Signal
from warmline.domain.message import ConversationId
from warmline.house import House
from warmline.logic.access.permissions import reach_of
from warmline.server.auth import COOKIE, Allowed, Caller, Keys, from_own_site
from warmline.server.sockets.fan import Fan, Viewer

router = APIRouter()
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


class Lives:
    """Every tenant's screens."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._fans: dict[str, Fan] = {}
        self._leave: list[Callable[[], None]] = []

    async def fan(self, tenant: str) -> Fan:
        """What tells a tenant's screens. Raises NotFound."""
        world = await self.house.world(tenant)
        if tenant not in self._fans:
            self._fans[tenant] = fan = Fan(world)
            self._leave.append(self.house.hub.subscribe(tenant, fan.hear))
        return self._fans[tenant]

    async def close(self) -> None:
        """Tells nobody any more."""
        for leave in self._leave:
            leave()
        for fan in self._fans.values():
            await fan.close()


@router.websocket("/live/socket")
async def watch_live(socket: WebSocket, after: int = 0, visitor: bool = False) -> None:
    """A visitor says who they are in the first frame, `{"session": "ws_…"}`; who signed in has a cookie."""
    own = COOKIE in socket.cookies and not visitor
    if own and not from_own_site(socket):
        return await socket.close(_NOT_ALLOWED)
    await socket.accept()
    try:
        given = socket.cookies[COOKIE] if own else await _session(socket)
        await _live(socket, given, max(0, after))
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
        await socket.send_text(frame_json(await fan.join(viewer, after)).decode())
        tasks = [
            asyncio.create_task(each)
            for each in (_tell(socket, viewer), _hear(socket, caller, lives), _guard(socket, given, caller))
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        fan.leave(viewer)


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


async def _guard(socket: WebSocket, given: str, caller: Caller) -> None:
    """Ends when they may no longer look, or see something else than before. Raises Unauthorised."""
    keys: Keys = socket.app.state.keys
    every = _RECHECK if keys.house.settings.database_url else _NOW_AND_THEN
    own = caller.known.session.id if caller.known.session else None
    while True:
        with suppress(TimeoutError):
            if await asyncio.wait_for(asyncio.shield(keys.changed), every) not in (None, own):
                continue
        known = await keys.look_up(given)
        if known != caller.known:
            raise Unauthorised("what you may see has changed: come again")


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
