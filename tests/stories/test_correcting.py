"""What somebody says of a turn counts more than what was read, in all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import all_of, begin, kinds
from tests.stories.test_switching_off import ANNA, follow, switch_off
from warmline.care.correct import correct
from warmline.care.explain import explain
from warmline.care.how_read import how_read
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.watch import watch
from warmline.care.world import World
from warmline.domain.conversation import Conversation, Course, Heard
from warmline.domain.errors import NotFound
from warmline.domain.keeping import KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Turn

CALM = "Hello, what are your opening hours on Saturday?"
ANGRY = "How dare you! I am furious and angry!"


async def now(world: World) -> Conversation:
    (talk,) = await all_of(world, Conversation)
    assert isinstance(talk, Conversation)
    return talk


def test_an_unseen_anger_brings_a_person(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await follow(world, talk)
        assert (await now(world)).state == "open"
        (read,) = await all_of(world, KeptReading)
        await correct(world, read.message_id, "anger", "contact")
        assert ((await now(world)).state, (await now(world)).priority) == (
            "with_person",
            world.routing.priority["angry"],
        )
        (why,) = await all_of(world, KeptDecision)
        assert (why.decision.action, why.decision.reasons[0].rule) == ("hand_over", "angry")
        (course,) = await all_of(world, KeptCourse)
        assert course.course.mood.valence == world.affect.affect["anger"][0]
        assert (await kinds(world))[-4:] == ["reading_corrected", "decided", "handed_over", "message_kept"]
        shown = await watch(world, read.message_id, "key 1")
        assert shown.corrected
        assert (shown.corrected.emotion, shown.corrected.by) == ("anger", "contact")
        assert shown.emotion == read.reading.emotion

    play(story)


def test_who_was_calm_keeps_the_person_who_came(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, ANGRY)
        await follow(world, talk)
        before = await now(world)
        assert (before.state, before.priority) == ("with_person", 2)
        (read,) = await all_of(world, KeptReading)
        await correct(world, read.message_id, "satisfaction", "agent")
        assert await now(world) == before  # an agent's word takes nothing away
        await correct(world, read.message_id, "neutral", "contact")
        assert ((await now(world)).state, (await now(world)).priority) == ("with_person", 0)
        assert (await kinds(world)).count("handed_over") == 1
        await correct(world, read.message_id, "anger", "agent")
        (course,) = await all_of(world, KeptCourse)
        assert course.course.mood.valence == 0.0  # the contact's word holds

    play(story)


def test_a_priority_whose_reason_is_gone_stays(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM, CALM)
        await follow(world, talk)
        first, _ = await all_of(world, KeptReading)
        await receive(world, Said(talk.id, "Still there?"))  # nobody knows yet what it may ask for
        await world.store.write(lambda ledger: ledger.put(replace(ledger.get(Conversation, talk.id), priority=3)))
        await correct(world, first.message_id, "relief", "contact")
        assert (await now(world)).priority == 3

    play(story)


def test_what_is_resolved_is_opened_by_the_contact_alone(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await follow(world, talk)
        await resolve(world, talk.id, "sam")
        (read,) = await all_of(world, KeptReading)
        await correct(world, read.message_id, "anger", "agent")
        assert (await now(world)).state == "resolved"
        await correct(world, read.message_id, "anger", "contact")
        assert (await now(world)).state == "resolved"  # the same again changes nothing
        await correct(world, read.message_id, "frustration", "contact")
        await correct(world, read.message_id, "anger", "contact")
        assert (await now(world)).state == "with_person"

    play(story)


def test_a_turn_that_is_heard_meanwhile_follows_what_was_said(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await follow(world, talk)
        (read,) = await all_of(world, KeptReading)
        hear = world.listening

        async def listening(
            courses: Mapping[str, Course], turns: Sequence[Turn]
        ) -> tuple[list[Heard], Mapping[str, Course]]:
            found = await hear(courses, turns)
            await correct(world, read.message_id, "anger", "contact")
            return found

        await receive(world, Said(talk.id, "And on Sunday?"))
        assert await respond(replace(world, listening=listening), talk.id) == [talk.id]
        await follow(world, talk)
        one, two = (each.reading.mood for each in await all_of(world, KeptReading))
        assert one.valence == world.affect.affect["anger"][0]
        assert two.valence < -0.3
        assert two.turns == 2

    play(story)


def test_how_i_am_being_read(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM, ANGRY)
        await follow(world, talk)
        first, second = await all_of(world, KeptReading)
        await watch(world, first.message_id, "key 1")
        await explain(world, first.message_id, "key 2")
        await correct(world, first.message_id, "relief", "contact")
        found = await how_read(world, ANNA, "anna")
        assert [(each.message_id, each.text) for each in found] == [
            (second.message_id, ANGRY), (first.message_id, CALM),
        ]  # fmt: skip
        angry, calm = found
        assert angry.decision
        assert "angry" in [reason.rule for reason in angry.decision.reasons]
        assert all(each.text in ANGRY and each.text for each in angry.reading.evidence)
        assert angry.models == first.reading.model
        assert (angry.seen, angry.reading.corrected) == ((), None)
        assert (calm.emotion, calm.reading.emotion) == ("relief", first.reading.emotion)
        assert [(look.actor, look.action) for look in calm.seen] == [
            ("key 1", "reading.seen"),
            ("key 2", "decision.seen"),
        ]
        (alone,) = await how_read(world, ANNA, "anna", limit=1)
        assert [(look.actor, look.action) for look in alone.seen] == [("anna", "readings.seen")]
        (older,) = await how_read(world, ANNA, "anna", after=alone.message_id)
        assert [look.actor for look in older.seen] == ["key 1", "key 2", "anna"]
        await switch_off(world)
        with pytest.raises(NotFound):
            await how_read(world, ANNA, "anna")

    play(story)


def test_a_conversation_that_may_endanger_somebody_is_guarded(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "My husband hits me and I am afraid that he will kill me if he finds this.")
        await follow(world, talk)
        held = await now(world)
        assert (held.state, held.priority, held.guarded) == ("with_person", 3, True)
        await switch_off(world)
        assert not (await now(world)).guarded  # what was inferred goes

    play(story)
