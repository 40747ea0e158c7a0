"""Letters to people of the company, written and sent while nobody waits for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from warmline.care.recover import begin_recovery
from warmline.care.sign_in import Opened
from warmline.domain.account import Account
from warmline.domain.errors import NotFound
from warmline.domain.letters import LetterKind
from warmline.house import House
from warmline.logic.access.letters import wished_language, write_letter
from warmline.server.auth import new_secret

_LOG = logging.getLogger(__name__)
_MOST = 1000
"""Letters that may wait; what comes when so many do is dropped."""
_AT_ONCE = 4


class Post:
    """What is asked of it is done later, whoever asks and whatever for, so that nobody learns anything by asking."""

    def __init__(self, house: House) -> None:
        self._house, self._mailer = house, house.mailer
        self._waiting: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue(_MOST)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """From now on, until `stop`."""
        self._tasks = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]

    async def stop(self) -> None:
        """What still waits is dropped: who needs it asks again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def recover(self, tenant: str, email: str, wishes: str) -> None:
        """Somebody says that this is their address, and that they forgot the password."""
        self._later(lambda: self._recover(tenant, email, wishes))

    def tell_changed(self, account: Account, wishes: str) -> None:
        """Somebody chose a password for this account."""
        self._later(lambda: self._send(account, "changed", wishes))

    def _later(self, work: Callable[[], Awaitable[None]]) -> None:
        if not self._waiting.full():
            self._waiting.put_nowait(work)

    async def _work(self) -> None:
        while True:
            work = await self._waiting.get()
            try:
                await work()
            except NotFound:
                pass  # a tenant that somebody made up
            except Exception:  # the outermost loop
                _LOG.exception("writing a letter failed")
            finally:
                self._waiting.task_done()

    async def _recover(self, tenant: str, email: str, wishes: str) -> None:
        place = self._house.settings.public_url
        if self._mailer is None or not place:
            return
        world = await self._house.world(tenant)
        own, secret, digest = new_secret(world)
        account, code = await begin_recovery(world, email, Opened(own, digest)), f"{own}_{secret}"
        if account:
            await self._send(account, "recovery", wishes, link=f"{place}/recover#{tenant}.{code}", code=code)

    async def _send(self, account: Account, kind: LetterKind, wishes: str, **said: str) -> None:
        """Always to the address that is kept: one that was typed may look the same and be somebody else's."""
        policy = self._house.letters
        letter = write_letter(policy, wished_language(wishes, policy), kind, account.email, **said)
        if self._mailer and (why := await self._mailer.send(letter)):
            _LOG.warning("a letter was not sent: %s", why)
