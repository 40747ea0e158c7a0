"""Whose turn it is where one thing at a time is done: whoever asks most waits longest."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from warmline.domain.errors import TooManyRequests

_PLACES = 60
"""Tries that may wait whose device nobody knows."""
_EACH = 3
"""Tries that may wait from devices that one account knows."""
_IN_A_ROW = 3
"""Known devices served before one of the others is, so that nobody who signed in once keeps all others out."""
_LONGEST_REST = 0.2
"""Seconds."""
_HALVED = 60.0
"""Seconds after which what a network tried counts half."""
_MOST = 20_000
"""Networks remembered."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who waits for a turn."""

    network: str
    account: tuple[str, str] | None = None
    """Tenant and address of whom this device has signed in as before: they wait apart, and go first."""
    solved: bool = False
    """They did a little work for this try: of those whose device nobody knows they go first."""


@dataclass(eq=False, slots=True)
class _Try:
    asker: Asker
    called: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """True: it is their turn; False: somebody took their place."""


class Turns:
    """Places to wait, shared by networks: one that has few waiting takes a place of the one that has most.

    After a turn of somebody whose device nobody knows, theirs rest for as long as it took: however many try, it is at
    most half of the time.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: list[_Try] = []
        self._others: list[_Try] = []
        self._current: _Try | None = None
        self._in_a_row = 0
        self._resting = False
        self._tries = _Tries(now)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._known) + len(self._others)

    @asynccontextmanager
    async def turn(self, asker: Asker) -> AsyncIterator[None]:
        """Alone inside. Raises TooManyRequests when there is no place to wait, or somebody with fewer tries took it."""
        mine = self._enter(asker)
        start = None
        try:
            if not await mine.called:
                raise _full()
            start = self._now()
            yield
        finally:
            self._leave(mine, 0.0 if start is None or asker.account else self._now() - start)

    def forgive(self, asker: Asker) -> None:
        """It was who they say they are: their try counts for nothing."""
        if asker.account is None:
            self._tries.add(asker.network, -1)

    def _enter(self, asker: Asker) -> _Try:
        if asker.account:
            if sum(each.asker.account == asker.account for each in self._known) >= _EACH:
                raise _full()
        else:
            self._make_room(asker)
        mine = _Try(asker)
        (self._known if asker.account else self._others).append(mine)
        if self._current is None:
            self._call_next()
        return mine

    def _make_room(self, asker: Asker) -> None:
        """Raises TooManyRequests where nobody who waits is greedier than they."""
        full = len(self._others) >= _PLACES
        loser = self._greedier(asker) if full else None
        self._tries.add(asker.network, 1)
        if full and loser is None:
            raise _full()
        if loser:
            self._others.remove(loser)
            if not loser.called.done():
                loser.called.set_result(False)

    def _greedier(self, asker: Asker) -> _Try | None:
        """The newest try of who has not worked for it, of the network that has most waiting, and of those tried most;
        None where they are no better themselves."""
        waiting = Counter(each.asker.network for each in self._others)

        def greed(of: Asker) -> tuple[bool, int, int]:
            return not of.solved, waiting[of.network], self._tries.of(of.network)

        most, at = max((greed(each.asker), at) for at, each in enumerate(self._others))
        return self._others[at] if most > greed(asker) else None

    def _comes_after(self, each: _Try) -> tuple[bool, int]:
        return not each.asker.solved, self._tries.of(each.asker.network)

    def _leave(self, mine: _Try, took: float) -> None:
        for lane in (self._known, self._others):
            if mine in lane:
                lane.remove(mine)
        if mine is self._current:
            if took:
                self._resting = True
                asyncio.get_running_loop().call_later(min(took, _LONGEST_REST), self._go_on)
            self._call_next()

    def _go_on(self) -> None:
        self._resting = False
        if self._current is None:
            self._call_next()

    def _call_next(self) -> None:
        self._current = None
        for lane in (self._known, self._others):  # who went away has not left yet
            lane[:] = [each for each in lane if not each.called.done()]
        others = [] if self._resting else self._others
        if not self._known and not others:
            return
        known = bool(self._known) and (self._in_a_row < _IN_A_ROW or not others)
        self._in_a_row = self._in_a_row + 1 if known else 0
        lane = self._known if known else self._others
        self._current = self._known[0] if known else min(lane, key=self._comes_after)
        lane.remove(self._current)
        self._current.called.set_result(True)


class _Tries:
    """How often each network has tried of late; one that stops is soon like any other."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._halved_at = now, now()
        self._counts: dict[str, int] = {}

    def of(self, network: str) -> int:
        return self._counts.get(network, 0)

    def add(self, network: str, tries: int) -> None:
        halvings = int((self._now() - self._halved_at) / _HALVED)
        self._halved_at += halvings * _HALVED
        halvings += len(self._counts) >= _MOST
        if halvings:
            halved = ((each, count >> halvings) for each, count in self._counts.items())
            self._counts = {each: count for each, count in halved if count}
        self._counts[network] = max(0, self.of(network) + tries)


def _full() -> TooManyRequests:
    return TooManyRequests(_EACH, 1, 1)
