"""Somebody tries out whether other software can be told."""

from __future__ import annotations

from warmline.care.world import World
from warmline.domain.webhook import Endpoint, EndpointId
from warmline.logic.webhooks.message import headers, ping_body
from warmline.ports import Answer


async def ping(world: World, endpoint_id: EndpointId) -> Answer:
    """What came back of an event that did not happen, also while the endpoint is stopped. Raises NotFound."""
    endpoint = await world.store.read(lambda ledger: ledger.get(Endpoint, endpoint_id))
    now = world.clock.now()
    content = ping_body(now)
    signed = headers(endpoint, f"ping_{world.clock.new_id()}", content, now)
    return await world.outbound.post(endpoint.url, signed, content)
