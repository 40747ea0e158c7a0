"""A mailbox was looked through: from now on it is known up to where, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from warmline.care.world import World
from warmline.domain.mail import Mailbox
from warmline.ports import Ledger, Looked

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Through:
    """What came of the letters that were found."""

    passed: int = 0
    unread: int = 0
    why: str = ""
    """Why the last of these could not be read."""


async def look_through(world: World, sent: Mailbox, looked: Looked, through: Through) -> None:
    """The place in the mailbox, kept after the letters are. Raises StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        mailbox = ledger.find(Mailbox, sent.inbox_id)
        if mailbox is None or mailbox.set_at != sent.set_at:
            return  # it is another by now
        if looked.why:
            return ledger.put(replace(mailbox, why=looked.why))
        ledger.put(
            replace(
                mailbox, validity=looked.validity, uid=looked.uid, looked_at=world.clock.now(), why="",
                passed=mailbox.passed + through.passed, unread=mailbox.unread + through.unread,
                unread_why=through.why or mailbox.unread_why,
            )
        )  # fmt: skip

    if _is_new(sent, looked, through) or (not looked.why and _is_old(world, sent)):
        await world.store.write(keep)


def _is_new(sent: Mailbox, looked: Looked, through: Through) -> bool:
    if looked.why:
        return sent.why != looked.why
    same = (sent.why, sent.validity, sent.uid) == (looked.why, looked.validity, looked.uid)
    return not (same and through == Through())


def _is_old(world: World, mailbox: Mailbox) -> bool:
    """What did not change is written but once an hour."""
    return mailbox.looked_at is None or world.clock.now() - mailbox.looked_at > _HOUR
