"""API keys: shown once when they are made, revoked at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request

from warmline.care.audit import note
from warmline.domain.keeping import Key, Scope
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Who, issue_key
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import IdPath, Page, Short, Wire

router = APIRouter(prefix="/keys", tags=["keys"], route_class=ListRoute)


class NewKey(Wire):
    name: Short
    scopes: tuple[Scope, ...] = ("read", "write")


class KeyOut(NewKey):
    id: str
    created_at: datetime
    revoked_at: datetime | None = None


class KeyOnce(KeyOut):
    key: str | None
    """Null where the same request is sent again: nobody knows it any more."""


@router.post("", status_code=201)
async def make_key(caller: Who, given: NewKey, again: Again) -> KeyOnce:
    """Make a key; what its holder has to send is shown this once."""
    key, shown = await issue_key(caller.world, caller.tenant, given.name, given.scopes, caller.name, again)
    return KeyOnce(**KeyOut.model_validate(key).model_dump(), key=shown)


@router.get("")
async def list_keys(caller: Who, limit: Limit = 100, after: After = None) -> Page[KeyOut]:
    """All keys, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Key, after=after, limit=limit + 1))
    return page(found, limit, KeyOut.model_validate, lambda key: key.id)


@router.delete("/{key_id}")
async def revoke_key(request: Request, caller: Who, key_id: IdPath) -> KeyOut:
    """Revoke a key; it is refused at once, and within a second by other processes. Again changes nothing."""
    at = caller.world.clock.now()

    def revoke(ledger: Ledger) -> Key:
        key = ledger.get(Key, key_id)
        if key.revoked_at:
            return key
        revoked = replace(key, revoked_at=at)
        ledger.put(revoked)
        note(caller.world, ledger, caller.name, "key.revoked", key_id)
        return revoked

    key = await caller.world.store.write(revoke)
    request.app.state.keys.forget()
    return KeyOut.model_validate(key)
