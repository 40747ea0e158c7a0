"""Signing in and out, and what one's own account is."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import pyotp
from fastapi import APIRouter, Request, Response
from pydantic import Field

from warmline.care.audit import note
from warmline.care.open_account import accept
from warmline.care.sign_in import Opened, begin_session, end_sessions, find_account
from warmline.care.world import World
from warmline.domain.account import Account, Right, Session, StaffRole
from warmline.domain.errors import Conflict, Forbidden, NotFound, Unauthorised
from warmline.ports import Ledger
from warmline.server.auth import COOKIE, Caller, Keys, Who, digest_of, from_own_site, new_secret
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.passwords import LONGEST, Passwords
from warmline.server.schema import IdPath, Page, Short, Wire

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


@router.post("/sessions")
async def sign_in(request: Request, response: Response, given: NewSession) -> Me:
    """Sign in. The answer sets a cookie; where it says that a code is missing, send the second factor's too."""
    world = await _world(request, given.tenant)
    account = await find_account(world, given.email)
    passwords: Passwords = request.app.state.passwords
    right = await passwords.are(given.password, account.password if account else None, _address(request))
    if account is None or not right:
        raise Unauthorised("this is not right")
    if account.totp and given.code is None:
        raise Unauthorised("a code of the second factor is missing")
    own, secret, digest = new_secret(world)
    session = await begin_session(world, account.id, Opened(own, digest), lambda kept: _step(kept.totp, given.code))
    _remember(response, f"ws_{given.tenant}_{own}_{secret}", session)
    return _me(given.tenant, account)


@router.post("/invitations/acceptance", status_code=204)
async def accept_invitation(request: Request, given: Acceptance) -> None:
    """Choose a password, by an invitation; then sign in with it."""
    world = await _world(request, given.tenant)
    own, _, secret = given.invitation.partition("_")
    hashed = await request.app.state.passwords.hashed(given.password)
    await accept(world, own, digest_of(secret), hashed)
    _changed(request)


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
    account = _own(caller)
    if not await request.app.state.passwords.are(given.password, account.password, _address(request)):
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


async def _world(request: Request, tenant: str) -> World:
    """Raises Unauthorised: which tenants there are is nobody's business; Forbidden for another site's page."""
    if "origin" in request.headers and not from_own_site(request):
        raise Forbidden("this request comes from another site")
    try:
        world: World = await request.app.state.house.world(tenant)
    except NotFound:
        raise Unauthorised("this is not right") from None
    return world


def _step(secret: str | None, code: str | None) -> int | None:
    """The step whose code it is."""
    now = int(time.time()) // _STEP
    steps = (now - 1, now, now + 1)
    totp = pyotp.TOTP(secret or "")
    return next((step for step in steps if code and pyotp.utils.strings_equal(totp.at(step * _STEP), code)), None)


def _remember(response: Response, token: str, session: Session) -> None:
    left = int((session.ends_at - session.created_at).total_seconds())
    response.set_cookie(COOKIE, token, max_age=left, secure=True, httponly=True, samesite="lax")


def _changed(request: Request) -> None:
    keys: Keys = request.app.state.keys
    keys.forget()


def _own(caller: Caller) -> Account:
    assert caller.account  # the table lets nobody else do it
    return caller.account


def _me(tenant: str, account: Account) -> Me:
    return Me(
        id=account.id, tenant=tenant, name=account.name, email=account.email, roles=account.roles,
        inboxes=account.inboxes, rights=account.rights, second_factor=account.totp is not None,
    )  # fmt: skip


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
