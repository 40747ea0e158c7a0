"""What a screen was told, applied to what it held, is what a screen that begins now would hold; whatever happens."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from tests.stories.conftest import Play
from warmline.care.assign import assign
from warmline.care.forget import forget
from warmline.care.hand_over import hand_over
from warmline.care.hide import hide
from warmline.care.keep import Said
from warmline.care.merge import merge
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.send import send
from warmline.care.snooze import snooze, wake
from warmline.care.start import start
from warmline.care.tags import tag
from warmline.care.transfer import Goal, transfer
from warmline.care.world import World
from warmline.domain.errors import Conflict, NotFound
from warmline.domain.events import Recorded
from warmline.domain.live import Frame, Signal, View
from warmline.domain.message import ConversationId, Role
from warmline.domain.people import Agent, AgentId, Contact, ContactId, Inbox, InboxId
from warmline.logic.access.sight import Sight
from warmline.logic.live.apply import apply
from warmline.server.sockets.fan import Fan, Viewer

IN, OUT, SAM, KIM = InboxId("in"), InboxId("out"), AgentId("sam"), AgentId("kim")
SIGHTS = (
    Sight("mine", SAM, (IN,)), Sight("mine", KIM, (IN,)), Sight("groups", None, (IN,)), Sight("groups", None, (OUT,)),
    Sight("own", None, (IN,), ContactId("anna")), Sight("own", None, (IN,), ContactId("ben")), Sight("tenant"),
)  # fmt: skip
LONG = [pytest.mark.proof, pytest.mark.skipif("WARMLINE_PROOF" not in os.environ, reason="long: run `make proof`")]


@pytest.mark.parametrize("orders", [12, pytest.param(1000, marks=LONG)])
def test_a_view_that_was_told_is_the_view_that_begins(play: Play, orders: int) -> None:
    async def story(world: World) -> None:
        at = world.clock.now()
        people = (Contact(ContactId("ben"), at), Agent(KIM, at, "Kim"), Inbox(OUT, at, "Other"))
        await world.store.write(lambda ledger: [ledger.add(each) for each in people])
        for seed in range(orders):
            await one_order(world, random.Random(seed))

    play(story)


async def one_order(world: World, chance: random.Random) -> None:
    fan = Fan(world)
    screens = [await Screen.of(fan, sight) for sight in SIGHTS]
    talks: list[ConversationId] = []
    for _ in range(12):
        await something(world, fan, chance, talks)
        if chance.random() < 0.3:
            away = chance.choice(screens)
            screens[screens.index(away)] = await away.again(fan)
    fan.hear(None)
    for screen in screens:
        begun = await Screen.of(fan, screen.viewer.sight)
        await screen.until(begun.view)
    await fan.close()


class Screen:
    """What one screen holds."""

    def __init__(self, viewer: Viewer, view: View, told: list[Recorded]) -> None:
        self.viewer, self.view, self.told = viewer, view, told

    @classmethod
    async def of(cls, fan: Fan, sight: Sight, before: Screen | None = None) -> Screen:
        viewer = Viewer(sight)
        first = await fan.join(viewer, before.view.cursor if before else 0)
        view = apply(before.view if before else View(), first)
        return cls(viewer, view, [*(before.told if before else ()), *first.events])

    async def again(self, fan: Fan) -> Screen:
        """It was away for a moment."""
        fan.leave(self.viewer)
        return await self.of(fan, self.viewer.sight, self)

    async def until(self, view: View) -> None:
        async with asyncio.timeout(20):
            while self.view.rows != view.rows:
                told = await self.viewer.next()
                if isinstance(told, Frame):
                    self.view = apply(self.view, told)
                    self.told += told.events
        positions = [each.position for each in self.told]
        assert positions == sorted(set(positions))


async def something(world: World, fan: Fan, chance: random.Random, talks: list[ConversationId]) -> None:
    """Anything that can happen."""
    if not talks or chance.random() < 0.2:
        talks.append((await start(world, IN, ContactId(chance.choice(("anna", "ben"))))).id)
    own = chance.choice(talks)
    happens: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: receive(world, Said(own, "Where is it?")),
        lambda: send(world, Said(own, "On its way.", Role.AGENT, author=SAM)),
        lambda: assign(world, own, chance.choice((SAM, KIM, None))),
        lambda: resolve(world, own, "sam"),
        lambda: hand_over(world, own, "contact"),
        lambda: hide(world, own, (chance.choice((SAM, KIM)),), "privacy"),
        lambda: forget(world, ContactId("ben"), "feelings", "privacy"),
        lambda: snooze(world, own, None, "sam"),
        lambda: wake(world, own, "sam"),
        lambda: tag(world, own, chance.choice(("late", "lost")), "sam"),
        lambda: merge(world, own, chance.choice(talks), "sam"),
        lambda: transfer(world, own, Goal(chance.choice((IN, OUT)), chance.choice((SAM, KIM, None))), "sam"),
    )
    happening = chance.choice(happens)
    with suppress(NotFound, Conflict):
        await happening()
    fan.hear(Signal("look", own) if happening is happens[5] else chance.choice((None, Signal("typing", own))))
