"""One tenant's world: what every story is given."""

from __future__ import annotations

from dataclasses import dataclass

from warmline.care.listen import Ear
from warmline.domain.policy import RetentionPolicy, RoutingPolicy, WebhookPolicy
from warmline.ports import Aside, Clock, Outbound, Store, Tombstones


@dataclass(frozen=True, slots=True)
class World:
    """One tenant's world; it holds nobody else's data, so no story needs to say whose."""

    store: Store
    tombstones: Tombstones
    clock: Clock
    ear: Ear
    routing: RoutingPolicy
    retention: RetentionPolicy
    webhooks: WebhookPolicy
    outbound: Outbound
    listening: Aside
    """Does one thing at a time: the ear hears in one thread."""
    aside: Aside
    """For all else, so that keeping a message never waits for reading another."""
