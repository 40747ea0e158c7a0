"""Hand-overs in any order of what can happen: nobody is left silent, told in a loop, lost, or answered by two."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args

import pytest

from tests.stories.conftest import Play
from warmline.care.assign import assign
from warmline.care.call_back import call_back
from warmline.care.fence import fenced
from warmline.care.forget import forget
from warmline.care.hand_over import hand_over
from warmline.care.keep import Said
from warmline.care.rate import rate
from warmline.care.reach import current
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.send import send
from warmline.care.start import start
from warmline.care.switch_reading import switch_reading
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound, StoreUnavailable
from warmline.domain.events import Assigned, Recorded
from warmline.domain.hand_over import HandOver, HandOverState, Hours
from warmline.domain.message import ConversationId, Message, Role
from warmline.domain.people import Agent, AgentId, Contact, ContactId, Inbox, InboxId
from warmline.logic.access.sight import Sight
from warmline.logic.hand_over.unhelpful import is_telling
from warmline.ports import Ledger, Store

T = TypeVar("T")
_ALL = 10**9
ASKS = "I want to speak to a person"
TEXTS = (
    ASKS, "Where is my parcel 4711-22?", "Where is my parcel 4711-22??", "Hello", "This is an outrage, I am furious!!",
    "I want to kill myself", "Thank you very much",
)  # fmt: skip
STEPS = 14
OFFICE = ((("09:00", "17:00"),),) * 5 + ((),) * 2
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """Time that goes on when it is told to."""

    at: datetime = MONDAY
    given: int = 0

    def now(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at

    def is_sure(self) -> bool:
        return True

    def new_id(self) -> str:
        self.given += 1
        return f"{self.given:012d}"


@dataclass
class Watched:
    """A store that may fail once, and in each of whose transactions the customer has to be told what happens."""

    store: Store
    clock: HandClock
    talk_id: str = ""
    fails: bool = False
    told_at: dict[str, datetime] = field(default_factory=dict)

    async def write(self, unit: Callable[[Ledger], T], *, spare: float = 0) -> T:
        def whole(ledger: Ledger) -> T:
            before = stands(ledger, self.talk_id)
            result = unit(ledger)
            check_told(before, stands(ledger, self.talk_id), self.clock)
            if self.fails:
                self.fails = False
                raise StoreUnavailable("just now")
            return result

        return await self.store.write(whole, spare=spare)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@dataclass(frozen=True)
class Stands:
    """A conversation as it stands in one transaction."""

    talk: Conversation | None
    own: HandOver | None
    tellings: tuple[Message, ...]


def stands(ledger: Ledger, talk_id: str) -> Stands:
    talk = ledger.find(Conversation, talk_id)
    messages = ledger.list(Message, conversation_id=talk_id, role=Role.BOT, limit=_ALL)
    return Stands(talk, current(ledger, talk) if talk else None, tuple(filter(is_telling, messages)))


def check_told(before: Stands, after: Stands, clock: HandClock) -> None:
    """None silent: whatever changed for the customer they are told there and then, or were within the minute."""
    if after.own is None or after.talk is None:
        return
    new = after.tellings[len(before.tellings) :]
    changed = before.own is None or _shown(before.own) != _shown(after.own)
    recently = after.own.told_at is not None and clock.at - after.own.told_at < timedelta(seconds=60)
    assert not changed or new or recently, (before.own, after.own)
    asked = after.own.asks - (before.own.asks if before.own and before.own.id == after.own.id else 0)
    assert len(new) <= max(1, asked), "told more than once of one thing"
    every = [*before.tellings[-1:], *new]
    for one, other in zip(every, every[1:], strict=False):
        assert one.text != other.text or other.at - one.at >= timedelta(seconds=60), other.text


def _shown(own: HandOver) -> tuple[Any, ...]:
    return own.id, own.state, own.asks, own.agent_id, own.address


STATES: tuple[HandOverState, ...] = get_args(HandOverState)
Action = Callable[["Order"], Awaitable[None]]
AFTER: dict[str, dict[HandOverState, set[HandOverState]]] = {
    "presses": {
        "none": {"queued", "joined"}, "queued": {"queued"}, "callback": {"callback"}, "joined": {"joined"},
        "resolved": {"queued", "joined"},
    },
    "asks_back": {each: {"callback"} for each in STATES},
    "resolves": {
        "none": {"none"}, "queued": {"resolved"}, "callback": {"resolved"}, "joined": {"resolved"},
        "resolved": {"resolved"},
    },
    "takes": {
        "none": {"none"}, "queued": {"joined"}, "callback": {"joined", "callback"}, "joined": {"joined"},
        "resolved": {"resolved"},
    },
    "gives_back": {
        "none": {"none"}, "queued": {"queued"}, "callback": {"callback"}, "joined": {"queued", "callback", "joined"},
        "resolved": {"resolved"},
    },
    "answers": {
        "none": {"joined", "none"}, "queued": {"joined"}, "callback": {"joined"}, "joined": {"joined"},
        "resolved": {"resolved"},
    },
    "writes": {
        "none": {"none"}, "queued": {"queued"}, "callback": {"callback"}, "joined": {"joined"}, "resolved": {"none"},
    },
    "machine_answers": {each: {each} for each in STATES},
    "time_passes": {each: {each} for each in STATES},
    "switches": {each: {each} for each in STATES},
    "rates": {
        "none": {"none", "queued", "joined"}, "queued": {"queued"}, "callback": {"callback"}, "joined": {"joined"},
        "resolved": {"resolved"},
    },
    "is_followed": {
        "none": {"none", "queued", "joined"}, "queued": {"queued"}, "callback": {"callback"}, "joined": {"joined"},
        "resolved": {"resolved", "queued", "joined"},
    },
}  # fmt: skip
"""The small model: what may come of each action in each state, refused ones included."""


@dataclass
class Order:
    """One conversation, and what happens in it in an order drawn by chance."""

    world: World
    store: Watched
    clock: HandClock
    dice: random.Random
    talk_id: ConversationId
    contact_id: ContactId
    inbox_id: InboxId
    agents: tuple[AgentId, ...]
    read: bool = True

    def seen_by(self, agent: AgentId | None = None) -> World:
        """The world of an agent, or of the customer."""
        if agent:
            return fenced(self.world, Sight("mine", agent, (self.inbox_id,)))
        return fenced(self.world, Sight("own", None, (self.inbox_id,), self.contact_id))

    async def writes(self) -> None:
        await receive(self.seen_by(), Said(self.talk_id, self.dice.choice(TEXTS)))

    async def presses(self) -> None:
        await hand_over(self.seen_by(), self.talk_id, "contact")

    async def asks_back(self) -> None:
        await call_back(self.seen_by(), self.talk_id, "email", "anna@example.org", None)

    async def rates(self) -> None:
        await rate(self.seen_by(), self.talk_id, self.dice.choice((1, 5)))

    async def answers(self) -> None:
        agent = self.dice.choice(self.agents)
        await send(self.seen_by(agent), Said(self.talk_id, "How can I help?", Role.AGENT, author=agent))

    async def machine_answers(self) -> None:
        await send(self.world, Said(self.talk_id, "It is on its way.", Role.BOT))

    async def takes(self) -> None:
        agent, other = self.dice.choice(self.agents), self.dice.choice(self.agents)
        await assign(self.seen_by(agent), self.talk_id, other)

    async def gives_back(self) -> None:
        await assign(self.seen_by(self.dice.choice(self.agents)), self.talk_id, None)

    async def resolves(self) -> None:
        await resolve(self.seen_by(self.dice.choice(self.agents)), self.talk_id, "sam")

    async def time_passes(self) -> None:
        self.clock.at += self.dice.choice((timedelta(seconds=20), timedelta(minutes=10), timedelta(hours=9)))

    async def switches(self) -> None:
        self.read = not self.read
        await switch_reading(self.world, self.contact_id, self.read, "contact")

    async def is_followed(self) -> None:
        await asyncio.gather(*(respond(self.world, self.talk_id) for _ in range(self.dice.choice((1, 1, 2)))))

    async def is_forgotten(self) -> None:
        await forget(self.world, self.contact_id, "everything", "contact")

    async def steps(self) -> None:
        names = [*AFTER, "writes", "writes", "is_followed", "is_followed", "presses"]
        for _ in range(STEPS):
            name = self.dice.choice(names)
            before = await self.state()
            self.store.fails = self.dice.random() < 0.1
            await self.again(name)
            self.store.fails = False
            assert await self.state() in AFTER[name][before] | ({before} if self.refused else set()), (name, before)
            await self.check()
        while await respond(self.world, self.talk_id):
            pass
        await self.check()
        if self.dice.random() < 0.05:
            await self.is_forgotten()
            for kind in (HandOver, Message, Conversation):
                assert not await self.all(kind, contact_id=self.contact_id)

    refused: bool = False

    async def again(self, name: str) -> None:
        """Does it, once more where the store was not there; what somebody may not see they are refused."""
        self.refused = False
        action: Callable[[], Awaitable[None]] = getattr(self, name)
        try:
            try:
                await action()
            except StoreUnavailable:
                if name == "switches":
                    self.read = not self.read
                await action()
        except NotFound:
            self.refused = True

    async def all(self, kind: type[Any], **equal: Any) -> list[Any]:
        return await self.world.store.read(lambda ledger: ledger.list(kind, limit=_ALL, **equal))

    async def state(self) -> HandOverState:
        found = await self.world.store.read(lambda ledger: stands(ledger, self.talk_id))
        return found.own.state if found.own else "none"

    async def check(self) -> None:
        """None lost, none answered by two."""
        found = await self.world.store.read(lambda ledger: stands(ledger, self.talk_id))
        assert found.talk
        state = found.own.state if found.own else "none"
        assert (found.talk.state == "with_person") == (state in ("queued", "callback", "joined")), (found.talk, state)
        open_ones = [each for each in await self.all(HandOver, conversation_id=self.talk_id) if not each.resolved_at]
        assert len(open_ones) <= 1
        if state in ("queued", "callback", "joined"):
            seen = [each for each in self.agents if Sight("mine", each, (self.inbox_id,)).sees(found.talk)]
            assert seen, "nobody sees it"
            assert state != "queued" or found.talk.agent_id is None
        if found.own and state == "joined" and found.talk.agent_id:
            assert found.own.agent_id == found.talk.agent_id
        given = [each.event.agent_id for each in await self.events() if isinstance(each.event, Assigned)]
        assert all(one != other for one, other in zip(given, given[1:], strict=False)), given

    async def events(self) -> list[Recorded]:
        return await self.all(Recorded, conversation_id=self.talk_id)


async def orders(world: World, first: int, many: int) -> None:
    """So many orders, each in an inbox of its own."""
    clock = HandClock()
    store = Watched(world.store, clock)
    world = replace(world, store=store, clock=clock)
    sam, eva = Agent(AgentId("sam-"), clock.now(), "Sam"), Agent(AgentId("eva"), clock.now(), "Eva")
    await world.store.write(lambda ledger: [ledger.add(each) for each in (sam, eva)])
    for seed in range(first, first + many):
        order = await begun(world, store, clock, seed, (sam.id, eva.id))
        try:
            await order.steps()
        except AssertionError as error:
            raise AssertionError(f"order {seed}: {error}") from error


async def begun(world: World, store: Watched, clock: HandClock, seed: int, agents: tuple[AgentId, ...]) -> Order:
    dice = random.Random(seed)
    clock.at = max(clock.at, MONDAY) + timedelta(hours=dice.randrange(48))
    inbox, contact = Inbox(InboxId(f"in{seed}"), clock.now(), "Shop"), Contact(ContactId(f"c{seed}"), clock.now())
    hours = Hours(inbox.id, "Europe/Berlin", OFFICE) if dice.random() < 0.7 else None
    nouns = [each for each in (inbox, contact, hours) if each]
    await store.store.write(lambda ledger: [ledger.add(each) for each in nouns])
    talk = await start(world, inbox.id, contact.id)
    store.talk_id = talk.id
    return Order(world, store, clock, dice, talk.id, contact.id, inbox.id, agents)


def test_two_hundred_orders(play: Play) -> None:
    play(lambda world: orders(world, 0, 200))


@pytest.mark.proof
@pytest.mark.skipif("WARMLINE_PROOF" not in os.environ, reason="a long count: run `make proof`")
def test_ten_thousand_orders(play: Play) -> None:
    play(lambda world: orders(world, 1000, 10_000))
