"""A request that is sent again makes nothing twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import all_of
from tests.stories.test_expiring import after
from warmline.care.expire import expire
from warmline.care.forget import forget, forget_again
from warmline.care.once import Asked, add_once, once
from warmline.care.start import start
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, NotFound
from warmline.domain.keeping import Erasure, Made
from warmline.domain.people import Agent, AgentId, Contact, ContactId, InboxId
from warmline.ports import Ledger

ASKED = Asked("request 1", "start a conversation with Anna")
INBOX, ANNA = InboxId("in"), ContactId("anna")


def agent(world: World, name: str = "Kim") -> Agent:
    return Agent(AgentId(world.clock.new_id()), world.clock.now(), name)


def test_it_is_made_once_however_often_and_closely_it_is_asked_for(play: Play) -> None:
    async def story(world: World) -> None:
        talks = await asyncio.gather(*(start(world, INBOX, ANNA, ASKED) for _ in range(5)))
        assert talks == await all_of(world, Conversation) * 5
        assert talks[0] != await start(world, INBOX, ANNA, Asked("request 2", ASKED.digest))
        assert len(await all_of(world, Conversation)) == 2

    async def later(world: World) -> None:
        assert await start(world, INBOX, ANNA, ASKED) == (await all_of(world, Conversation))[0]

    play(story)
    play(later)


def test_another_request_by_the_same_name_is_refused(play: Play) -> None:
    async def story(world: World) -> None:
        await start(world, INBOX, ANNA, ASKED)
        with pytest.raises(Conflict):
            await start(world, INBOX, ANNA, Asked(ASKED.id, "another"))
        assert len(await all_of(world, Conversation)) == 1

    play(story)


def test_what_fails_is_not_remembered(play: Play) -> None:
    async def story(world: World) -> None:
        def fail(ledger: Ledger) -> Any:
            ledger.add(agent(world))
            raise Conflict

        for _ in range(2):
            with pytest.raises(Conflict):
                await world.store.write(once(world, ASKED, fail))
        assert await all_of(world, Made) == []
        assert [each.name for each in await all_of(world, Agent)] == ["Sam"]
        assert (await add_once(world, ASKED, agent(world))).name == "Kim"

    play(story)


def test_it_is_remembered_for_two_days_without_a_word(play: Play) -> None:
    async def story(world: World) -> None:
        await add_once(world, ASKED, agent(world, "zanzibar"))
        (made,) = await all_of(world, Made)
        assert "zanzibar" not in str(made)
        assert await expire(after(world, 1)) == 0
        assert await expire(after(world, 3)) == 1
        assert await all_of(world, Made) == []

    play(story)


def test_who_is_forgotten_takes_it_along(play: Play) -> None:
    async def story(world: World) -> None:
        bob = await add_once(world, ASKED, Contact(ContactId("bob"), world.clock.now()))
        await start(world, INBOX, bob.id, Asked("request 2", "start"))
        assert len(await all_of(world, Made)) == 2
        erasure = await forget(world, bob.id, "everything", "key 1", Asked("request 3", "forget"))
        assert [each.kind for each in await all_of(world, Made)] == ["erasure"]
        assert await forget(world, bob.id, "everything", "key 1", Asked("request 3", "forget")) == erasure
        with pytest.raises(NotFound):
            await forget(world, bob.id, "everything", "key 1")

    play(story)


@pytest.mark.parametrize("again", [True, False])
def test_an_erasure_that_was_cut_short_is_done_when_it_is_asked_for_again_or_by_itself(play: Play, again: bool) -> None:
    async def cut_short(world: World) -> None:
        asked_for = Erasure("e1", ANNA, "everything", world.clock.now())
        await add_once(world, ASKED, asked_for)

    async def later(world: World) -> None:
        if again:
            assert (await forget(world, ANNA, "everything", "key 1", ASKED)).done_at
        else:
            assert await forget_again(world) == 1
        assert await forget_again(world) == 0
        assert [each.id for each in world.tombstones.all()] == ["e1"]
        assert await all_of(world, Contact) == []

    play(cut_short)
    play(later)
