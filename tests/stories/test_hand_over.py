"""A person is within reach by every way in; the customer is told at once, in their language, and never why."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import UPSET, all_of, begin
from tests.stories.test_hand_over_model import HandClock
from warmline.adapters.policies import load_consent_policy
from warmline.care.assign import assign
from warmline.care.call_back import call_back
from warmline.care.correct import correct
from warmline.care.hand_over import hand_over
from warmline.care.keep import Said
from warmline.care.passport import add_entry, edit_entry, show_passport
from warmline.care.rate import rate
from warmline.care.reach import current
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.send import send
from warmline.care.set_hours import set_hours
from warmline.care.stand import list_waiting, stand, watch_all
from warmline.care.switch_reading import switch_reading
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.emotion import LANGUAGES
from warmline.domain.errors import Forbidden, UnreadableInput
from warmline.domain.hand_over import HandOver, Hours, PassportEntry
from warmline.domain.message import Message, Role
from warmline.domain.people import AgentId, Contact, ContactId, InboxId
from warmline.logic.hand_over.unhelpful import is_telling

PHRASES = load_consent_policy().always.phrases
ASKING = {language: next(each.text for each in PHRASES if each.language == language) for language in LANGUAGES}
NEVER = Hours(InboxId("in"), "Europe/Berlin", ((),) * 7)
SHUT = replace(NEVER, week=((("03:00", "03:01"),),) * 7)


async def told(world: World, talk: Conversation) -> list[str]:
    """What the customer was told."""
    found = await all_of(world, Message, conversation_id=talk.id, role=Role.BOT)
    return [each.text for each in found if is_telling(each)]


async def now(world: World, talk: Conversation) -> HandOver:
    found = await world.store.read(lambda ledger: current(ledger, ledger.get(Conversation, talk.id)))
    assert found
    return found


async def says(world: World, talk: Conversation, *texts: str) -> None:
    for text in texts:
        await receive(world, Said(talk.id, text))
        await respond(world, talk.id)


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_in_words_is_told_in_their_language(play: Play, language: str, read: bool) -> None:
    async def story(world: World) -> None:
        if not read:
            await switch_reading(world, ContactId("anna"), False, "contact")
        talk = await begin(world)
        await says(world, talk, ASKING[language])
        own = await now(world, talk)
        assert (own.state, own.way, own.asks) == ("queued", "turn" if read else "phrase", 1)
        assert await told(world, talk) == [world.hand_overs.words[language].told["next"]]
        assert own.told_at

    play(story)


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "My husband beats me",
        "I am 12 years old",
        "I am furious about this, you are lying to me!",
    ],
)
def test_whatever_brings_a_person_the_customer_is_told_the_same(play: Play, text: str) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, text)
        assert await told(world, talk) == [world.hand_overs.words["en"].told["next"]]
        assert (await now(world, talk)).state == "queued"

    play(story)


def test_two_answers_in_a_row_that_did_not_help_bring_a_person(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, "Where can I find my invoice?")
        for again in ("So where can I find my invoice?", "Where can I find my invoice"):
            assert await told(world, talk) == []
            await send(world, Said(talk.id, "It is in your account.", Role.BOT))
            await says(world, talk, again)
        assert len(await told(world, talk)) == 1

    play(story)


def test_a_low_rating_may_be_the_last_straw(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, "Where can I find my invoice?")
        await send(world, Said(talk.id, "It is in your account.", Role.BOT))
        await rate(world, talk.id, 1)
        assert await told(world, talk) == []
        await says(world, talk, "So where can I find my invoice?")
        await send(world, Said(talk.id, "In your account.", Role.BOT))
        await rate(world, talk.id, 1)
        assert ((await now(world, talk)).way, len(await told(world, talk))) == ("rating", 1)

    play(story)


def test_asking_again_is_counted_and_answered_without_a_loop(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        for _ in range(3):
            await hand_over(world, talk.id, "contact")
        await says(world, talk, "A person, please!", "I want to speak to a person")
        for _ in range(3):
            assert await respond(world, talk.id) == []
        own = await now(world, talk)
        assert (own.asks, len(await told(world, talk))) == (5, 1)

    play(story)


def test_the_place_in_the_queue_is_by_urgency_then_by_time(play: Play) -> None:
    async def story(world: World) -> None:
        first, second, urgent = [await begin(world) for _ in range(3)]
        await hand_over(world, first.id, "contact")
        await hand_over(world, second.id, "contact")
        await says(world, urgent, "I want to kill myself")
        assert [(await stand(world, each.id)).position for each in (urgent, first, second)] == [1, 2, 3]
        assert "number 2" in (await told(world, second))[0]
        listed = await list_waiting(world, "queued", 10)
        assert [each.hand_over.conversation_id for each in listed if each.hand_over] == [urgent.id, first.id, second.id]
        board = await watch_all(world)
        assert (board.queued, board.joined, board.waits, board.share) == (3, 0, (None, None, 0), None)
        assert sum(board.moods.values()) <= 1

    play(story)


def test_a_person_takes_it_leaves_it_writes_and_resolves_it(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await hand_over(world, talk.id, "contact")
        await assign(world, talk.id, AgentId("sam"))
        assert (await now(world, talk)).state == "joined"
        await assign(world, talk.id, None)
        assert (await now(world, talk)).state == "queued"
        await send(world, Said(talk.id, "Hello, I am Sam.", Role.AGENT, author="sam"))
        standing = await stand(world, talk.id)
        assert standing.agent
        assert standing.hand_over
        assert (standing.state, standing.agent.name) == ("joined", "Sam")
        assert standing.hand_over.answered_at
        await resolve(world, talk.id, "sam")
        words = world.hand_overs.words["en"].told
        joined = words["joined"].format(name="Sam")
        assert await told(world, talk) == [words["next"], joined, words["next"], joined, words["resolved"]]
        await says(world, talk, "Hello again, what are your opening hours?")
        assert (await stand(world, talk.id)).state == "none"
        assert (await all_of(world, Conversation))[0].state == "open"
        await hand_over(world, talk.id, "contact")
        assert [each.state for each in await all_of(world, HandOver)] == ["none", "queued"]

    play(story)


def test_outside_hours_it_says_when_and_takes_a_call_back(play: Play) -> None:
    async def story(world: World) -> None:
        world = replace(world, clock=HandClock())
        await set_hours(world, SHUT, "key 1")
        talk = await begin(world)
        await hand_over(world, talk.id, "contact")
        standing = await stand(world, talk.id)
        assert (standing.open, standing.state, standing.position) == (False, "queued", 1)
        assert standing.opens_at
        assert "03:00 (Europe/Berlin)" in (await told(world, talk))[0]
        with pytest.raises(UnreadableInput):
            await call_back(world, talk.id, "phone", "no number", None)
        await call_back(world, talk.id, "phone", "+49 30 901820", None)
        own = await now(world, talk)
        assert (own.state, own.channel, own.address) == ("callback", "phone", "+4930901820")
        assert "call you when we are back" in (await told(world, talk))[1]
        assert [each.state for each in await list_waiting(world, "callback", 10)] == ["callback"]
        assert "+4930901820" not in str(await told(world, talk))
        await set_hours(world, NEVER, "key 1")
        other = await begin(world)
        await hand_over(world, other.id, "contact")
        assert await told(world, other) == [world.hand_overs.words["en"].told["no_hours"]]

    play(story)


def test_of_a_guarded_conversation_a_call_back_is_taken_from_its_own_device_alone(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, "My husband beats me and he must not know that I write to you.")
        (kept,) = await all_of(world, Conversation)
        assert kept.guarded
        await world.store.write(lambda ledger: ledger.put(replace(kept, session_id="phone")))
        for device in (None, "laptop"):
            with pytest.raises(Forbidden):
                await call_back(world, talk.id, "email", "anna@example.org", device)
        await call_back(world, talk.id, "email", "anna@example.org", "phone")

    play(story)


def test_whom_to_call_is_told_once_where_it_was_reviewed(play: Play) -> None:
    async def story(world: World) -> None:
        lines = {name: replace(each, reviewed=True) for name, each in world.hand_overs.crisis.items()}
        world = replace(world, hand_overs=replace(world.hand_overs, crisis=lines))
        anna = Contact(ContactId("anna"), world.clock.now(), attributes={"country": "DE"}, language="de")
        await world.store.write(lambda ledger: ledger.put(anna))
        talk = await begin(world)
        await says(world, talk, "I want to kill myself", "I want to die")
        numbers = [each for each in await told(world, talk) if "0800 111 0 111" in each]
        assert len(numbers) == 1
        assert (await now(world, talk)).state == "queued"

    play(story)


def test_a_person_who_answers_is_there_once_though_two_write_at_once(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await hand_over(world, talk.id, "contact")
        await asyncio.gather(
            *(send(world, Said(talk.id, f"Hello {n}", Role.AGENT, author="sam")) for n in range(5)),
            *(respond(world, talk.id) for _ in range(5)),
        )
        assert len(await told(world, talk)) == 2
        assert [each.agent_id for each in await all_of(world, Conversation)] == ["sam"]

    play(story)


def test_the_passport_is_the_customers_to_see_edit_and_strike(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, "Order 4711234 cost $49.90 and I am so disappointed. I have cancer, who pays?", UPSET)
        passport = await show_passport(world, talk.id, customer=False)
        texts = {each.text: each for each in passport.entries}
        assert {"4711234", "$49.90"} <= set(texts)
        assert "cancer" not in str(list(texts))
        assert passport.seen_at is None
        await edit_entry(world, talk.id, texts["4711234"].id, True, "4711235", None)
        await edit_entry(world, talk.id, texts["$49.90"].id, True, None, True)
        with pytest.raises(Forbidden):
            await edit_entry(world, talk.id, texts["4711234"].id, False, "mine", None)
        await add_entry(world, talk.id, "tried", "I called the depot.", customer=False)
        seen = await show_passport(world, talk.id, customer=True)
        assert {"4711235", "I called the depot."} <= {each.text for each in seen.entries}
        assert [each.text for each in seen.entries if each.struck_at] == ["$49.90"]
        (own,) = [each for each in seen.entries if each.by == "agent"]
        await edit_entry(world, talk.id, own.id, False, None, True)
        seen = await show_passport(world, talk.id, customer=True)
        assert [each.text for each in seen.entries if each.struck_at] == ["$49.90"]
        told = await show_passport(world, talk.id, customer=False)
        assert "$49.90" not in {each.text for each in told.entries}
        struck = [each for each in await all_of(world, PassportEntry) if each.struck_at]
        assert {(each.text, each.struck_by) for each in struck} == {
            ("$49.90", "customer"), ("I called the depot.", "agent"),
        }  # fmt: skip
        assert seen.seen_at

    play(story)


def test_a_feeling_in_the_passport_is_as_they_said_and_goes_with_the_reading(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await says(world, talk, UPSET)

        async def feelings() -> list[str]:
            shown = await show_passport(world, talk.id, customer=True)
            return [each.text for each in shown.entries if each.section == "feeling"]

        await feelings()
        (message, *_) = await all_of(world, Message)
        await correct(world, message.id, "sadness", "contact")
        assert await feelings() == ["sad"]
        await switch_reading(world, ContactId("anna"), False, "contact")
        assert await feelings() == []

    play(story)


def test_without_a_hand_over_there_is_nothing_to_show(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, "Hello")
        assert (await stand(world, talk.id)).state == "none"
        assert (await show_passport(world, talk.id, customer=True)).entries == []

    play(story)
