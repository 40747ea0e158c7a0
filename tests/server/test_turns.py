"""However many try, who tries seldom gets in; who signed in before gets in first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

import pytest

from tests.server.test_limits import Time
from warmline.domain.errors import TooManyRequests
from warmline.logic.access.network import network_of
from warmline.server.turns import Asker, Turns

SAM = ("one", "sam@shop.example")
EVE = ("one", "eve@shop.example")


class Room:
    """Where tries wait until the one inside is let out."""

    def __init__(self) -> None:
        self.time = Time()
        self.turns = Turns(self.time)
        self.served: list[str] = []
        self.tasks: dict[str, asyncio.Task[str]] = {}
        self._out = asyncio.Semaphore(0)

    async def come(
        self, name: str, network: str = "", account: tuple[str, str] | None = None, solved: bool = False
    ) -> asyncio.Task[str]:
        """Somebody tries; they wait, are inside or were sent away when this comes back."""
        self.tasks[name] = task = asyncio.create_task(self._try(name, Asker(network or name, account, solved)))
        await self.settle()
        return task

    async def _try(self, name: str, asker: Asker) -> str:
        try:
            async with self.turns.turn(asker):
                self.served.append(name)
                await self._out.acquire()
        except TooManyRequests:
            return "sent away"
        return "served"

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def one_out(self) -> None:
        """Who is inside leaves."""
        self._out.release()
        await self.settle()

    async def empty(self) -> None:
        """Everybody gets their turn; then nobody is counted any more."""
        while not all(task.done() for task in self.tasks.values()):
            await self.one_out()
        assert self.turns.waiting == 0
        assert self.turns._current is None

    def sent_away(self) -> list[str]:
        return [name for name, task in self.tasks.items() if task.done() and task.result() == "sent away"]


def played(story: Callable[[Room], Awaitable[None]]) -> None:
    async def whole() -> None:
        room = Room()
        await story(room)
        await room.empty()

    asyncio.run(whole())


async def fill(room: Room, networks: int, each: int = 1) -> None:
    """One is inside, and all places are taken."""
    for number in range(networks * each + 1):
        await room.come(f"bad{number}", f"net{number % networks}")
    assert room.turns.waiting == networks * each == 60


def test_one_at_a_time_in_the_order_they_came() -> None:
    async def story(room: Room) -> None:
        for name in "abc":
            await room.come(name)
        assert room.served == ["a"]
        await room.one_out()
        await room.one_out()
        assert room.served == ["a", "b", "c"]

    played(story)


@pytest.mark.parametrize("networks", [1, 2, 20, 60])
def test_when_all_places_are_taken_somebody_from_elsewhere_gets_one(networks: int) -> None:
    async def story(room: Room) -> None:
        await fill(room, networks, 60 // networks)
        await room.come("sam")
        assert len(room.sent_away()) == 1
        assert room.turns.waiting == 60
        if networks < 60:
            await room.one_out()
            assert room.served[-1] == "sam"  # who tried once goes before who tried more
        await room.empty()
        assert "sam" in room.served

    played(story)


def test_the_greediest_loses_its_newest_and_gets_none_of_anybody_elses() -> None:
    async def story(room: Room) -> None:
        for name in ("inside", "sam", *(f"bad{number}" for number in range(59))):
            await room.come(name, "greedy" if name.startswith("bad") else "")
        again = [await room.come(f"more{number}", "greedy") for number in range(50)]
        assert {task.result() for task in again} == {"sent away"}
        await room.come("anna")
        assert room.sent_away()[0] == "bad58"
        await room.come("second sam", "sam")
        assert room.sent_away()[:2] == ["bad57", "bad58"]

    played(story)


def test_who_has_tried_often_of_late_loses_to_who_has_not_however_many_networks_try() -> None:
    async def story(room: Room) -> None:
        for number in range(3000):
            await room.come(f"bad{number}", f"net{number % 1000}")
        await room.come("sam")
        for number in range(3000, 4000):
            await room.come(f"bad{number}", f"net{number % 1000}")
        await room.one_out()
        assert room.served[-1] == "sam"

    played(story)


def test_who_has_worked_for_it_goes_before_everybody_who_has_not() -> None:
    async def story(room: Room) -> None:
        await fill(room, 60)
        for name in ("sam", "anna"):
            await room.come(name, "net1", solved=True)
        assert len(room.sent_away()) == 2
        await room.come("bad", "never seen")
        await room.one_out()
        await room.one_out()
        assert room.served[-2:] == ["sam", "anna"]

    played(story)


def test_what_was_tried_is_forgotten_after_a_while() -> None:
    async def story(room: Room) -> None:
        for number in range(9):
            await room.come(f"sam{number}", "sam")
        await room.empty()
        room.time.now += 600
        for name in ("inside", "first", "sam"):
            await room.come(name)
        assert room.turns._tries._counts == {"inside": 1, "first": 1, "sam": 1}

    played(story)


def test_who_was_right_has_not_tried() -> None:
    async def story(room: Room) -> None:
        await room.come("sam")
        room.turns.forgive(Asker("sam"))
        assert room.turns._tries.of("sam") == 0

    played(story)


def test_networks_are_not_remembered_without_end() -> None:
    async def story(room: Room) -> None:
        for number in range(50_000):
            room.turns._tries.add(str(number), 1)
        assert len(room.turns._tries._counts) <= 20_000

    played(story)


def test_a_known_device_goes_first_and_takes_nobodys_place() -> None:
    async def story(room: Room) -> None:
        await fill(room, 60)
        await room.come("sam", "net1", SAM)
        assert room.sent_away() == []
        await room.one_out()
        assert room.served[-1] == "sam"

    played(story)


def test_known_devices_of_one_account_keep_out_neither_another_nor_the_unknown() -> None:
    async def story(room: Room) -> None:
        await room.come("inside")
        eves = [await room.come(f"eve{number}", "net", EVE) for number in range(9)]
        assert [task.done() for task in eves] == [False] * 3 + [True] * 6
        await room.come("sam", "net", SAM)
        await room.come("anna")
        for number in range(9, 19):
            await room.one_out()
            await room.come(f"eve{number}", "net", EVE)
        assert {"sam", "anna"} < set(room.served[:6])

    played(story)


def test_who_hangs_up_is_not_counted_any_more() -> None:
    async def story(room: Room) -> None:
        await fill(room, 20, 3)
        await room.come("sam", "net1", SAM)
        for name in ("bad0", "sam", *(f"bad{number}" for number in range(1, 61, 2))):  # the one inside first
            room.tasks.pop(name).cancel()
        await room.settle()
        assert room.turns.waiting == 29
        assert room.served[1:] == ["bad2"]
        for name in list(room.tasks):
            room.tasks.pop(name).cancel()
        await room.settle()
        assert room.turns.waiting == 0
        await room.come("anna")
        assert room.served[-1] == "anna"

    played(story)


def test_who_is_called_and_hangs_up_at_that_very_moment_calls_the_next() -> None:
    async def story(room: Room) -> None:
        for name in "abc":
            await room.come(name)
        room._out.release()
        while room.turns._current is not None and len(room.served) == 1 and room.turns.waiting == 2:
            await asyncio.sleep(0)  # until b is called, which b does not know yet
        assert room.served == ["a"]
        room.tasks.pop("b").cancel()
        await room.settle()
        assert room.served == ["a", "c"]

    played(story)


@pytest.mark.parametrize(
    "address, network",
    [
        ("203.0.113.77", "203.0.113.0/24"), ("203.0.113.1", "203.0.113.0/24"), ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"), ("2001:db8:1:ffff::", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"), ("testclient", "testclient"), ("", ""),
    ],
)  # fmt: skip
def test_neighbours(address: str, network: str) -> None:
    assert network_of(address) == network


def test_neighbours_are_of_one_network_whatever_they_end_in() -> None:
    first = int(ip_address("198.51.100.0"))
    assert len({network_of(str(ip_address(first + own))) for own in range(256)}) == 1
