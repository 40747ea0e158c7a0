"""Other software is told once more what happened."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.tell import drop_lanes
from warmline.care.world import World
from warmline.domain.webhook import Endpoint, EndpointId
from warmline.ports import Ledger


async def replay(world: World, endpoint_id: EndpointId, after: int | None) -> Endpoint:
    """The endpoint, switched on, told anew of everything behind a position; None: from where it stopped.

    Raises NotFound, StoreUnavailable.
    """

    def set_back(ledger: Ledger) -> Endpoint:
        endpoint = ledger.get(Endpoint, endpoint_id)
        lanes = drop_lanes(ledger, endpoint)
        first = min([endpoint.told, *(lane.told for lane in lanes)])
        told = first if after is None else min(after, endpoint.told)
        endpoint = replace(endpoint, told=told, stopped_at=None, stopped_why=None)
        ledger.put(endpoint)
        return endpoint

    return await world.store.write(set_back)
