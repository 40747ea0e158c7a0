"""What happens to a conversation, from its first words to its rating."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.stories.conftest import Play
from warmline.care.correct import correct
from warmline.care.hand_over import hand_over
from warmline.care.keep import Said
from warmline.care.rate import rate
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.send import send
from warmline.care.start import start
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, NotFound, TextTooLong, UnreadableInput
from warmline.domain.events import Decided, Recorded
from warmline.domain.keeping import Correction, Errand, KeptCourse, KeptDecision, KeptReading, Rating
from warmline.domain.message import MAX_TURN, ConversationId, Message, MessageId, Role
from warmline.domain.people import Contact, ContactId, InboxId

UPSET = "This is the third time I write, my parcel STILL has not arrived. I want to speak to a person!"


async def begin(world: World, *texts: str) -> Conversation:
    """A conversation in which Anna says these."""
    talk = await start(world, InboxId("in"), ContactId("anna"))
    for text in texts:
        await receive(world, Said(talk.id, text))
    return talk


async def kinds(world: World) -> list[str]:
    """What has happened so far."""
    return [each.event.kind for each in await world.store.read(lambda ledger: ledger.list(Recorded))]


async def all_of(world: World, kind: type[Any], **equal: Any) -> list[Any]:
    return await world.store.read(lambda ledger: ledger.list(kind, **equal))


def test_a_message_is_kept_with_its_clean_copy_its_event_and_its_errand(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        kept = await receive(world, Said(talk.id, "I am Anna Berger, write to anna@example.org 👋", client_id="c1"))
        assert kept.clean == "I am [NAME_1], write to [EMAIL_1] 👋"
        assert [kept.text[token.start : token.end] for token in kept.tokens] == ["Anna Berger", "anna@example.org"]
        assert await all_of(world, Message) == [kept]
        assert await kinds(world) == ["conversation_started", "message_kept"]
        assert [errand.subject for errand in await all_of(world, Errand)] == [talk.id]
        assert (await all_of(world, Conversation))[0].messages == 1

    play(story)


def test_the_same_message_again_is_harmless_and_another_by_its_name_refused(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        said = Said(talk.id, "Where is my parcel?", client_id="c1")
        found = await asyncio.gather(*(receive(world, said) for _ in range(20)))
        assert len({message.id for message in found}) == 1
        with pytest.raises(Conflict):
            await receive(world, Said(talk.id, "Something else", client_id="c1"))
        assert len(await all_of(world, Message)) == 1
        other = await begin(world)
        await receive(world, Said(other.id, "Where is my parcel?", client_id="c1"))
        assert len(await all_of(world, Message)) == 2

    play(story)


@pytest.mark.parametrize(
    "text, error", [("", UnreadableInput), (" \n\t", UnreadableInput), ("x" * (MAX_TURN + 1), TextTooLong)]
)
def test_what_cannot_be_kept_is_refused(play: Play, text: str, error: type[Exception]) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        with pytest.raises(error):
            await receive(world, Said(talk.id, text))
        with pytest.raises(NotFound):
            await receive(world, Said(ConversationId("nowhere"), "Hello"))
        assert await all_of(world, Message) == []

    play(story)


def test_an_upset_customer_gets_a_person_and_the_reasons_are_kept(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET)
        assert await respond(world, talk.id) == []
        (read,) = await all_of(world, KeptReading)
        assert read.reading.evidence
        assert all(each.text == "" for each in read.reading.evidence)
        assert "parcel" not in str(read)
        (kept,) = await all_of(world, KeptDecision)
        assert kept.decision.action == "hand_over"
        assert "person" in [reason.rule for reason in kept.decision.reasons]
        decided = next(each.event for each in await all_of(world, Recorded) if isinstance(each.event, Decided))
        assert (decided.action, decided.priority) == ("hand_over", kept.decision.priority)
        (now,) = await all_of(world, Conversation)
        assert now.state == "with_person"
        assert now.priority == decided.priority > 0
        assert await all_of(world, Errand) == []

    play(story)


def test_a_calm_customer_may_get_an_answer(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "Hello, what are your opening hours on Saturday?")
        await respond(world, talk.id)
        assert (await kinds(world))[-2:] == ["turn_read", "decided"]
        (now,) = await all_of(world, Conversation)
        assert (now.state, now.priority) == ("open", 0)

    play(story)


def test_responding_any_number_of_times_at_once_changes_nothing_more(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET, "Hello?", "Anybody there?")
        await asyncio.gather(*(respond(world, talk.id) for _ in range(10)))
        await respond(world, talk.id)
        assert len(await all_of(world, KeptReading)) == 3
        assert (await kinds(world)).count("decided") == 3
        assert (await kinds(world)).count("handed_over") == 1
        assert await all_of(world, Errand) == []

    play(story)


def test_turns_are_followed_as_if_they_had_been_heard_in_one_go(play: Play, tmp_path: Any) -> None:
    script = ["Where is my parcel?", "Where is my parcel?", "I asked: where is my parcel?"]
    moods = []

    async def bit_by_bit(world: World) -> None:
        talk = await begin(world)
        for text in script:
            await receive(world, Said(talk.id, text))
            await respond(world, talk.id)
        moods.append([each.reading.mood for each in await all_of(world, KeptReading)])

    async def at_once(world: World) -> None:
        talk = await begin(world, *script)
        await respond(world, talk.id)
        moods.append([each.reading.mood for each in await all_of(world, KeptReading, conversation_id=talk.id)])

    play(bit_by_bit)
    play(at_once)
    assert [(each.valence, each.trend, each.turns) for each in moods[0]] == [
        (each.valence, each.trend, each.turns) for each in moods[1]
    ]
    assert moods[0][-1].turns == 3


def test_many_conversations_are_followed_at_once(play: Play) -> None:
    async def story(world: World) -> None:
        talks = [await begin(world, *texts) for texts in (["Hello"], [UPSET, "Hello?"], [], ["Thank you!"] * 3)]
        waiting = [*(talk.id for talk in talks), ConversationId("nowhere")]
        while waiting:
            left = await respond(world, *waiting)
            assert set(left) < set(waiting)
            waiting = left
        for talk, turns in zip(talks, (1, 2, 0, 3), strict=True):
            read = await all_of(world, KeptReading, conversation_id=talk.id)
            assert [each.reading.mood.turns for each in read] == list(range(1, turns + 1))
        assert [each.id for each in await all_of(world, Conversation, state="with_person")] == [talks[1].id]
        assert await all_of(world, Errand) == []

    play(story)


def test_a_long_backlog_is_followed_bit_by_bit(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, *["Hello"] * 9)
        assert await respond(world, talk.id) == [talk.id]
        assert len(await all_of(world, Errand, topic="respond", subject=talk.id)) > 0
        assert await respond(world, talk.id) == []
        assert await all_of(world, Errand) == []

    play(story)


def test_what_was_left_undone_is_done_after_a_restart(play: Play) -> None:
    async def received(world: World) -> None:
        await begin(world, UPSET)

    async def resumed(world: World) -> None:
        for errand in await all_of(world, Errand, topic="respond"):
            await respond(world, ConversationId(errand.subject))
        assert len(await all_of(world, KeptReading)) == 1

    play(received)
    play(resumed)


def test_nothing_is_read_of_who_does_not_want_it(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET)
        anna = Contact(ContactId("anna"), world.clock.now(), read=False)
        await world.store.write(lambda ledger: ledger.put(anna))
        await respond(world, talk.id)
        assert await all_of(world, KeptReading) == []
        (course,) = await all_of(world, KeptCourse)
        assert course.course.mood is None
        told = ["conversation_started", "message_kept", "handed_over", "message_kept"]
        assert await kinds(world) == told  # a person was asked for

    play(story)


def test_what_is_kept_of_a_mood_holds_no_words(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "My unmistakable parcel?")
        await respond(world, talk.id)
        (course,) = await all_of(world, KeptCourse)
        assert course.course.mood.turns == 1
        assert "unmistakable" not in str(course)

    play(story)


def test_once_a_person_has_written_a_person_answers(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "Hello")

        async def state() -> str:
            return (await all_of(world, Conversation))[0].state

        await send(world, Said(talk.id, "Hello, I am a machine.", Role.BOT))
        assert await state() == "open"
        with pytest.raises(NotFound, match="agent"):
            await send(world, Said(talk.id, "Hello, I am nobody.", Role.AGENT, author="nobody"))
        for text in ("Hello, I am Sam.", "How can I help?"):
            await send(world, Said(talk.id, text, Role.AGENT, author="sam"))
        assert await state() == "with_person"
        assert (await kinds(world))[2:] == [
            "message_kept", "handed_over", "message_kept", "assigned", "message_kept", "message_kept",
        ]  # fmt: skip
        await resolve(world, talk.id, "sam")
        await send(world, Said(talk.id, "All the best!", Role.AGENT, author="sam"))
        assert await state() == "resolved"

    play(story)


def test_a_person_takes_over_resolves_and_is_rated(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "Hello")
        for _ in range(2):
            assert (await hand_over(world, talk.id, "sam")).state == "with_person"
        await send(world, Said(talk.id, "How can I help?", Role.AGENT, author="sam"))
        for _ in range(2):
            assert (await resolve(world, talk.id, "sam")).state == "resolved"
        await rate(world, talk.id, 2)
        await rate(world, talk.id, 4, "better now")
        assert [rating.csat for rating in await all_of(world, Rating)] == [4]
        assert await kinds(world) == [
            "conversation_started", "message_kept", "handed_over", "message_kept", "message_kept", "assigned",
            "message_kept", "message_kept", "conversation_resolved", "conversation_rated", "conversation_rated",
        ]  # fmt: skip
        await receive(world, Said(talk.id, "One more thing"))
        assert (await kinds(world))[-3:] == ["message_kept", "conversation_reopened", "assigned"]
        assert (await all_of(world, Conversation))[0].state == "open"

    play(story)


def test_a_reading_is_corrected_by_who_knows(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, UPSET)
        await respond(world, talk.id)
        (read,) = await all_of(world, KeptReading)
        await correct(world, read.message_id, "anxiety", "contact")
        assert [(each.emotion, each.by) for each in await all_of(world, Correction)] == [("anxiety", "contact")]
        assert (await kinds(world))[-2:] == ["reading_corrected", "decided"]
        with pytest.raises(UnreadableInput):
            await correct(world, read.message_id, "hangry", "contact")
        with pytest.raises(NotFound):
            await correct(world, MessageId("none"), "anger", "agent")

    play(story)


@pytest.mark.parametrize("csat", [0, 6, -1])
def test_a_rating_is_from_1_to_5(play: Play, csat: int) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        with pytest.raises(UnreadableInput):
            await rate(world, talk.id, csat)

    play(story)


def test_there_is_no_story_of_what_is_not_there(play: Play) -> None:
    async def story(world: World) -> None:
        nowhere = ConversationId("nowhere")
        for told in (hand_over(world, nowhere, "sam"), resolve(world, nowhere, "sam"), rate(world, nowhere, 3)):
            with pytest.raises(NotFound):
                await told
        for told in (start(world, InboxId("x"), ContactId("anna")), start(world, InboxId("in"), ContactId("x"))):
            with pytest.raises(NotFound):
                await told
        assert await respond(world, nowhere) == []

    play(story)
