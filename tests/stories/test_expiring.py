"""What was kept long enough goes by itself, feelings first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.stories.conftest import Play
from tests.stories.test_conversation import UPSET, all_of, begin
from warmline.adapters.clock import SystemClock
from warmline.care.expire import expire
from warmline.care.receive import Said, receive
from warmline.care.respond import respond
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import ConversationReopened, Recorded
from warmline.domain.keeping import KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Message
from warmline.domain.people import Contact


class Later(SystemClock):
    """So many days later."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = days

    def now(self) -> datetime:
        return super().now() + timedelta(days=self.days)


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
        assert len(await all_of(world, Message)) == 1
        assert await expire(after(world, 731)) == 1
        assert await all_of(world, Message) == []
        assert len(await all_of(world, Recorded)) == 5
        assert await expire(after(world, 1096)) == 5
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
        assert (course.number, course.course.mood.turns) == (2, 1)

    play(story)
