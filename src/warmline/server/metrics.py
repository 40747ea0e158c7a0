"""What the service counts, for Prometheus.

No label names a tenant, a person or anything of theirs: metrics are read, kept and drawn by people who may not see
customers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from fastapi import FastAPI, Request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from warmline.adapters.store.group import Outcome
from warmline.domain.errors import DiskFull, NotFound, StoreUnavailable
from warmline.domain.keeping import Erasure, Errand, KeptReading
from warmline.domain.mail import Mail, Mailbox
from warmline.domain.message import Message
from warmline.house import House
from warmline.ports import Ledger
from warmline.server.answers import Answer, Seen

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_UNITS = (1, 2, 4, 8, 16, 32, 64)
_FRESH = 5.0
"""Seconds for which what is looked up in every tenant's data is shown again."""
_ALL = 10**9


class Meters:
    """Everything that is counted of one house."""

    def __init__(self, house: House) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._house = house
        self._registry = own = CollectorRegistry()
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        labels = ("route", "method", "status")
        self._requests = Histogram(
            "warmline_request_seconds", "Answering, by route template.", labels, registry=own, buckets=_SECONDS
        )
        self._answered: dict[tuple[str, str, int], Any] = {}
        self._added = {
            Message: Counter("warmline_messages_acknowledged", "Messages on disk.", registry=own),
            KeptReading: Counter("warmline_turns_read", "Customers' turns read.", registry=own),
        }
        self._units = Histogram("warmline_commit_units", "Units in one commit.", registry=own, buckets=_UNITS)
        self._seconds = Histogram("warmline_commit_seconds", "One commit.", registry=own, buckets=_SECONDS)
        errors = Counter("warmline_store_errors", "Units that could not be written.", ("kind",), registry=own)
        self._errors = {True: errors.labels("disk_full"), False: errors.labels("unavailable")}
        self._waiting = Gauge("warmline_errands_waiting", "Messages of customers not yet read.", registry=own)
        self._lag = Gauge("warmline_reading_lag_seconds", "Age of the oldest errand that waits.", registry=own)
        self._done = Gauge("warmline_erasures_done", "Contacts' wishes to be forgotten that are done.", registry=own)
        self._owed = Gauge("warmline_erasures_owed", "Those that are not.", registry=own)
        self._letters = Gauge("warmline_letters_waiting", "Letters to customers not yet sent.", registry=own)
        self._mailboxes = Gauge("warmline_mailboxes_away", "Mailboxes that could not be looked at.", registry=own)
        self._looked_at = -_FRESH

    @contextmanager
    def request(self, answer: Answer) -> Iterator[None]:
        """One request."""
        start = time.perf_counter()
        try:
            yield
        finally:
            key = (answer.route, answer.method, answer.status)
            if key not in self._answered:
                self._answered[key] = self._requests.labels(*map(str, key))
            self._answered[key].observe(time.perf_counter() - start)

    def committed(self, outcomes: Sequence[Outcome], seconds: float) -> None:
        """A group was written, or could not be."""
        self._units.observe(len(outcomes))
        self._seconds.observe(seconds)
        for outcome in outcomes:
            if isinstance(outcome.error, StoreUnavailable):
                self._errors[isinstance(outcome.error, DiskFull)].inc()
            for kind in outcome.added:
                if kind in self._added:
                    self._added[kind].inc()

    async def text(self) -> bytes:
        """All of it, in Prometheus's own format."""
        if time.monotonic() - self._looked_at > _FRESH:
            self._looked_at = time.monotonic()
            await self._look()
        return generate_latest(self._registry)

    async def _look(self) -> None:
        waiting, lag, done, owed, letters, away = 0, 0.0, 0, 0, 0, 0
        for tenant in await self._house.tenants():
            world = await self._house.world(tenant)
            count, oldest, erasures = await world.store.read(_standing)
            waiting += count
            if oldest:
                lag = max(lag, (world.clock.now() - oldest.due).total_seconds())
            own = {erasure.id for erasure in erasures if erasure.done_at}
            done += len(own)
            unsent, troubled = await world.store.read(_post)
            letters += unsent
            away += troubled
            owed += sum(erasure.id not in own for erasure in await world.aside(world.tombstones.all))
        for gauge, value in (
            (self._waiting, waiting), (self._lag, lag), (self._done, done), (self._owed, owed),
            (self._letters, letters), (self._mailboxes, away),
        ):  # fmt: skip
            gauge.set(value)


def _standing(ledger: Ledger) -> tuple[int, Errand | None, list[Erasure]]:
    """How many errands wait, the oldest, and what was asked to be forgotten."""
    oldest = ledger.list(Errand, topic="respond", limit=1)
    return ledger.count(Errand, topic="respond"), oldest[0] if oldest else None, ledger.list(Erasure, limit=_ALL)


def _post(ledger: Ledger) -> tuple[int, int]:
    """How many letters wait to be sent, and how many mailboxes could not be looked at."""
    mailboxes = ledger.list(Mailbox, limit=_ALL)
    return ledger.count(Mail, state="waiting") if mailboxes else 0, sum(bool(each.why) for each in mailboxes)


def add_metrics(app: FastAPI, house: House) -> None:
    """Counts what this app does, and answers at /metrics whom the setting names."""
    meters = Meters(house)
    house.observers.append(meters.committed)
    app.add_middleware(Seen, around=meters.request)

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        if house.settings.metrics == "local" and not _from_here(request):
            raise NotFound("metrics are shown on this machine only: WARMLINE_METRICS=public")
        return Response(await meters.text(), media_type=CONTENT_TYPE_LATEST)


def _from_here(request: Request) -> bool:
    """Asked on this machine, and not through a proxy that asks for somebody else."""
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for"))
    try:
        return not passed_on and request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
