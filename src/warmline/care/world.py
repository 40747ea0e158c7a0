"""One tenant's world: what every story is given."""

from __future__ import annotations

from dataclasses import dataclass

from warmline.domain.consent import ConsentPolicy
from warmline.domain.hand_over import HandOverPolicy
from warmline.domain.mail import MailPolicy
from warmline.domain.policy import AffectPolicy, RetentionPolicy, RoutingPolicy, WebhookPolicy
from warmline.ports import Aside, Clock, Files, Listening, Outbound, PostOffice, Store, Tombstones


@dataclass(frozen=True, slots=True)
class World:
    """One tenant's world; it holds nobody else's data, so no story needs to say whose."""

    store: Store
    tombstones: Tombstones
    clock: Clock
    routing: RoutingPolicy
    retention: RetentionPolicy
    webhooks: WebhookPolicy
    outbound: Outbound
    listening: Listening
    aside: Aside
    files: Files
    consent: ConsentPolicy
    affect: AffectPolicy
    hand_overs: HandOverPolicy
    mail: MailPolicy
    post: PostOffice
