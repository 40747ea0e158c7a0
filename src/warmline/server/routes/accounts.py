"""Accounts: who of the company may come in, and as what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from warmline.care.open_account import change_account, close_account, invite, open_account
from warmline.care.sign_in import sign_out_everywhere
from warmline.domain.account import Account, AccountId, Right, StaffRole
from warmline.domain.people import InboxId
from warmline.server.again import Again
from warmline.server.auth import Who, new_secret
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import Id, IdPath, Page, Short, Wire

router = APIRouter(prefix="/accounts", tags=["accounts"], route_class=ListRoute)
_PART = r"[^@\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]+"
"""Without spaces, said so that every kind of regular expression means the same."""
Email = Annotated[str, Field(max_length=254, pattern=f"^{_PART}@{_PART}$")]


class NewAccount(Wire):
    email: Email
    name: Short
    roles: tuple[StaffRole, ...] = ("agent",)
    inboxes: tuple[Id, ...] = ()
    rights: tuple[Right, ...] = ()
    skills: Annotated[tuple[Short, ...], Field(max_length=50)] = ()


class AccountChange(Wire):
    name: Short | None = None
    roles: tuple[StaffRole, ...] | None = None
    inboxes: tuple[Id, ...] | None = None
    rights: tuple[Right, ...] | None = None
    skills: Annotated[tuple[Short, ...], Field(max_length=50)] | None = None


class AccountOut(NewAccount):
    id: str
    created_at: datetime
    closed_at: datetime | None = None


class Invited(Wire):
    invitation: str
    """What its holder chooses a password with; shown this once."""
    ends_at: datetime


@router.post("", status_code=201)
async def add_account(caller: Who, given: NewAccount, again: Again) -> AccountOut:
    """Let somebody in, as what they are; they choose a password by an invitation."""
    clock = caller.world.clock
    account = Account(
        AccountId(clock.new_id()), clock.now(), given.email.lower(), given.name, given.roles,
        tuple(map(InboxId, given.inboxes)), given.rights, given.skills,
    )  # fmt: skip
    return _shown(await open_account(caller.world, account, caller.name, again))


@router.get("")
async def list_accounts(caller: Who, limit: Limit = 100, after: After = None) -> Page[AccountOut]:
    """All accounts, oldest first, those that are closed among them."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Account, after=after, limit=limit + 1))
    return page(found, limit, _shown, lambda account: account.id)


@router.patch("/{account_id}")
async def edit_account(request: Request, caller: Who, account_id: IdPath, given: AccountChange) -> AccountOut:
    """Other roles, inboxes or rights, at once."""
    changes = given.model_dump(exclude_none=True)
    account = await change_account(caller.world, AccountId(account_id), caller.name, **changes)
    request.app.state.keys.forget()
    return _shown(account)


@router.delete("/{account_id}", responses={409: {}})
async def shut_account(request: Request, caller: Who, account_id: IdPath) -> AccountOut:
    """They have left: signed out everywhere at once. Again changes nothing."""
    account = await close_account(caller.world, AccountId(account_id), caller.name)
    request.app.state.keys.forget()
    return _shown(account)


@router.delete("/{account_id}/sessions", status_code=204)
async def sign_account_out(request: Request, caller: Who, account_id: IdPath) -> None:
    """Sign them out everywhere at once; they may sign in again. Again changes nothing."""
    await sign_out_everywhere(caller.world, AccountId(account_id), caller.name)
    request.app.state.keys.forget()


@router.post("/{account_id}/invitation", responses={409: {}})
async def invite_account(caller: Who, account_id: IdPath) -> Invited:
    """Let them choose a password, the first or a new one; what was sent before no longer does."""
    own, secret, digest = new_secret(caller.world)
    invitation = await invite(caller.world, AccountId(account_id), own, digest, caller.name)
    return Invited(invitation=f"{own}_{secret}", ends_at=invitation.ends_at)


def _shown(account: Account) -> AccountOut:
    return AccountOut(
        email=account.email, name=account.name, roles=account.roles, inboxes=account.inboxes, rights=account.rights,
        skills=account.skills, id=account.id, created_at=account.created_at, closed_at=account.closed_at,
    )  # fmt: skip
