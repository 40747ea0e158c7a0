"""The company says who may come in, as what, and who no longer may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from warmline.care.audit import note
from warmline.care.once import Asked, once
from warmline.care.sign_in import revoke_sessions
from warmline.care.world import World
from warmline.domain.account import Account, AccountId, Invitation
from warmline.domain.errors import Conflict, Unauthorised
from warmline.domain.people import Agent, Inbox
from warmline.ports import Ledger

_WEEK = timedelta(days=7)
_ANSWER = {"agent", "lead"}
_ALL = 10_000


async def open_account(world: World, account: Account, actor: str, asked: Asked | None = None) -> Account:
    """The account as it is kept. Raises NotFound for an inbox that is not there, Conflict for an address in use."""

    def keep(ledger: Ledger) -> Account:
        for inbox_id in account.inboxes:
            ledger.get(Inbox, inbox_id)
        ledger.add(account)
        _be_agent(ledger, account)
        note(world, ledger, actor, "account.opened", account.id, roles=" ".join(account.roles))
        return account

    return await world.store.write(once(world, asked, keep))


async def change_account(world: World, account_id: AccountId, actor: str, **changes: Any) -> Account:
    """The account with other roles, inboxes or rights, from the next request on. Raises NotFound, Conflict."""

    def keep(ledger: Ledger) -> Account:
        before = ledger.get(Account, account_id)
        account = replace(before, **changes)
        for inbox_id in account.inboxes:
            ledger.get(Inbox, inbox_id)
        ledger.put(account)
        _keep_an_admin(ledger, before)
        _be_agent(ledger, account)
        said = {name: " ".join(value) for name, value in changes.items() if name != "name"}
        note(world, ledger, actor, "account.changed", account_id, **said)
        return account

    return await world.store.write(keep)


async def close_account(world: World, account_id: AccountId, actor: str) -> Account:
    """They have left: signed out everywhere, and never in again. Raises NotFound, Conflict for the last admin."""

    def keep(ledger: Ledger) -> Account:
        account = ledger.get(Account, account_id)
        if account.closed_at:
            return account
        closed = replace(account, closed_at=world.clock.now(), password=None, totp=None)
        ledger.put(closed)
        _keep_an_admin(ledger, account)
        revoke_sessions(world, ledger, account_id, actor)
        note(world, ledger, actor, "account.closed", account_id)
        return closed

    return await world.store.write(keep)


async def invite(world: World, account_id: AccountId, own: str, digest: str, actor: str) -> Invitation:
    """Lets them choose a password within a week; what was sent before no longer does. Raises NotFound, Conflict."""
    now = world.clock.now()

    def keep(ledger: Ledger) -> Invitation:
        if ledger.get(Account, account_id).closed_at:
            raise Conflict("this account is closed")
        _use_up(world, ledger, account_id)
        invitation = Invitation(own, account_id, now, now + _WEEK, digest)
        ledger.add(invitation)
        note(world, ledger, actor, "account.invited", account_id)
        return invitation

    return await world.store.write(keep)


async def look_at_invitation(world: World, invitation_id: str, digest: str) -> None:
    """Raises Unauthorised where `accept` would, before anybody takes the trouble of hashing a password."""
    await world.store.read(lambda ledger: _invited(world, ledger, invitation_id, digest))


async def accept(world: World, invitation_id: str, digest: str, password: str) -> Account:
    """The account with its new password; signed out everywhere. Raises Unauthorised.

    The second factor is off, unless whoever asked for it was nobody in particular.
    """

    def keep(ledger: Ledger) -> Account:
        invitation, before = _invited(world, ledger, invitation_id, digest)
        account = replace(before, password=password, totp=before.totp if invitation.recovery else None)
        ledger.put(account)
        _use_up(world, ledger, account.id)
        revoke_sessions(world, ledger, account.id, f"account {account.id}")
        note(world, ledger, f"account {account.id}", "password.chosen", account.id)
        return account

    return await world.store.write(keep)


def _invited(world: World, ledger: Ledger, invitation_id: str, digest: str) -> tuple[Invitation, Account]:
    invitation = ledger.find(Invitation, invitation_id)
    if invitation and not invitation.used_at and invitation.digest == digest:
        account = ledger.get(Account, invitation.account_id)
        if invitation.ends_at > world.clock.now() and not account.closed_at:
            return invitation, account
    raise Unauthorised("this invitation is used up or not known")


def _use_up(world: World, ledger: Ledger, account_id: AccountId) -> None:
    for invitation in ledger.list(Invitation, account_id=account_id, limit=_ALL):
        if not invitation.used_at:
            ledger.put(replace(invitation, used_at=world.clock.now()))


def _keep_an_admin(ledger: Ledger, changed: Account) -> None:
    """Raises Conflict where the last who could let anybody in was changed."""
    admins = (each for each in ledger.list(Account, limit=_ALL) if "admin" in each.roles and not each.closed_at)
    if "admin" in changed.roles and not any(admins):
        raise Conflict("somebody has to be admin")


def _be_agent(ledger: Ledger, account: Account) -> None:
    """Who answers is an agent under the same id."""
    agent = Agent(account.agent_id, account.created_at, account.name)
    if ledger.find(Agent, agent.id):
        ledger.put(agent)
    elif _ANSWER & set(account.roles):
        ledger.add(agent)
