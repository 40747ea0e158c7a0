"""What is new of a tenant is read once and told to every screen that may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from warmline.care.fence import FencedLedger
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import StoreUnavailable
from warmline.domain.events import Recorded
from warmline.domain.live import Frame, Row, Signal
from warmline.domain.message import ConversationId
from warmline.logic.access.sight import Sight
from warmline.logic.live.apply import row_of
from warmline.ports import Ledger

_AT_ONCE, _MISSED, _MOST = 500, 1_000, 500
"""Events read together; that a screen is told of which it missed; conversations of a state in a view."""
_WAITING = 200
"""Frames that may wait for a slow screen."""
_LOOK, _PAUSE, _AGAIN = 1.0, 0.02, 1.0
"""Seconds between looks when nobody says that something is new; between two tellings; after a failure."""
_FOR_CUSTOMERS = frozenset(
    ("conversation_started", "message_kept", "turn_read", "handed_over", "assigned", "reading_corrected",
     "conversation_resolved", "conversation_reopened", "conversation_merged", "conversation_continued",
     "consent_changed", "feelings_forgotten")
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Viewer:
    """A screen that is told what it may see, from its first frame on; belongs to the event loop."""

    sight: Sight
    is_slow: bool = False
    """What was to be told did not fit: it has to come again."""
    _cursor: int = 0
    _held: dict[str, str] = field(default_factory=dict)
    """Conversations of its view, with their contacts."""
    _waiting: list[Frame | Signal] = field(default_factory=list)
    _called: asyncio.Future[None] | None = None
    _end: BaseException | None = None

    def begin(self, first: Frame) -> None:
        """It holds this."""
        self._cursor = first.cursor
        self._held = {row.id: row.contact_id for row in first.rows}

    def tell(self, told: Frame | Signal) -> None:
        """Waits until it is taken."""
        if len(self._waiting) < _WAITING:
            self._waiting.append(told)
        else:
            self.is_slow = True
        self._call()

    def end(self, why: BaseException) -> None:
        """It is told nothing more than this."""
        self._end = self._end or why
        self._call()

    async def next(self) -> Frame | Signal:
        """What it is told next; waits for it. Raises why it ended."""
        while True:
            if self._end:
                raise self._end
            while self._waiting:
                told = self._waiting.pop(0)
                if isinstance(told, Signal) and told.conversation_id in self._held:
                    return told
                if isinstance(told, Frame) and (frame := self._new_in(told)):
                    return frame
            self._called = asyncio.get_running_loop().create_future()
            await self._called

    def _call(self) -> None:
        if self._called and not self._called.done():
            self._called.set_result(None)

    def _new_in(self, frame: Frame) -> Frame | None:
        """What of it the screen does not hold yet; None: nothing."""
        if frame.cursor < self._cursor:
            return None
        events = tuple(each for each in frame.events if each.position > self._cursor and self._concerns(each))
        forgotten = {each.contact_id for each in events if each.event.kind == "contact_forgotten"}
        gone = {own for own, contact in self._held.items() if own in frame.gone or contact in forgotten}
        self._cursor = frame.cursor
        self._held = {own: self._held[own] for own in self._held.keys() - gone}
        self._held |= {row.id: row.contact_id for row in frame.rows}
        if not (events or gone or frame.rows):
            return None
        return Frame(frame.cursor, frame.rows, tuple(map(ConversationId, sorted(gone))), events)

    def _concerns(self, event: Recorded) -> bool:
        """What happened to a contact and to no conversation concerns who holds one of theirs."""
        return event.conversation_id is not None or event.contact_id in self._held.values()

    def sees_kind(self, kind: str) -> bool:
        """Whether it is told of such events."""
        return self.sight.reach != "own" or kind in _FOR_CUSTOMERS

    def shows(self, talk: Conversation) -> bool:
        """Whether the row of a conversation that may be seen is in the view: to who answers, what is not resolved."""
        return self.sight.reach == "own" or talk.state != "resolved"

    def row(self, talk: Conversation) -> Row:
        """A conversation's row as far as it is theirs to know."""
        return row_of(self.sight.shown(talk))


class Fan:
    """Tells a tenant's screens."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._viewers: dict[str, set[Viewer]] = {}
        """By contact; those of the company's under an empty id."""
        self._cursor: int | None = None
        self._looks: set[ConversationId] = set()
        """Who may see these has changed without an event."""
        self._new = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def join(self, viewer: Viewer, after: int) -> Frame:
        """The screen's first frame: all that it is to hold, and what happened since it was away."""
        if self._task is None:
            self._task = asyncio.create_task(self._tell_on())
        if self._cursor is None:
            self._cursor = await self._world.store.read(_newest)
        self._viewers.setdefault(viewer.sight.contact_id or "", set()).add(viewer)
        first = await self._world.store.read(lambda ledger: _first(ledger, viewer, after))
        viewer.begin(first)
        return first

    def leave(self, viewer: Viewer) -> None:
        """The screen is told nothing any more."""
        own = viewer.sight.contact_id or ""
        self._viewers.get(own, set()).discard(viewer)
        if not self._viewers.get(own):
            self._viewers.pop(own, None)
        if not self._viewers:
            self._cursor = None

    def hear(self, signal: Signal | None) -> None:
        """Something is new, or somebody does something just now."""
        if signal is None or signal.kind == "look":
            self._looks |= {signal.conversation_id} if signal else set()
            self._new.set()
        else:
            for viewer in [viewer for viewers in self._viewers.values() for viewer in viewers]:
                viewer.tell(signal)

    async def close(self) -> None:
        """Tells nobody any more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tell_on(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._new.wait(), _LOOK)
            self._new.clear()
            try:
                while self._viewers and await self._tell():
                    pass
                await asyncio.sleep(_PAUSE)
            except StoreUnavailable:
                await asyncio.sleep(_AGAIN)

    async def _tell(self) -> bool:
        """Tells what is new; whether there may be more."""
        if self._cursor is None:
            return False
        looks, self._looks = self._looks, set()
        events, told = await self._world.store.read(lambda ledger: self._new_of(ledger, looks))
        for viewer, frame in told:
            viewer.tell(frame)
        self._cursor = events[-1].position if events else self._cursor
        return len(events) == _AT_ONCE

    def _new_of(self, ledger: Ledger, looks: set[ConversationId]) -> tuple[list[Recorded], list[tuple[Viewer, Frame]]]:
        """What is new, and what of it each screen is told."""
        events = ledger.list(Recorded, after=self._cursor, limit=_AT_ONCE)
        talks = _touched(ledger, events, looks)
        contacts = {each.contact_id for each in (*events, *talks.values()) if each}
        cursor = events[-1].position if events else self._cursor or 0
        told = [
            (viewer, _frame(ledger, viewer, cursor, events, talks))
            for contact in {"", *filter(None, contacts)}
            for viewer in tuple(self._viewers.get(contact, ()))
            if talks or events
        ]
        return events, told


def _touched(
    ledger: Ledger, events: Sequence[Recorded], looks: set[ConversationId]
) -> Mapping[ConversationId, Conversation | None]:
    """What something happened to, as it is now; what happens to a contact happens to all of their conversations."""
    whole = {each.contact_id for each in events if each.contact_id and not each.conversation_id}
    theirs = [talk for own in whole for talk in ledger.list(Conversation, contact_id=own, newest=True, limit=_MOST)]
    ids = looks | {each.conversation_id for each in events if each.conversation_id}
    return {talk.id: talk for talk in theirs} | {own: ledger.find(Conversation, own) for own in ids}


def _newest(ledger: Ledger) -> int:
    """The position of the last event."""
    last = ledger.list(Recorded, newest=True, limit=1)
    return last[0].position if last else 0


def _first(ledger: Ledger, viewer: Viewer, after: int) -> Frame:
    fence, cursor = FencedLedger(ledger, viewer.sight), _newest(ledger)
    talks = _in_view(fence, viewer)
    missed = fence.list(Recorded, after=after, limit=_MISSED) if 0 < after < cursor else []
    events = tuple(each for each in missed if viewer.sees_kind(each.event.kind))
    return Frame(cursor, tuple(map(viewer.row, talks)), (), events, tuple(talk.id for talk in talks))


def _in_view(fence: FencedLedger, viewer: Viewer) -> list[Conversation]:
    """Newest first."""
    if viewer.sight.reach == "own":
        return fence.list(Conversation, contact_id=viewer.sight.contact_id or "", newest=True, limit=_MOST)
    states = ("open", "with_person")
    found = [talk for state in states for talk in fence.list(Conversation, state=state, newest=True, limit=_MOST)]
    return sorted(found, key=lambda talk: talk.id, reverse=True)


def _frame(
    ledger: Ledger,
    viewer: Viewer,
    cursor: int,
    events: Sequence[Recorded],
    talks: Mapping[ConversationId, Conversation | None],
) -> Frame:
    """What of events and of the conversations they happened to, as these are now, one screen may be told."""
    fence = FencedLedger(ledger, viewer.sight)
    seen = {own for own, talk in talks.items() if talk and fence.shows(talk)}
    shown = [talk for own, talk in talks.items() if talk and own in seen and viewer.shows(talk)]
    gone = talks.keys() - {talk.id for talk in shown}
    told = [each for each in events if each.conversation_id is None or each.conversation_id in seen]
    kinds = tuple(each for each in told if viewer.sees_kind(each.event.kind))
    return Frame(cursor, tuple(map(viewer.row, shown)), tuple(gone), kinds)
