"""The server is killed while customers ask for people: none is left silent, told in a loop, lost or had by two."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import httpx2
import pytest

from tests.crash.test_crash import ALL, LONG, Traffic, in_store, kill, traffic  # noqa: F401
from tests.stories.test_hand_over_model import stands
from warmline.domain.conversation import Conversation
from warmline.domain.events import Assigned, Recorded
from warmline.domain.hand_over import HandOver
from warmline.domain.people import Agent, AgentId
from warmline.ports import Store

AGENTS = ("sam", "eva")
TEXTS = ("A person, please!", "Where is my parcel?", "This is an outrage, I am furious!!", "Thank you.")


class Desk:
    """What happens in one conversation, each thing again until it is answered."""

    def __init__(self, talk: str, seed: int) -> None:
        self._path, self._dice, self._numbers = f"/v1/conversations/{talk}", random.Random(seed), count()
        self._undone: list[tuple[str, str, Any, str]] = []

    async def go_on(self, client: httpx2.AsyncClient) -> None:
        """Until nobody answers any more."""
        with suppress(httpx2.HTTPError):
            while True:
                self._undone = self._undone or [self._next()]
                method, path, body, name = self._undone[0]
                answer = await client.request(method, path, json=body, headers={"Idempotency-Key": name})
                assert answer.status_code < 300, answer.text
                self._undone.pop(0)

    def _next(self) -> tuple[str, str, Any, str]:
        name, dice = f"{self._path} {next(self._numbers)}".replace(" ", "-"), self._dice
        given: list[Callable[[], tuple[str, str, Any]]] = [
            lambda: ("POST", "messages", {"text": dice.choice(TEXTS), "client_id": name}),
            lambda: ("POST", "handover", {}),
            lambda: ("PUT", "assignment", {"agent_id": dice.choice((*AGENTS, None))}),
            lambda: (
                "POST",
                "messages",
                {"text": "I see.", "role": "agent", "author": dice.choice(AGENTS), "client_id": name},
            ),
            lambda: ("POST", "resolution", {"by": "agent"}),
        ]
        method, path, body = dice.choices(given, (4, 2, 2, 2, 1))[0]()
        return method, f"{self._path}/{path}", body, name


@pytest.fixture
def desks(traffic: Traffic) -> list[Desk]:  # noqa: F811
    async def hire(store: Store) -> None:
        at = (await store.read(lambda ledger: ledger.list(Conversation, limit=1)))[0].started_at
        for own in AGENTS:
            await store.write(lambda ledger, own=own: ledger.add(Agent(AgentId(own), at, own.title())))  # type: ignore[misc]

    asyncio.run(in_store(traffic.home, hire))
    return [Desk(talk, seed) for seed, talk in enumerate(traffic.talks)]


@pytest.mark.parametrize("cycles", [8, pytest.param(100, marks=LONG)])
def test_kills_leave_nobody_alone(traffic: Traffic, desks: list[Desk], cycles: int) -> None:  # noqa: F811
    for _ in range(cycles):
        asyncio.run(_through_a_crash(traffic, desks))
    asyncio.run(traffic.until_nothing_is_left_to_do())
    found = asyncio.run(in_store(traffic.home, lambda store: _wrong(store, traffic.talks)))
    assert found == []


async def _through_a_crash(given: Traffic, desks: list[Desk]) -> None:
    async with given.served([]) as (server, client):
        working = [asyncio.create_task(desk.go_on(client)) for desk in desks]
        await asyncio.sleep(given.random.uniform(0.1, 1.0))
        kill(server)
        await asyncio.gather(*working)


async def _wrong(store: Store, talks: list[str]) -> list[str]:
    return [fault for talk in talks for fault in await store.read(lambda ledger, own=talk: list(_faults(ledger, own)))]  # type: ignore[misc]


def _faults(ledger: Any, own: str) -> Iterator[str]:
    found, every = stands(ledger, own), ledger.list(HandOver, conversation_id=own, limit=ALL)
    assert found.talk
    open_ones = [each for each in every if not each.resolved_at]
    if (found.talk.state == "with_person") != bool(open_ones) or len(open_ones) > 1:
        yield f"{own}: {found.talk.state}, {len(open_ones)} open"
    if not every:
        yield f"{own}: nobody asked"
    if any(each.told_at is None for each in every):
        yield f"{own}: left silent"
    for one, other in zip(found.tellings, found.tellings[1:], strict=False):
        if one.text == other.text and other.at - one.at < timedelta(seconds=60):
            yield f"{own}: told in a loop: {one.text}"
    events = ledger.list(Recorded, conversation_id=own, limit=ALL)
    given = [each.event.agent_id for each in events if isinstance(each.event, Assigned)]
    if any(one == other for one, other in zip(given, given[1:], strict=False)):
        yield f"{own}: given twice to one"
