"""Other software is told what is new: in order for each conversation, at least once, always under the same id."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import replace

from warmline.care.tell import ALL, AT_ONCE, GONE, Told, keep_log, postpone, stop, tell
from warmline.care.world import World
from warmline.domain.events import Recorded
from warmline.domain.webhook import Endpoint, EndpointId, Lane, LaneId
from warmline.logic.webhooks.message import wants
from warmline.ports import Ledger

_Lanes = Mapping[LaneId, list[Recorded]]


async def deliver(world: World, endpoint_id: EndpointId) -> bool:
    """Whether more may be new; what was not taken waits in a lane, with an errand for its timer.

    Raises StoreUnavailable.
    """
    endpoint, found, blocked = await world.store.read(lambda ledger: _new(ledger, endpoint_id))
    if endpoint is None or not found:
        return False
    lanes: dict[LaneId, list[Recorded]] = {}
    for recorded in found:
        lane_id = LaneId(f"{endpoint_id}/{recorded.conversation_id or recorded.contact_id or ''}")
        if wants(endpoint, recorded) and lane_id not in blocked:
            lanes.setdefault(lane_id, []).append(recorded)
    told = await gather(*(tell(world, endpoint, events) for events in lanes.values()))
    await world.store.write(lambda ledger: _keep(world, ledger, endpoint, found, lanes, told))
    return len(found) == AT_ONCE


def _new(ledger: Ledger, endpoint_id: EndpointId) -> tuple[Endpoint | None, list[Recorded], set[LaneId]]:
    """The endpoint, unless it is stopped, what it was not told yet, and the lanes in which more has to wait."""
    endpoint = ledger.find(Endpoint, endpoint_id)
    if endpoint is None or endpoint.stopped_at:
        return None, [], set()
    found = ledger.list(Recorded, after=endpoint.told, limit=AT_ONCE)
    return endpoint, found, {lane.id for lane in ledger.list(Lane, endpoint_id=endpoint_id, limit=ALL)}


def _keep(
    world: World, ledger: Ledger, sent: Endpoint, found: Sequence[Recorded], lanes: _Lanes, results: Sequence[Told]
) -> None:
    endpoint = ledger.find(Endpoint, sent.id)
    if endpoint is None:
        return
    endpoint = keep_log(ledger, endpoint, results)
    if endpoint.stopped_at or endpoint.told != sent.told:
        return ledger.put(endpoint)  # it was stopped or set back meanwhile
    endpoint = replace(endpoint, told=found[-1].position)
    ledger.put(endpoint)
    refused = [told.log[-1].event for told in results if told.refused]
    if any(told.refused and told.refused.status == GONE for told in results):
        return stop(world, ledger, endpoint, min(refused) - 1, "it answered 410")
    for lane_id, told in zip(lanes, results, strict=True):
        if told.refused and ledger.find(Recorded, told.log[-1].event):
            _block(world, ledger, lane_id, told)


def _block(world: World, ledger: Ledger, lane_id: LaneId, told: Told) -> None:
    """Everything of this lane waits for its first."""
    assert told.refused
    first = told.log[-1]
    ids = first.endpoint_id, first.contact_id, first.conversation_id
    lane = Lane(lane_id, *ids, first.event - 1, first.at, first.at)
    postpone(world, ledger, lane, world.webhooks.waits[0], told.refused)
