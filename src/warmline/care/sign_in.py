"""Somebody of the company comes in: with a password and, where they have one, a second factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.account import Account, AccountId, Session
from warmline.domain.errors import Unauthorised
from warmline.ports import Ledger

_DAY = timedelta(hours=12)
_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What the device that signs in has from now on."""

    id: str
    digest: str


async def find_account(world: World, email: str) -> Account | None:
    """Who signs in with an address, unless they have left. Raises StoreUnavailable."""
    found = await world.store.read(lambda ledger: ledger.list(Account, email=email.strip().lower(), limit=1))
    return found[0] if found and not found[0].closed_at else None


async def begin_session(
    world: World, account_id: AccountId, opened: Opened, second: Callable[[Account], int | None]
) -> Session:
    """The account's session on a device. `second` gives the step of the second factor that was used, or None: wrong.

    Raises Unauthorised, StoreUnavailable.
    """
    now = world.clock.now()

    def keep(ledger: Ledger) -> Session:
        account = ledger.get(Account, account_id)
        step = second(account) if account.totp else account.totp_step
        if account.closed_at or step is None or (account.totp and step <= account.totp_step):
            raise Unauthorised("this is not right")
        if account.totp:
            ledger.put(replace(account, totp_step=step))
        session = Session(opened.id, now, now + _DAY, opened.digest, account_id)
        ledger.add(session)
        note(world, ledger, f"account {account_id}", "session.begun", session.id)
        return session

    return await world.store.write(keep)


async def end_sessions(world: World, account_id: AccountId, actor: str, only: str | None = None) -> None:
    """Ends one session of an account, or all: again it changes nothing. Raises StoreUnavailable."""
    await world.store.write(lambda ledger: revoke_sessions(world, ledger, account_id, actor, only))


def revoke_sessions(world: World, ledger: Ledger, account_id: AccountId, actor: str, only: str | None = None) -> None:
    """The same in a transaction that is under way."""
    for session in ledger.list(Session, account_id=account_id, limit=_ALL):
        if not session.revoked_at and only in (None, session.id):
            ledger.put(replace(session, revoked_at=world.clock.now()))
            note(world, ledger, actor, "session.ended", session.id)
