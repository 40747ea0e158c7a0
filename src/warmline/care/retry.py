"""What other software did not take is sent again, until it is taken or given up."""

from __future__ import annotations

from asyncio import gather
from dataclasses import replace
from datetime import timedelta
from typing import Any

from warmline.care.tell import ALL, AT_ONCE, GONE, Told, keep_log, postpone, stop, tell
from warmline.care.world import World
from warmline.domain.events import Recorded
from warmline.domain.webhook import Endpoint, EndpointId, Lane
from warmline.logic.webhooks.message import wants
from warmline.ports import Ledger

_LOST = timedelta(minutes=5)
"""After which a timer that did not ring is taken for lost, with the machine that kept it."""


async def retry(world: World, endpoint_id: EndpointId) -> None:
    """Sends again whatever is due. Raises StoreUnavailable."""
    while due := await world.store.read(lambda ledger: _due(world, ledger, endpoint_id)):
        await gather(*(_retry_lane(world, lane) for lane in due))


async def revive(world: World) -> None:
    """New timers for lanes whose own was lost. Raises StoreUnavailable."""

    def renew(ledger: Ledger) -> None:
        before = world.clock.now() - _LOST
        for lane in ledger.list(Lane, limit=ALL):
            if lane.due < before:
                postpone(world, ledger, lane, 0.0)

    await world.store.write(renew)


async def _retry_lane(world: World, lane: Lane) -> None:
    found = await world.store.read(lambda ledger: _waiting(ledger, lane))
    told = await tell(world, found[0], found[1][:AT_ONCE], lane.failures + 1) if found else Told([])
    await world.store.write(lambda ledger: _go_on(world, ledger, lane, told))


def _due(world: World, ledger: Ledger, endpoint_id: EndpointId) -> list[Lane]:
    now = world.clock.now()
    return [lane for lane in ledger.list(Lane, endpoint_id=endpoint_id, limit=ALL) if lane.due <= now]


def _waiting(ledger: Ledger, lane: Lane) -> tuple[Endpoint, list[Recorded]] | None:
    endpoint = ledger.find(Endpoint, lane.endpoint_id)
    return (endpoint, _events(ledger, endpoint, lane)) if endpoint else None


def _events(ledger: Ledger, endpoint: Endpoint, lane: Lane) -> list[Recorded]:
    """What was not taken yet of the lane's conversation, or of its contact apart from conversations."""
    name = "conversation_id" if lane.conversation_id else "contact_id"
    equal: dict[str, Any] = {name: lane.conversation_id or lane.contact_id or ""}
    return [
        recorded
        for recorded in ledger.list(Recorded, after=lane.told, limit=ALL, **equal)
        if recorded.position <= endpoint.told
        and recorded.conversation_id == lane.conversation_id
        and wants(endpoint, recorded)
    ]


def _go_on(world: World, ledger: Ledger, sent: Lane, told: Told) -> None:
    """The lane after an attempt: due again, done, given up or stopped."""
    lane, endpoint = ledger.find(Lane, sent.id), ledger.find(Endpoint, sent.endpoint_id)
    if lane != sent or endpoint is None:
        return  # set back, deleted or forgotten meanwhile
    endpoint = keep_log(ledger, endpoint, [told])
    ledger.put(endpoint)
    if told.taken:
        lane = replace(lane, told=told.taken[-1].event, failures=0, since=told.log[-1].at)
    if told.refused:
        _put_off(world, ledger, lane, endpoint, told)
    elif _events(ledger, endpoint, lane):
        ledger.put(lane)
    else:
        ledger.drop(Lane, lane.id)


def _put_off(world: World, ledger: Ledger, lane: Lane, endpoint: Endpoint, told: Told) -> None:
    """An event that alone is never taken is given up at last; when nothing is, the endpoint is."""
    assert told.refused
    failures, waits = lane.failures + 1, world.webhooks.waits
    if told.refused.status == GONE:
        stop(world, ledger, endpoint, lane.told, told.refused.why)
    elif failures <= len(waits):
        postpone(world, ledger, replace(lane, failures=failures), waits[failures - 1], told.refused)
    elif endpoint.ok_at and endpoint.ok_at > lane.since:
        ledger.put(replace(lane, told=told.log[-1].event, failures=0, since=world.clock.now()))
    else:
        stop(world, ledger, endpoint, lane.told, f"nothing was taken any more: {told.refused.why}")
