"""Somebody of the company comes in: with a password and, where they have one, a second factor, or as their
identity provider names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.account import THE_ONE, Account, AccountId, Identity, IdentityProvider, Session
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

    Raises Unauthorised, also where a password is not enough, and StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Session:
        account = ledger.get(Account, account_id)
        step = second(account) if account.totp else account.totp_step
        if account.closed_at or step is None or (account.totp and step <= account.totp_step):
            raise Unauthorised("this is not right")
        provider = ledger.find(IdentityProvider, THE_ONE)
        if provider and provider.only and "admin" not in account.roles:
            raise Unauthorised("sign in by the company's identity provider")
        if account.totp:
            ledger.put(replace(account, totp_step=step))
        return _begin(world, ledger, account, opened)

    return await world.store.write(keep)


async def begin_named_session(world: World, provider: IdentityProvider, identity: Identity, opened: Opened) -> Session:
    """The session of whom the provider named: of the account that is linked to them, or else of their address, if the
    provider has verified it and nobody is linked to it yet; then it is linked.

    No second factor is asked for: whether there is one is the provider's business.

    Raises Unauthorised, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Session:
        if ledger.find(IdentityProvider, THE_ONE) != provider:
            raise Unauthorised("the identity provider was changed meanwhile")
        linked = ledger.list(Account, subject=identity.subject, limit=1)
        account = linked[0] if linked else _link(world, ledger, identity)
        if account is None or account.closed_at:
            raise Unauthorised("nobody here is known by what the identity provider says")
        return _begin(world, ledger, account, opened)

    return await world.store.write(keep)


def _link(world: World, ledger: Ledger, identity: Identity) -> Account | None:
    found = ledger.list(Account, email=identity.email, limit=1) if identity.email else []
    if not found or found[0].subject:
        return None
    account = replace(found[0], subject=identity.subject)
    ledger.put(account)
    note(world, ledger, f"account {account.id}", "account.linked", account.id)
    return account


def _begin(world: World, ledger: Ledger, account: Account, opened: Opened) -> Session:
    now = world.clock.now()
    session = Session(opened.id, now, now + _DAY, opened.digest, account.id)
    ledger.add(session)
    note(world, ledger, f"account {account.id}", "session.begun", session.id)
    return session


async def end_sessions(world: World, account_id: AccountId, actor: str, only: str | None = None) -> None:
    """Ends one session of an account, or all: again it changes nothing. Raises StoreUnavailable."""
    await world.store.write(lambda ledger: revoke_sessions(world, ledger, account_id, actor, only))


async def sign_out_everywhere(world: World, account_id: AccountId, actor: str) -> None:
    """Ends all sessions of somebody who is there. Raises NotFound, StoreUnavailable."""

    def end(ledger: Ledger) -> None:
        revoke_sessions(world, ledger, ledger.get(Account, account_id).id, actor)

    await world.store.write(end)


def revoke_sessions(world: World, ledger: Ledger, account_id: AccountId, actor: str, only: str | None = None) -> None:
    """The same in a transaction that is under way."""
    for session in ledger.list(Session, account_id=account_id, limit=_ALL):
        if only in (None, session.id):
            revoke(world, ledger, session, actor)


def revoke(world: World, ledger: Ledger, session: Session, actor: str) -> None:
    """Nobody has the session any more; again it changes nothing."""
    if not session.revoked_at:
        ledger.put(replace(session, revoked_at=world.clock.now()))
        note(world, ledger, actor, "session.ended", session.id)
