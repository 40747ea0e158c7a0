"""Signing in and out, and what one's own account is."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import pyotp
from fastapi import APIRouter, Header, Request, Response
from pydantic import Field

from warmline.care.audit import note
from warmline.care.open_account import accept, look_at_invitation
from warmline.care.sign_in import begin_session, end_sessions, find_account
from warmline.care.world import World
from warmline.domain.account import Account, Right, Session, StaffRole
from warmline.domain.errors import Conflict, Forbidden, NotFound, Unauthorised
from warmline.logic.access.network import network_of
from warmline.ports import Ledger
from warmline.server.auth import COOKIE, Caller, Keys, Who, address_of, digest_of, not_from_elsewhere
from warmline.server.devices import DEVICE, Devices
from warmline.server.devices import LASTS as DEVICE_LASTS
from warmline.server.door import asker_of
from warmline.server.entrance import PROBLEMS, entered, sign_device_in
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.passwords import LONGEST, Passwords
from warmline.server.schema import IdPath, Page, Short, Wire
from warmline.server.turns import Asker

router = APIRouter(tags=["sign-in"], route_class=ListRoute)
_STEP = 30
"""Seconds of a code (RFC 6238); the one before and the one after are taken too."""
Password = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Code = Annotated[str, Field(pattern="^[0-9]{6}$")]


class NewSession(Wire):
    tenant: Short
    email: Short
    password: Password
    code: Code | None = None


class Acceptance(Wire):
    tenant: Short
    invitation: Short
    password: Password


class Me(Wire):
    id: str
    tenant: str
    name: str
    email: str
    roles: tuple[StaffRole, ...]
    inboxes: tuple[str, ...]
    rights: tuple[Right, ...]
    second_factor: bool


class SessionOut(Wire):
    id: str
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    current: bool = False


class NewTotp(Wire):
    secret: str
    uri: str


class TotpCode(Wire):
    secret: Short
    code: Code


class Sure(Wire):
    password: Password


@router.post("/sessions", responses=PROBLEMS)
async def sign_in(request: Request, response: Response, given: NewSession) -> Me:
    """Sign in. The answer sets a cookie; where it says that a code is missing, send the second factor's too."""
    not_from_elsewhere(request)
    passwords, devices = _doors(request)
    world, account = await _found(request, given.tenant, given.email)
    right = await passwords.are(given.password, account.password if account else None)
    if world is None or account is None or not right:
        raise Unauthorised("this is not right")
    passwords.forgive(asker_of(request))
    if account.totp and given.code is None:
        raise Unauthorised("a code of the second factor is missing")
    own = account.id
    await sign_device_in(
        response, world, given.tenant,
        lambda opened: begin_session(world, own, opened, lambda kept: _step(kept.totp, given.code)),
    )  # fmt: skip
    device = await devices.remember(world, given.tenant, account.email)
    response.set_cookie(DEVICE, device, max_age=DEVICE_LASTS, secure=True, httponly=True, samesite="lax")
    return _me(given.tenant, account)


@router.post("/invitations/acceptance", status_code=204, responses=PROBLEMS)
async def accept_invitation(
    request: Request, given: Acceptance, accept_language: Annotated[str, Header()] = ""
) -> None:
    """Choose a password, by an invitation; then sign in with it."""
    not_from_elsewhere(request)
    passwords, _ = _doors(request)
    own, _, secret = given.invitation.partition("_")
    world = await entered(request, given.tenant)
    await look_at_invitation(world, own, digest_of(secret))
    hashed = await passwords.hashed(given.password)
    account = await accept(world, own, digest_of(secret), hashed)
    _changed(request)
    request.app.state.post.tell_changed(account, accept_language)


@router.get("/me")
async def show_me(caller: Who) -> Me:
    """Who is signed in."""
    return _me(caller.tenant, _own(caller))


@router.get("/sessions")
async def list_sessions(caller: Who, limit: Limit = 100, after: After = None) -> Page[SessionOut]:
    """Where one is or was signed in, oldest first."""
    account, session = _own(caller), caller.known.session
    found = await caller.world.store.read(
        lambda ledger: ledger.list(Session, account_id=account.id, after=after, limit=limit + 1)
    )

    def render(each: Session) -> SessionOut:
        shown = SessionOut(id=each.id, created_at=each.created_at, ends_at=each.ends_at, revoked_at=each.revoked_at)
        return shown.model_copy(update={"current": session is not None and each.id == session.id})

    return page(found, limit, render, lambda each: each.id)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(request: Request, response: Response, caller: Who, session_id: IdPath) -> None:
    """Sign out on one device, at once; `current`: on this one."""
    account, current = _own(caller), caller.known.session
    only = current.id if current and session_id == "current" else session_id
    own = await caller.world.store.read(lambda ledger: ledger.find(Session, only))
    if own is None or own.account_id != account.id:
        raise NotFound.of(Session)
    await end_sessions(caller.world, account.id, caller.name, only)
    _changed(request)
    if current and only == current.id:
        response.delete_cookie(COOKIE, secure=True, httponly=True)


@router.post("/me/totp")
async def begin_totp(caller: Who) -> NewTotp:
    """A secret for an authenticator app; it counts once a code of it was sent back."""
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=_own(caller).email, issuer_name="Warmline")
    return NewTotp(secret=secret, uri=uri)


@router.put("/me/totp")
async def confirm_totp(request: Request, caller: Who, given: TotpCode) -> Me:
    """From now on signing in takes a code of this secret."""
    step = _step(given.secret, given.code)
    if step is None:
        raise Conflict("this code is not of this secret")
    return await _change(request, caller, "totp.on", totp=given.secret, totp_step=step)


@router.delete("/me/totp")
async def drop_totp(request: Request, caller: Who, given: Sure) -> Me:
    """Sign in without a second factor again; takes the password."""
    account, (passwords, _) = _own(caller), _doors(request)
    async with passwords.turn(Asker(network_of(address_of(request)), (caller.tenant, account.email))):
        right = await passwords.are(given.password, account.password)
    if not right:
        raise Forbidden("this is not your password")
    return await _change(request, caller, "totp.off", totp=None)


async def _change(request: Request, caller: Caller, action: str, **changes: object) -> Me:
    own = _own(caller).id

    def keep(ledger: Ledger) -> Account:
        account = replace(ledger.get(Account, own), **changes)  # type: ignore[arg-type]
        ledger.put(account)
        note(caller.world, ledger, caller.name, action, own)
        return account

    account = await caller.world.store.write(keep)
    _changed(request)
    return _me(caller.tenant, account)


async def _found(request: Request, tenant: str, email: str) -> tuple[World | None, Account | None]:
    """Whose account it is; who asks for a tenant that is not there waits as long as everybody else."""
    try:
        world = await entered(request, tenant)
    except Unauthorised:
        return None, None
    return world, await find_account(world, email)


def _step(secret: str | None, code: str | None) -> int | None:
    """The step whose code it is."""
    now = int(time.time()) // _STEP
    steps = (now - 1, now, now + 1)
    totp = pyotp.TOTP(secret or "")
    return next((step for step in steps if code and pyotp.utils.strings_equal(totp.at(step * _STEP), code)), None)


def _changed(request: Request) -> None:
    keys: Keys = request.app.state.keys
    keys.forget()


def _doors(request: Request) -> tuple[Passwords, Devices]:
    return request.app.state.passwords, request.app.state.devices


def _own(caller: Caller) -> Account:
    assert caller.account  # the table lets nobody else do it
    return caller.account


def _me(tenant: str, account: Account) -> Me:
    return Me(
        id=account.id, tenant=tenant, name=account.name, email=account.email, roles=account.roles,
        inboxes=account.inboxes, rights=account.rights, second_factor=account.totp is not None,
    )  # fmt: skip
