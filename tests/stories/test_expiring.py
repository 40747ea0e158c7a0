"""What was kept long enough goes by itself, feelings first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.adapters.test_clock import DAY, HOUR, NOON, Machine, machine  # noqa: F401
from tests.stories.conftest import Play
from tests.stories.test_conversation import UPSET, all_of, begin
from warmline.adapters.clock import SystemClock
from warmline.care.expire import expire
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.respond import respond
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationReopened, MessageKept, Recorded
from warmline.domain.keeping import KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Message, Role
from warmline.domain.people import Contact


class Later(SystemClock):
    """So many days later."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = days

    def now(self) -> datetime:
        return super().now() + timedelta(days=self.days)

    def is_sure(self) -> bool:
        return True


def after(world: World, days: int) -> World:
    return replace(world, clock=Later(days))


def test_the_feeling_goes_before_the_words_and_the_words_before_the_case(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET)
        await respond(world, talk.id)
        assert await expire(after(world, 89)) == 0
        assert await expire(after(world, 91)) == 3
        for kind in (KeptReading, KeptDecision, KeptCourse):
            assert await all_of(world, kind) == []
        assert len(await all_of(world, Message)) == 2
        assert await expire(after(world, 731)) == 2
        assert await all_of(world, Message) == []
        assert len(await all_of(world, Recorded)) == 6
        assert await expire(after(world, 1096)) == 6
        assert await all_of(world, Recorded) == []
        assert len(await all_of(world, Conversation)) == 1
        assert len(await all_of(world, Contact)) == 1

    play(story)


def test_more_than_goes_at_once(play: Play) -> None:
    async def story(world: World) -> None:
        now = world.clock.now()
        events = [Recorded(ConversationReopened(), now) for _ in range(1203)]
        await world.store.write(lambda ledger: [ledger.add(event) for event in events])
        assert await expire(after(world, 1096)) == 1203
        assert await all_of(world, Recorded) == []

    play(story)


def test_a_conversation_goes_on_after_its_mood_has_gone_and_old_words_are_not_read_again(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET)
        await respond(world, talk.id)
        later = after(world, 91)
        await expire(later)
        message = await receive(later, Said(talk.id, "Hello again"))
        await respond(later, talk.id)
        assert [each.message_id for each in await all_of(world, KeptReading)] == [message.id]
        (course,) = await all_of(world, KeptCourse)
        assert (course.number, course.course.mood.turns) == (3, 1)

    play(story)


def test_nothing_goes_because_the_clock_leaps_ahead(play: Play, machine: Machine) -> None:  # noqa: F811
    async def story(world: World) -> None:
        world = replace(world, clock=SystemClock())
        talk = await begin(world, UPSET)
        await respond(world, talk.id)
        machine.wall += 9999 * DAY
        for _ in range(3):
            assert await expire(world) == 0
            message = await receive(world, Said(talk.id, "Hello?"))
            assert message.at < NOON + DAY
            machine.run(HOUR / 4)
        machine.wall -= 9999 * DAY
        machine.run(HOUR)
        assert world.clock.is_sure()
        assert await expire(world) == 0
        assert len(await all_of(world, Message, role=Role.CUSTOMER)) == 4

    play(story)


def test_what_is_said_after_a_restart_comes_later_though_the_clock_was_set_back(play: Play, machine: Machine) -> None:  # noqa: F811
    async def story(world: World) -> None:
        before, machine.wall = SystemClock(), NOON - 30 * DAY
        after_restart = replace(world, clock=SystemClock())
        talk = await begin(replace(world, clock=before), "One", "Two")
        for text in ("Three", "Four"):
            await receive(after_restart, Said(talk.id, text))
        await respond(after_restart, talk.id)
        kept = await all_of(world, Message, conversation_id=talk.id)
        assert [message.text for message in kept] == ["One", "Two", "Three", "Four"]
        told = [each.message_id for each in await all_of(world, Recorded) if isinstance(each.event, MessageKept)]
        assert told == [message.id for message in kept]
        assert len(await all_of(world, KeptReading)) == 4

    play(story)
