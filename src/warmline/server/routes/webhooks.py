"""Webhooks: other software is told what happens, and one can read how that went."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from warmline.care.audit import note
from warmline.care.once import once
from warmline.care.ping import ping
from warmline.care.replay import replay
from warmline.care.tell import drop_lanes
from warmline.domain.events import EVENTS, Recorded
from warmline.domain.webhook import Delivery, Endpoint, EndpointId
from warmline.ports import ADDRESS, Ledger
from warmline.server.again import Again
from warmline.server.auth import Caller, Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import IdPath, Page, Wire

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=ListRoute)


def _kind(kind: str) -> str:
    if kind not in EVENTS:
        raise ValueError(f"not a kind of event; these are: {', '.join(EVENTS)}")
    return kind


Kind = Annotated[str, AfterValidator(_kind), Field(json_schema_extra={"enum": list(EVENTS)})]
Url = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=ADDRESS,
        description="Without user and fragment; http only into private networks that the operator allows.",
    ),
]


class NewWebhook(Wire):
    url: Url
    kinds: Annotated[tuple[Kind, ...], Field(description="Events it is told of; none: all.")] = ()


class WebhookChange(Wire):
    url: Url | None = None
    kinds: tuple[Kind, ...] | None = None


class WebhookOut(NewWebhook):
    id: str
    created_at: datetime
    told: Annotated[int, Field(description="Events up to this position were sent, or wait to be sent again.")]
    ok_at: datetime | None
    stopped_at: datetime | None
    stopped_why: str | None


class WebhookOnce(WebhookOut):
    secret: Annotated[str, Field(description="Signs what is sent (Standard Webhooks); shown this once.")]


class Replay(Wire):
    after: Annotated[int | None, Field(ge=0, le=2**53, description="Position; null: from where it stopped.")] = None


class DeliveryOut(Wire):
    position: int
    at: datetime
    event: int
    kind: str
    conversation_id: str | None
    contact_id: str | None
    attempt: int
    status: int | None
    why: str
    milliseconds: int


class PingOut(Wire):
    status: int | None
    why: str
    milliseconds: int


@router.post("", status_code=201)
async def make_webhook(caller: Who, given: NewWebhook, again: Again) -> WebhookOnce:
    """Tell an address what happens from now on. The secret that signs it is shown this once."""
    clock, secret = caller.world.clock, _secret()

    def keep(ledger: Ledger) -> Endpoint:
        newest = ledger.list(Recorded, newest=True, limit=1)
        told = newest[0].position if newest else 0
        own = EndpointId(clock.new_id())
        endpoint = Endpoint(own, clock.now(), given.url, given.kinds, (secret,), told)
        ledger.add(endpoint)
        note(caller.world, ledger, caller.name, "webhook.made", endpoint.id)
        return endpoint

    return _once(await caller.world.store.write(once(caller.world, again, keep)))


@router.get("")
async def list_webhooks(caller: Who, limit: Limit = 100, after: After = None) -> Page[WebhookOut]:
    """All webhooks, oldest first."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Endpoint, after=after, limit=limit + 1))
    return page(found, limit, WebhookOut.model_validate, lambda endpoint: endpoint.id)


@router.get("/{webhook_id}")
async def show_webhook(caller: Who, webhook_id: IdPath) -> WebhookOut:
    """One webhook."""
    return WebhookOut.model_validate(await caller.world.store.read(lambda ledger: ledger.get(Endpoint, webhook_id)))


@router.patch("/{webhook_id}")
async def change_webhook(caller: Who, webhook_id: IdPath, given: WebhookChange) -> WebhookOut:
    """Change the address or the kinds of events; what waits goes to the new address."""
    changes = given.model_dump(exclude_none=True)
    return WebhookOut.model_validate(await _change(caller, webhook_id, "webhook.changed", changes))


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(caller: Who, webhook_id: IdPath) -> None:
    """Tell it nothing any more."""

    def drop(ledger: Ledger) -> None:
        endpoint = ledger.get(Endpoint, webhook_id)
        drop_lanes(ledger, endpoint)
        ledger.drop(Endpoint, endpoint.id)
        note(caller.world, ledger, caller.name, "webhook.deleted", endpoint.id)

    await caller.world.store.write(drop)


@router.post("/{webhook_id}/secret")
async def renew_secret(caller: Who, webhook_id: IdPath) -> WebhookOnce:
    """A new secret, shown this once; the one before signs too until the next is made."""
    endpoint = await caller.world.store.read(lambda ledger: ledger.get(Endpoint, webhook_id))
    both = (_secret(), endpoint.secrets[0])
    return _once(await _change(caller, webhook_id, "webhook.secret", {"secrets": both}))


@router.post("/{webhook_id}/replay")
async def replay_events(caller: Who, webhook_id: IdPath, given: Replay) -> WebhookOut:
    """Switch a stopped webhook on again, or send anew everything behind a position, under the same ids as before."""
    return WebhookOut.model_validate(await replay(caller.world, EndpointId(webhook_id), given.after))


@router.post("/{webhook_id}/ping")
async def ping_webhook(caller: Who, webhook_id: IdPath) -> PingOut:
    """Send an event of type `ping` now and say what came back."""
    return PingOut.model_validate(await ping(caller.world, EndpointId(webhook_id)))


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(
    caller: Who,
    webhook_id: IdPath,
    limit: Limit = 100,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> Page[DeliveryOut]:
    """Every attempt to send an event and what came of it, newest first."""

    def find(ledger: Ledger) -> list[Delivery]:
        ledger.get(Endpoint, webhook_id)
        return ledger.list(Delivery, endpoint_id=webhook_id, after=after, limit=limit + 1, newest=True)

    found = await caller.world.store.read(find)
    return page(found, limit, DeliveryOut.model_validate, lambda delivery: str(delivery.position))


async def _change(caller: Caller, webhook_id: str, action: str, changes: dict[str, Any]) -> Endpoint:
    def change(ledger: Ledger) -> Endpoint:
        endpoint = replace(ledger.get(Endpoint, webhook_id), **changes)
        ledger.put(endpoint)
        note(caller.world, ledger, caller.name, action, endpoint.id)
        return endpoint

    return await caller.world.store.write(change)


def _once(endpoint: Endpoint) -> WebhookOnce:
    return WebhookOnce(**WebhookOut.model_validate(endpoint).model_dump(), secret=endpoint.secrets[0])


def _secret() -> str:
    """256 random bits in the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
