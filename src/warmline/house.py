"""Settings to every tenant's world: beside `assemble`, so that who only reads does not wait for databases."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from ipaddress import ip_network

from warmline.adapters.aside import Apart, Threads
from warmline.adapters.clock import SystemClock
from warmline.adapters.home import RESERVE, TOMBSTONES
from warmline.adapters.hub import LocalHub, PostgresHub
from warmline.adapters.mail import load_mailer
from warmline.adapters.outbound import Outbound
from warmline.adapters.policies import (
    DEFAULTS,
    fingerprints,
    load_affect_policy,
    load_consent_policy,
    load_hand_over_policy,
    load_letter_policy,
    load_mail_policy,
    load_retention_policy,
    load_routing_policy,
    load_webhook_policy,
)
from warmline.adapters.post import MailServers
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.group import Observer, Outcome
from warmline.adapters.store.seal import load_keys
from warmline.adapters.store.tenants import PostgresTenants, SqliteTenants, TenantObserver, Tenants, unseen_by
from warmline.adapters.tombstones import TombstoneFile
from warmline.assemble import hear
from warmline.care.audit import note_policies
from warmline.care.world import World
from warmline.domain.conversation import Course, Heard
from warmline.domain.errors import NotFound, SettingInvalid
from warmline.domain.events import Recorded
from warmline.domain.message import Turn
from warmline.logic.privacy import redact
from warmline.ports import Hub, Mailer, PostOffice
from warmline.settings import Settings

_FIRST = "Hello, please call me: +49 170 1234567"
_NICE = 10
"""Of the process that reads: on a full core it gives way to what keeps messages, and has what that leaves."""
TENANT = "[a-z0-9][a-z0-9-]{0,39}"


def reserve_of(settings: Settings) -> Reserve:
    """The room that is kept on the disk."""
    return Reserve(settings.home / RESERVE, settings.reserve * 2**20)


def open_tenants(settings: Settings, reserve: Reserve, seen: TenantObserver = unseen_by) -> Tenants:
    """Every tenant's data. Raises SettingInvalid for keys that are none."""
    url, home = settings.database_url, settings.home
    keys = load_keys(settings.encryption_key, settings.encryption_key_file)
    return PostgresTenants(url, home, keys, seen) if url else SqliteTenants(home, reserve, keys, seen)


class House:
    """Every tenant's world, each opened when it is first asked for; belongs to one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._routing = load_routing_policy(settings.policies or DEFAULTS)
        self._retention = load_retention_policy(settings.policies or DEFAULTS)
        self._webhooks = load_webhook_policy(settings.policies or DEFAULTS)
        self._consent = load_consent_policy(settings.policies or DEFAULTS)
        self._affect = load_affect_policy(settings.policies or DEFAULTS)
        self.letters = load_letter_policy(settings.policies or DEFAULTS)
        self.mailer: Mailer | None = load_mailer(settings.smtp_url, settings.mail_from)
        self._hand_overs = load_hand_over_policy(settings.policies or DEFAULTS)
        networks = [ip_network(each) for each in settings.private_networks.split()]
        self._outbound = Outbound(self._webhooks.timeout, self._webhooks.at_once, networks)
        self.mail = load_mail_policy(settings.policies or DEFAULTS)
        self.post: PostOffice = MailServers(self.mail.timeout, self.mail.largest, networks)
        self._fingerprints = fingerprints(settings.policies or DEFAULTS)
        self._reading, self._aside = Apart(_NICE), Threads(2, "aside")
        self._ear = Settings(reader=settings.reader, model=settings.model, policies=settings.policies)  # no key in it
        self.clock = SystemClock()
        self._worlds: dict[str, World] = {}
        self._is_open = False
        self.observers: list[Observer] = []
        """Are told of every group that is written."""
        self.span: Callable[[str], AbstractContextManager[object]] = nullcontext
        """Each story is inside of what this makes of its name."""
        self._reserve = reserve_of(settings)
        self._tenants = open_tenants(settings, self._reserve, self._seen)
        self.hub: Hub = PostgresHub(settings.database_url) if settings.database_url else LocalHub()

    @property
    def replica(self) -> str:
        """The name of this process among those that serve the same data."""
        return self.settings.replica or (socket.gethostname() if self.settings.database_url else "only")

    @property
    def timers_url(self) -> str:
        """Where timers are kept: beside the data."""
        url = self.settings.database_url
        return f"postgresql://{url.partition('://')[2]}" if url else f"sqlite:///{self.settings.home / 'timers.db'}"

    async def open(self) -> None:
        """Brings the databases up to date; again it does nothing.

        Raises StoreUnavailable, SettingInvalid where a tenant's data are sealed with a key that is not given.
        """
        if self._is_open:
            return
        self.settings.home.mkdir(0o700, parents=True, exist_ok=True)
        if self._reserve.is_short():  # to open what is there takes room too
            self._reserve.give_up()
        await self._tenants.migrate()
        for tenant in await self.tenants():
            await self.world(tenant)
        await self.hub.open()
        self._is_open = True

    async def warm(self) -> None:
        """Does once what is slow the first time. Raises ModelDamaged, PolicyInvalid."""
        await self._hear({}, [Turn(_FIRST)])
        await self._aside(lambda: redact(_FIRST))

    async def tenants(self) -> list[str]:
        """Names of all tenants."""
        return await self._tenants.names()

    async def add_tenant(self, tenant: str) -> World:
        """The world of a new tenant, or of one that is there already. Raises SettingInvalid for an impossible name."""
        if not re.fullmatch(TENANT, tenant):
            raise SettingInvalid(
                f"{tenant!r} cannot be a tenant's name: lower case letters, digits and hyphens, at most 40"
            )
        await self._tenants.add(tenant)
        return await self.world(tenant)

    async def world(self, tenant: str) -> World:
        """A tenant's world. Raises NotFound."""
        if tenant not in self._worlds:
            if tenant not in await self._tenants.names():
                raise NotFound("no such tenant")
            store = await self._tenants.open(tenant)
            if tenant in self._worlds:  # opened meanwhile by another
                await store.close()
            else:
                stones = TombstoneFile(self._tenants.folder(tenant) / TOMBSTONES, self._reserve)
                self._worlds[tenant] = World(
                    store, stones, self.clock, self._routing, self._retention, self._webhooks,
                    self._outbound, self._hear, self._aside, self._tenants.files(tenant), self._consent,
                    self._affect, self._hand_overs, self.mail, self.post,
                )  # fmt: skip
                await note_policies(self._worlds[tenant], self._fingerprints)
        return self._worlds[tenant]

    async def _hear(
        self, courses: Mapping[str, Course], turns: Sequence[Turn]
    ) -> tuple[list[Heard], Mapping[str, Course]]:
        return await self._reading(hear, self._ear, courses, turns)

    def _seen(self, tenant: str, outcomes: Sequence[Outcome], seconds: float) -> None:
        for observer in self.observers:
            observer(outcomes, seconds)
        if any(Recorded in outcome.added for outcome in outcomes):
            self.hub.publish(tenant)

    async def close(self) -> None:
        """Writes what waits, then lets go of everything."""
        for world in self._worlds.values():
            await world.store.close()
        await self._tenants.close()
        await self._outbound.close()
        await self.post.close()
        await self.hub.close()
        self._reading.close()
        self._aside.close()
