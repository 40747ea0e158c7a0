"""Fetches and sends letters; of several replicas one at a time does so for a tenant."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from warmline.adapters.aside import Threads
from warmline.adapters.sniff import media_type
from warmline.care.look_through import Through, look_through
from warmline.care.post_letter import due_letters, post_letter
from warmline.care.take_letter import Enclosure, take_letter
from warmline.care.world import World
from warmline.care.write_letter import write_letter
from warmline.domain.errors import StoreUnavailable, UnreadableInput
from warmline.domain.keeping import Errand
from warmline.domain.mail import Came, Mail, Mailbox
from warmline.domain.message import ConversationId
from warmline.house import House
from warmline.logic.mail.read import read_letter
from warmline.worker.lease import hold

_LOG = logging.getLogger(__name__)
_TICK = 1.0
"""Seconds between looks at what is to be done."""
_LONGEST = 300.0
"""Seconds between looks at a mailbox that cannot be reached."""
_AT_ONCE = 4
"""Letters of a mailbox that are handed in together."""
_MOST = 1000
_NICE = 10
Wake = Callable[[str, ConversationId], None]


@dataclass(slots=True)
class _Round:
    """When a mailbox is looked at next."""

    mailbox: Mailbox
    due: float = 0.0
    failures: int = 0


class Postman:
    """Each mailbox is looked through by one task at a time, and sent from by another: none holds up the others."""

    def __init__(self, house: House, wake: Wake) -> None:
        self._house, self._wake = house, wake
        self._reading = Threads(1, "letters", _NICE)
        self._task: asyncio.Task[None] | None = None
        self._busy: dict[tuple[str, str, str], asyncio.Task[None]] = {}
        self._rounds: dict[tuple[str, str], _Round] = {}

    async def start(self) -> None:
        """From now on, until `stop`."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """What is on its way is fetched, or sent, again after the next start."""
        tasks = [task for task in (self._task, *self._busy.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._reading.close()

    async def _work(self) -> None:
        while True:
            try:
                for tenant in await self._house.tenants():
                    await self._try(tenant)
            except Exception:  # the outermost loop
                _LOG.exception("looking for tenants failed")
            await asyncio.sleep(_TICK)

    async def _try(self, tenant: str) -> None:
        """One tenant's trouble holds up none of the others."""
        try:
            world = await self._house.world(tenant)
            mailboxes = await world.store.read(lambda ledger: ledger.list(Mailbox, limit=_MOST))
            self._leave(tenant, world, mailboxes)
            if mailboxes and await hold(self._house, world, "mail"):
                await self._write(world)
                for mailbox in mailboxes:
                    self._begin((tenant, mailbox.inbox_id, "send"), partial(self._send, world, mailbox))
                    self._visit(tenant, world, mailbox)
        except Exception:  # the outermost loop of a tenant
            _LOG.exception("looking for letters failed")

    def _begin(self, own: tuple[str, str, str], work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if own not in self._busy or self._busy[own].done():
            self._busy[own] = asyncio.create_task(work())

    def _leave(self, tenant: str, world: World, mailboxes: list[Mailbox]) -> None:
        """Those that are no more."""
        there = {mailbox.inbox_id for mailbox in mailboxes}
        for own in [own for own in self._rounds if own[0] == tenant and own[1] not in there]:
            world.post.leave(self._rounds.pop(own).mailbox.inbox_id)

    def _visit(self, tenant: str, world: World, mailbox: Mailbox) -> None:
        """Looks at it if it is time, or if it is another than it was."""
        own = tenant, mailbox.inbox_id
        known = self._rounds.get(own)
        if known is None or known.mailbox.set_at != mailbox.set_at:
            known = self._rounds[own] = _Round(mailbox)
        if known.due <= asyncio.get_running_loop().time():
            self._begin((*own, "look"), partial(self._collect, tenant, world, mailbox, known))

    async def _collect(self, tenant: str, world: World, mailbox: Mailbox, known: _Round) -> None:
        try:
            looked = await world.post.look(mailbox)
            through, seen = Through(), []
            for uid, raw in looked.letters:
                done = await self._take(tenant, world, mailbox, raw)
                through = Through(through.passed + done.passed, through.unread + done.unread, done.why or through.why)
                if not done.passed and not done.unread:
                    seen.append(uid)
            await look_through(world, mailbox, looked, through)
            if seen:
                await world.post.mark(mailbox, seen)
            known.failures = known.failures + 1 if looked.why else 0
            wait = 0.0 if looked.more else world.mail.look * 2 ** min(known.failures, 10)
        except Exception:  # the outermost loop of a mailbox
            _LOG.exception("looking through a mailbox failed")
            wait = world.mail.look
        known.due = asyncio.get_running_loop().time() + min(wait, max(_LONGEST, world.mail.look))

    async def _take(self, tenant: str, world: World, mailbox: Mailbox, raw: bytes | None) -> Through:
        """What came of a letter: whatever is in it, it holds up none of the others. Raises StoreUnavailable."""
        if raw is None:
            return Through(unread=1, why="it is too large")
        try:
            came, enclosures = await self._reading(lambda: _read(raw, world.mail.files))
            taking = await take_letter(world, mailbox, came, enclosures)
        except StoreUnavailable:
            raise
        except UnreadableInput as error:
            return Through(unread=1, why=error.why)
        except Exception as error:  # the outermost loop of a letter; what it says may hold anybody's words
            _LOG.warning("a letter could not be read: %s", type(error).__name__)
            return Through(unread=1, why=type(error).__name__)
        if taking.conversation_id:
            self._wake(tenant, taking.conversation_id)
        return Through(passed=int(taking.passed))

    async def _send(self, world: World, mailbox: Mailbox) -> None:
        try:
            free = asyncio.Semaphore(_AT_ONCE)
            found = await due_letters(world, mailbox.inbox_id)
            await asyncio.gather(*(self._post(world, free, mail) for mail in found))
        except Exception:  # the outermost loop of what a mailbox sends
            _LOG.exception("sending letters failed")

    async def _write(self, world: World) -> None:
        found = await world.store.read(lambda ledger: ledger.list(Errand, topic="mail", limit=_MOST))
        before = world.clock.now() - timedelta(seconds=world.mail.gather)
        for conversation_id in dict.fromkeys(errand.subject for errand in found if errand.due <= before):
            await write_letter(world, ConversationId(conversation_id))

    async def _post(self, world: World, free: asyncio.Semaphore, mail: Mail) -> None:
        async with free:
            await post_letter(world, mail)


def _read(raw: bytes, most: int) -> tuple[Came, list[Enclosure]]:
    """The letter, and what its files are."""
    came = read_letter(raw, most)
    return came, [Enclosure(each.name, media_type(each.content), each.content) for each in came.files]
