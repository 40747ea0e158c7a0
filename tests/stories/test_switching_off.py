"""Who does not want to be read is not read from that moment on, and still gets a person who calls for one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import UPSET, all_of, begin, kinds
from warmline.care.consent import allows, consent, standing
from warmline.care.explain import explain
from warmline.care.forget import erase
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.respond import respond
from warmline.care.switch_reading import switch_reading
from warmline.care.watch import watch
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course, Heard
from warmline.domain.errors import NotFound
from warmline.domain.keeping import Correction, Erasure, Errand, KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Turn
from warmline.domain.people import Consent, Contact, ContactId, Purpose

ANNA = ContactId("anna")
INFERRED = (KeptReading, KeptDecision, Correction)


def answer(world: World, given: bool, purpose: Purpose = Purpose.ANSWER) -> Consent:
    return Consent(world.clock.new_id(), ANNA, purpose, given, world.clock.now(), "letter", "of May", "en")


async def inferred(world: World) -> list[Any]:
    return [noun for kind in INFERRED for noun in await all_of(world, kind)]


async def follow(world: World, talk: Conversation) -> None:
    while await respond(world, talk.id):
        pass


async def switch_off(world: World) -> None:
    await switch_reading(world, ANNA, False, "key 1")


async def withdraw(world: World) -> None:
    await consent(world, answer(world, False))


@pytest.mark.parametrize("stop", [switch_off, withdraw])
def test_what_was_inferred_goes_at_once_and_nothing_comes_after(play: Play, stop: Any) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET, "Still nothing?")
        await follow(world, talk)
        (first, *_) = await all_of(world, KeptReading)
        await stop(world)
        assert await inferred(world) == []
        assert [each.course for each in await all_of(world, KeptCourse)] == [Course()]
        for look in (watch, explain):
            with pytest.raises(NotFound):
                await look(world, first.message_id, "key 1")
        await receive(world, Said(talk.id, UPSET))
        await follow(world, talk)
        assert await inferred(world) == []
        assert await all_of(world, Errand) == []

    play(story)


@pytest.mark.parametrize("stop", [switch_off, withdraw])
def test_who_stops_it_in_mid_stream_is_not_read_any_more(play: Play, stop: Any) -> None:
    """Some messages wait, some are being heard at that very moment; by the clock it takes less than a minute."""

    async def story(world: World) -> None:
        heard_first = world.listening

        async def listening(
            courses: Mapping[str, Course], turns: Sequence[Turn]
        ) -> tuple[list[Heard], Mapping[str, Course]]:
            found = await heard_first(courses, turns)
            await stop(world)
            return found

        talk = await begin(world, *["I am so angry about this!"] * 20)
        before = world.clock.now()
        assert await respond(replace(world, listening=listening), talk.id) == [talk.id]
        stopped = world.clock.now()
        assert await inferred(world) == []
        await receive(world, Said(talk.id, "This makes me furious."))
        await follow(world, talk)
        assert stopped - before < timedelta(seconds=60)
        assert await inferred(world) == []
        assert await all_of(world, Errand) == []
        assert not {"turn_read", "decided"} & set(await kinds(world))
        (now,) = await all_of(world, Conversation)
        assert (now.state, now.priority) == ("open", 0)

    play(story)


@pytest.mark.parametrize(
    "text",
    ["Hello. A PERSON, please!", "I do not see it, I want to die", "My husband: he hits me", "Ich will sterben."],
)
def test_who_calls_for_help_gets_a_person_and_why_is_not_kept(play: Play, text: str) -> None:
    async def story(world: World) -> None:
        await switch_off(world)
        talk = await begin(world, "Hello", text, "Hello?", text)
        await follow(world, talk)
        (now,) = await all_of(world, Conversation)
        assert (now.state, now.priority) == ("with_person", 3)
        assert (await kinds(world)).count("handed_over") == 1
        assert not {"turn_read", "decided"} & set(await kinds(world))
        assert await inferred(world) == []

    play(story)


def test_who_called_before_it_was_switched_off_is_heard_too(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "I want to kill myself")
        await switch_off(world)
        await follow(world, talk)
        assert [each.state for each in await all_of(world, Conversation)] == ["with_person"]

    play(story)


def test_an_old_backup_does_not_switch_it_on_again(play: Play) -> None:
    async def story(world: World) -> None:
        erasure = Erasure("e1", ANNA, "reading", world.clock.now())
        await erase(world, erasure)
        assert [each.read for each in await all_of(world, Contact)] == [False]

    play(story)


def test_it_is_read_again_once_it_is_switched_on(play: Play) -> None:
    async def story(world: World) -> None:
        await withdraw(world)
        await consent(world, answer(world, True))
        talk = await begin(world, "Hello")
        await follow(world, talk)
        assert await inferred(world) == []
        await switch_reading(world, ANNA, True, "key 1")
        await receive(world, Said(talk.id, UPSET))
        await follow(world, talk)
        assert [each.reading.mood.turns for each in await all_of(world, KeptReading)] == [1]

    play(story)


def test_the_newest_answer_about_each_purpose_holds(play: Play) -> None:
    async def story(world: World) -> None:
        async def allowed() -> dict[str, bool]:
            return await world.store.read(
                lambda ledger: {each: allows(world, ledger, ANNA, each) for each in world.consent.needs}
            )

        assert [name for name, may in (await allowed()).items() if may] == ["reading", "memory"]
        given = [answer(world, yes, Purpose.RESEARCH) for yes in (True, False, True)]
        for each in given:
            await consent(world, each)
        assert (await allowed())["research"]
        await consent(world, answer(world, False, Purpose.RESEARCH))
        assert not (await allowed())["research"]
        found = await world.store.read(lambda ledger: standing(ledger, ANNA))
        assert set(found) == set(Purpose)
        assert [purpose for purpose, said in found.items() if said] == [Purpose.RESEARCH]
        nobody = ContactId("nobody")
        assert not await world.store.read(lambda ledger: allows(world, ledger, nobody, "reading"))

    play(story)


def test_many_at_once_are_each_followed_as_they_want(play: Play) -> None:
    async def story(world: World) -> None:
        await world.store.write(lambda ledger: ledger.add(Contact(ContactId("bob"), world.clock.now(), read=False)))
        talks = [await begin(world, UPSET) for _ in range(2)]
        await world.store.write(lambda ledger: ledger.put(replace(talks[1], contact_id=ContactId("bob"), messages=1)))
        await asyncio.gather(*(respond(world, *(talk.id for talk in talks)) for _ in range(5)))
        assert {each.conversation_id for each in await all_of(world, KeptReading)} == {talks[0].id}
        assert {each.state for each in await all_of(world, Conversation)} == {"with_person"}

    play(story)
