"""Hand-overs: who comes, when, and what goes on; hours and the wall board."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from warmline.care.call_back import call_back
from warmline.care.set_hours import set_hours
from warmline.care.stand import Standing, list_waiting, stand, watch_all
from warmline.domain.hand_over import CallBackChannel, HandOverState, Hours
from warmline.domain.message import ConversationId
from warmline.domain.people import Inbox, InboxId
from warmline.logic.hand_over.queue import seconds_to_person
from warmline.logic.hours.opening import is_open, next_open
from warmline.ports import Ledger
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import Limit
from warmline.server.schema import IdPath, Page, Wire

router = APIRouter(tags=["hand-overs"], route_class=ListRoute)


class WhoOut(Wire):
    id: str
    name: str


class CallBackOut(Wire):
    channel: CallBackChannel
    address: str
    at: datetime


class HandOverOut(Wire):
    state: HandOverState
    asked_at: datetime | None
    asks: int
    position: int | None
    open: bool
    opens_at: datetime | None
    agent: WhoOut | None
    callback: CallBackOut | None
    seconds_to_person: int | None


class WaitingOut(HandOverOut):
    conversation_id: str
    inbox_id: str
    contact_id: str
    priority: int


class NewCallBack(Wire):
    channel: CallBackChannel
    address: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00-\x1f]*$")]


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("no such time zone")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _span(span: tuple[str, ...]) -> tuple[str, ...]:
    if span[0] == span[1] or span[0] == "24:00":
        raise ValueError("this span is none")
    for clock in span:
        time.fromisoformat("00:00" if clock == "24:00" else clock)
    return span


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Clock = Annotated[str, Field(pattern="^[0-2][0-9]:[0-5][0-9]$")]
Span = Annotated[tuple[Clock, ...], Field(min_length=2, max_length=2), AfterValidator(_span)]
"""(Not a pair: the description of a list of two that differ is one that not every program reads.)"""
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Spans = Annotated[tuple[Span, ...], Field(max_length=10)]


class HoursOut(Wire):
    time_zone: Annotated[str, Field(max_length=60), AfterValidator(_zone)]
    week: Annotated[tuple[Spans, ...], Field(min_length=7, max_length=7)]
    """Monday first; a span that ends at or before its beginning ends the next day."""
    holidays: Annotated[tuple[Day, ...], Field(max_length=1000)] = ()
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None


class OpeningOut(Wire):
    open: bool
    opens_at: datetime | None
    """Null while it is open, and where it never opens."""


class WaitsOut(Wire):
    p50: int | None
    p90: int | None
    n: int


class ReachabilityOut(Wire):
    target_s: int
    share: float | None


class WallBoardOut(Wire):
    queued: int
    longest_wait_s: int | None
    joined: int
    resolved_today: int
    moods: dict[str, int]
    time_to_person: WaitsOut
    reachability: ReachabilityOut


@router.get("/conversations/{conversation_id}/handover")
async def show_handover(caller: Who, conversation_id: IdPath) -> HandOverOut:
    """How the hand-over stands: who comes, the place in the queue, or when somebody is there again."""
    return HandOverOut(**_fields(await stand(caller.world, ConversationId(conversation_id))))


@router.put("/conversations/{conversation_id}/callback")
async def ask_call_back(caller: Who, conversation_id: IdPath, given: NewCallBack) -> HandOverOut:
    """Ask to be called or written to."""
    talk = await call_back(
        caller.world, ConversationId(conversation_id), given.channel, given.address, caller.session_id
    )
    return HandOverOut(**_fields(await stand(caller.world, talk.id)))


@router.get("/handovers")
async def list_handovers(
    caller: Who, state: Annotated[Literal["queued", "callback", "joined"], Query()] = "queued", limit: Limit = 100
) -> Page[WaitingOut]:
    """Those in a state, in the order in which they are answered."""
    return Page(items=[_waiting(each) for each in await list_waiting(caller.world, state, limit)])


@router.get("/inboxes/{inbox_id}/hours")
async def show_hours(caller: Who, inbox_id: IdPath) -> HoursOut | None:
    """When people answer; null: none are set, and it counts as open always."""

    def find(ledger: Ledger) -> Hours | None:
        return ledger.find(Hours, ledger.get(Inbox, inbox_id).id)

    found = await caller.world.store.read(find)
    return HoursOut.model_validate(found, extra="ignore") if found else None


@router.get("/inboxes/{inbox_id}/opening")
async def show_opening(caller: Who, inbox_id: IdPath) -> OpeningOut:
    """Whether people answer just now, and when they do next."""
    now = caller.world.clock.now()

    def find(ledger: Ledger) -> Hours | None:
        return ledger.find(Hours, ledger.get(Inbox, inbox_id).id)

    hours = await caller.world.store.read(find)
    return OpeningOut(open=is_open(hours, now), opens_at=next_open(hours, now))


@router.put("/inboxes/{inbox_id}/hours")
async def edit_hours(caller: Who, inbox_id: IdPath, given: HoursOut) -> HoursOut:
    """Say when people answer, in place of what was said before; days without a span are closed."""
    week = tuple(tuple((span[0], span[1]) for span in day) for day in given.week)
    hours = Hours(InboxId(inbox_id), given.time_zone, week, given.holidays, given.country)
    await set_hours(caller.world, hours, caller.name)
    return given


@router.get("/wallboard")
async def show_wallboard(caller: Who) -> WallBoardOut:
    """What goes on now in the inboxes one leads; of no person of the company anything."""
    board = await watch_all(caller.world)
    p50, p90, n = board.waits
    return WallBoardOut(
        queued=board.queued, longest_wait_s=board.longest_wait, joined=board.joined,
        resolved_today=board.resolved_today, moods=board.moods, time_to_person=WaitsOut(p50=p50, p90=p90, n=n),
        reachability=ReachabilityOut(target_s=board.target, share=board.share),
    )  # fmt: skip


def _waiting(found: Standing) -> WaitingOut:
    own = found.hand_over
    assert own
    return WaitingOut(
        **_fields(found), conversation_id=own.conversation_id, inbox_id=own.inbox_id, contact_id=own.contact_id,
        priority=own.priority,
    )  # fmt: skip


def _fields(found: Standing) -> dict[str, Any]:
    own = found.hand_over
    back = own and own.channel and {"channel": own.channel, "address": own.address, "at": own.callback_at}
    return {
        "state": found.state, "asked_at": own and own.asked_at, "asks": own.asks if own else 0,
        "position": found.position, "open": found.open, "opens_at": found.opens_at,
        "agent": found.agent and {"id": found.agent.id, "name": found.agent.name}, "callback": back or None,
        "seconds_to_person": seconds_to_person(own) if own else None,
    }  # fmt: skip
