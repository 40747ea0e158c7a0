"""Events go to one endpoint one after another, and what came of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from warmline.care.world import World
from warmline.domain.events import Recorded
from warmline.domain.keeping import Errand
from warmline.domain.webhook import Delivery, Endpoint, Lane
from warmline.logic.webhooks.message import body, headers, message_id
from warmline.ports import Answer, Ledger

AT_ONCE = 200
"""Events looked at together."""
ALL = 10**9
GONE = 410
"""The status that says: never send anything here again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 86_400.0
"""Seconds that an endpoint may ask us to wait."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of telling events one after another, until the first that was not taken."""

    log: list[Delivery]
    refused: Answer | None = None
    """The answer to the log's last, when it was not taken."""

    @property
    def taken(self) -> list[Delivery]:
        return self.log[:-1] if self.refused else self.log


async def tell(world: World, endpoint: Endpoint, events: Iterable[Recorded], attempt: int = 1) -> Told:
    """Sends the events in their order; `attempt` counts those of the first. Never raises because of the endpoint."""
    log: list[Delivery] = []
    for recorded in events:
        at, content = world.clock.now(), body(recorded)
        signed = headers(endpoint, message_id(endpoint, recorded), content, at)
        answer = await world.outbound.post(endpoint.url, signed, content)
        log.append(_delivery(endpoint, recorded, at, attempt, answer))
        if answer.why:
            return Told(log, answer)
        attempt = 1
    return Told(log)


def keep_log(ledger: Ledger, endpoint: Endpoint, results: Sequence[Told]) -> Endpoint:
    """The endpoint, with the moment it last took something; what was forgotten meanwhile leaves no trace here."""
    for delivery in [delivery for told in results for delivery in told.log]:
        if ledger.find(Recorded, delivery.event):
            ledger.add(delivery)
    moments = [delivery.at for told in results for delivery in told.taken]
    return replace(endpoint, ok_at=max(moments)) if moments else endpoint


def postpone(world: World, ledger: Ledger, lane: Lane, seconds: float, answer: Answer | None = None) -> None:
    """The lane waits, longer if the answer asks so, with an errand for a timer, which those of about then share."""
    wait = max(seconds, min(answer.wait or 0.0, _LONGEST)) if answer else seconds
    due = _rounded(world.clock.now() + timedelta(seconds=wait), timedelta(seconds=wait / 10))
    (ledger.put if ledger.find(Lane, lane.id) else ledger.add)(replace(lane, due=due))
    errands = ledger.list(Errand, topic="retry", subject=lane.endpoint_id, limit=ALL)
    if all(errand.due != due for errand in errands):
        ledger.add(Errand("retry", lane.endpoint_id, due))


def _rounded(moment: datetime, step: timedelta) -> datetime:
    """The next moment that is a multiple of the step."""
    return moment + (_EPOCH - moment) % step if step else moment


def stop(world: World, ledger: Ledger, endpoint: Endpoint, told: int, why: str) -> None:
    """Nothing is sent there any more; once it is switched on it goes on with the first that was not taken."""
    lanes = drop_lanes(ledger, endpoint)
    first = min([told, *(lane.told for lane in lanes)])
    ledger.put(replace(endpoint, told=first, stopped_at=world.clock.now(), stopped_why=why))


def drop_lanes(ledger: Ledger, endpoint: Endpoint) -> list[Lane]:
    """The lanes of an endpoint, which are no more."""
    lanes = ledger.list(Lane, endpoint_id=endpoint.id, limit=ALL)
    for lane in lanes:
        ledger.drop(Lane, lane.id)
    return lanes


def _delivery(endpoint: Endpoint, recorded: Recorded, at: datetime, attempt: int, answer: Answer) -> Delivery:
    return Delivery(
        at, endpoint.id, recorded.position, recorded.event.kind, recorded.contact_id, recorded.conversation_id,
        attempt, answer.status, answer.why, answer.milliseconds,
    )  # fmt: skip
