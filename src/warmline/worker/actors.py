"""In a demo invented customers write, at a human pace, and Kim of the shop answers until somebody real does."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import cycle
from typing import Any

from warmline.care.forget import forget
from warmline.care.keep import Said
from warmline.care.rate import rate
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.send import send
from warmline.care.start import start
from warmline.care.world import World
from warmline.demo import Talk, load_talks
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound
from warmline.domain.message import ConversationId, Message, Role
from warmline.domain.people import AgentId, Contact, ContactId, InboxId

_LOG = logging.getLogger(__name__)
_THERE = ("kim", "kim", "sam", "sam", "", "", "", "")
"""Who answers the conversations that are there at the start: Kim's are over, the others wait for somebody real."""
_NEXT = (8.0, 20.0)
"""Seconds between two customers who come."""
_THINKS, _TYPES, _LETS_OTHERS = 3.0, 18.0, 30.0
"""Seconds before somebody types; characters a second; seconds in which somebody real may answer first."""
_PATIENCE = timedelta(minutes=5)
"""That a customer waits for somebody real who took over."""
_LOOK = 1.0
"""Seconds between looks whether they wrote."""
_MOST = 60
"""Invented customers that are kept; who came first is forgotten."""
_ALL = 10_000
_MARK = "actor-"
"""How the shop's own numbers for them begin."""


class Actors:
    """Plays all conversations over and over, some at a time."""

    def __init__(
        self, world: World, inbox_id: InboxId, kim: AgentId, sam: AgentId, wake: Callable[[ConversationId], None]
    ) -> None:
        self._world, self._kim, self._sam, self._wake = world, kim, sam, wake
        self.inbox_id = inbox_id
        """Where they write."""
        self._talks = cycle(load_talks())
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """From now on, until `stop`."""
        self._play(self._come())

    async def stop(self) -> None:
        """In the middle of their words."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _play(self, scene: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_whole(scene))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _come(self) -> None:
        if not await self._world.store.read(lambda ledger: ledger.list(Conversation, limit=1)):
            for by in _THERE:
                most = {"kim": None, "sam": 3}.get(by, 1)
                await self._act(next(self._talks), 0, most, self._sam if by == "sam" else self._kim)
        while True:
            await asyncio.sleep(random.uniform(*_NEXT))
            await self._forget_the_first()
            self._play(self._act(next(self._talks)))

    async def _act(self, talk: Talk, pace: float = 1.0, most: int | None = None, by: AgentId | None = None) -> None:
        """A conversation from its beginning, to its end unless so many turns are enough; Kim lets others go first."""
        world, now = self._world, self._world.clock.now()
        new = world.clock.new_id()
        contact = Contact(ContactId(new), now, f"{_MARK}{new[-12:]}", talk.who, language=talk.language)
        await world.store.write(lambda ledger: ledger.add(contact))
        own = (await start(world, self.inbox_id, contact.id)).id
        for by_customer, text in talk.turns[:most]:
            first = not by_customer and by is None
            await asyncio.sleep(pace * (_THINKS + len(text) / _TYPES + (_LETS_OTHERS if first else 0)))
            by = by if by_customer else by or self._kim
            if by_customer:
                await receive(world, Said(own, text, language=talk.language))
                self._wake(own)
            elif pace == 0 or not await self._somebody_real_answers(own):
                await send(world, Said(own, text, Role.AGENT, author=by, language=talk.language))
                self._wake(own)
        if most is None and not await self._has_somebody_real(own):
            await asyncio.sleep(pace * _THINKS)
            await resolve(world, own, self._kim)
            if talk.csat:
                await rate(world, own, talk.csat)

    async def _somebody_real_answers(self, own: ConversationId) -> bool:
        """Waits for them where somebody real has taken it; False: nobody has, or they left it."""
        until = self._world.clock.now() + _PATIENCE
        while await self._has_somebody_real(own):
            last = await self._world.store.read(
                lambda ledger: ledger.list(Message, conversation_id=own, newest=True, limit=1)
            )
            if (last and last[0].author) or self._world.clock.now() > until:
                return True
            await asyncio.sleep(_LOOK)
        return False

    async def _has_somebody_real(self, own: ConversationId) -> bool:
        talk = await self._world.store.read(lambda ledger: ledger.get(Conversation, own))
        return talk.agent_id not in (None, self._kim)

    async def _forget_the_first(self) -> None:
        found = await self._world.store.read(lambda ledger: ledger.list(Contact, limit=_ALL))
        acted = [each for each in found if (each.external_id or "").startswith(_MARK)]
        for contact in acted[: max(0, len(acted) - _MOST)]:
            await forget(self._world, contact.id, "everything", "demo")


async def _whole(scene: Coroutine[Any, Any, None]) -> None:
    try:
        await scene
    except NotFound:  # somebody forgot the customer, or deleted what they were about
        return
    except Exception:  # the outermost loop
        _LOG.exception("a scene of the demo failed")
