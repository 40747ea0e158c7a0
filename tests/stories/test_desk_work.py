"""What people who answer do with conversations: nobody who waits is out of sight, and no word is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import all_of, begin, kinds
from tests.stories.test_hand_over import now, told
from tests.stories.test_hand_over_model import HandClock
from warmline.care.assign import assign
from warmline.care.call_back import call_back
from warmline.care.export import export
from warmline.care.fence import fenced
from warmline.care.hand_over import hand_over
from warmline.care.keep import Said
from warmline.care.merge import merge
from warmline.care.notes import add_note
from warmline.care.receive import receive
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.send import send
from warmline.care.snooze import snooze, wake, wake_due
from warmline.care.stand import stand
from warmline.care.start import start
from warmline.care.tags import list_tagged, tag, untag
from warmline.care.transfer import Goal, transfer
from warmline.care.world import World
from warmline.domain.account import Account, AccountId
from warmline.domain.conversation import Conversation
from warmline.domain.desk import MOST_TAGS, Note, Tag, Tagging
from warmline.domain.errors import Conflict, NotFound, UnreadableInput
from warmline.domain.hand_over import HandOver
from warmline.domain.message import Message, Role
from warmline.domain.people import Agent, AgentId, Contact, ContactId, Inbox, InboxId
from warmline.logic.access.sight import Sight

IN, OTHER, SAM, KIM, ANNA = InboxId("in"), InboxId("other"), AgentId("sam"), AgentId("kim"), ContactId("anna")
CALM = "When do you open tomorrow?"


async def found(world: World, talk: Conversation) -> Conversation:
    return await world.store.read(lambda ledger: ledger.get(Conversation, talk.id))


async def two(world: World, *texts: str) -> tuple[Conversation, Conversation]:
    """An earlier and a later conversation of Anna's, in each of which she wrote."""
    earlier = await begin(world, *(texts or (CALM,)))
    later = await start(world, IN, ANNA)
    await receive(world, Said(later.id, "And where is my parcel?"))
    for each in (earlier, later):
        await respond(world, each.id)
    return earlier, later


async def another_team(world: World) -> None:
    """Another inbox, which Kim answers."""
    at = world.clock.now()
    people = (
        Inbox(OTHER, at, "Other"), Agent(KIM, at, "Kim"),
        Account(AccountId("sam"), at, "sam@shop.example", "Sam", ("agent",), (IN,)),
        Account(AccountId("kim"), at, "kim@shop.example", "Kim", ("agent",), (OTHER,)),
    )  # fmt: skip
    await world.store.write(lambda ledger: [ledger.add(each) for each in people])


def test_what_is_snoozed_comes_back_by_itself(play: Play) -> None:
    async def story(world: World) -> None:
        clock = HandClock(world.clock.now())
        world = replace(world, clock=clock)
        talk, until = await begin(world, CALM), clock.now() + timedelta(hours=1)
        assert (await snooze(world, talk.id, until, "sam")).snoozed
        assert await wake_due(world) == 0
        clock.at += timedelta(hours=1, seconds=1)
        assert await wake_due(world) == 1
        assert await wake_due(world) == 0
        after = await found(world, talk)
        assert (after.snoozed, after.snoozed_until) == (False, None)
        assert (await kinds(world))[-2:] == ["snoozed", "woken"]

    play(story)


@pytest.mark.parametrize("until", [None, timedelta(days=3)])
def test_what_is_snoozed_comes_back_when_the_customer_writes(play: Play, until: timedelta | None) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await snooze(world, talk.id, until and world.clock.now() + until, "sam")
        await send(world, Said(talk.id, "One moment.", Role.AGENT, author=SAM))
        assert (await found(world, talk)).snoozed
        assert await wake_due(world) == 0
        await receive(world, Said(talk.id, "Hello?"))
        assert not (await found(world, talk)).snoozed

    play(story)


def test_nobody_who_waits_for_a_person_is_out_of_sight(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await snooze(world, talk.id, None, "sam")
        await hand_over(world, talk.id, "contact")
        assert not (await found(world, talk)).snoozed
        for happens in (None, assign(world, talk.id, SAM)):
            if happens:
                await happens
            with pytest.raises(Conflict, match="waits for a person"):
                await snooze(world, talk.id, None, "sam")
        await send(world, Said(talk.id, "I am looking.", Role.AGENT, author=SAM))
        assert (await snooze(world, talk.id, None, "sam")).snoozed
        await assign(world, talk.id, None)  # given back: she waits again
        assert not (await found(world, talk)).snoozed
        await call_back(world, talk.id, "email", "anna@example.org", None)
        with pytest.raises(Conflict):
            await snooze(world, talk.id, None, "sam")
        await assign(world, talk.id, SAM)  # who took a call-back calls tomorrow
        assert (await snooze(world, talk.id, None, "sam")).snoozed
        await hand_over(world, talk.id, "contact")
        assert not (await found(world, talk)).snoozed

    play(story)


def test_what_cannot_be_snoozed(play: Play) -> None:
    async def story(world: World) -> None:
        talk, at = await begin(world, CALM), world.clock.now()
        for until in (at, at - timedelta(days=1), at + timedelta(days=400)):
            with pytest.raises(UnreadableInput):
                await snooze(world, talk.id, until, "sam")
        await snooze(world, talk.id, None, "sam")
        await snooze(world, talk.id, None, "sam")
        await resolve(world, talk.id, "sam")
        after = await wake(world, talk.id, "sam")
        assert (after.state, after.snoozed) == ("resolved", False)
        with pytest.raises(Conflict, match="resolved"):
            await snooze(world, talk.id, None, "sam")
        assert [each for each in await kinds(world) if each in ("snoozed", "woken")] == ["snoozed", "woken"]

    play(story)


def test_tags_are_there_as_long_as_a_conversation_has_them(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        for name in ("Late  Parcel", "late parcel", "LATE PARCEL"):
            await tag(world, earlier.id, name, "sam")
        await tag(world, later.id, "late parcel", "sam")
        (own,) = await all_of(world, Tag)
        assert own.name == "late parcel"
        assert (await found(world, earlier)).tags == (own.id,)
        talks = await world.store.read(lambda ledger: list_tagged(ledger, "late parcel", None, 10, {}))
        assert [each.id for each in talks] == [later.id, earlier.id]
        after = await world.store.read(lambda ledger: list_tagged(ledger, own.id, later.id, 10, {"state": "open"}))
        assert [each.id for each in after] == [earlier.id]
        for each in (earlier, later, later):
            await untag(world, each.id, own.id, "sam")
        assert await all_of(world, Tag) == await all_of(world, Tagging) == []
        for number in range(MOST_TAGS):
            await tag(world, earlier.id, f"tag {number}", "sam")
        with pytest.raises(Conflict, match="at most"):
            await tag(world, earlier.id, "one more", "sam")
        assert (await kinds(world)).count("tagged") == 2 + MOST_TAGS

    play(story)


def test_the_contacts_copy_holds_notes_and_tags(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world, CALM)
        await add_note(world, talk.id, "Means the blue one.", "sam")
        await tag(world, talk.id, "blue", "sam")
        found = (await export(world, ANNA, "privacy")).tables
        assert [each.text for each in found["notes"]] == ["Means the blue one."]
        assert [each.name for each in found["tags"]] == ["blue"]

    play(story)


def test_a_later_conversation_goes_on_in_the_earlier(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        before = await all_of(world, Message)
        await hand_over(world, later.id, "contact")
        asked = await now(world, later)
        await tag(world, later.id, "late", "sam")
        after = await merge(world, later.id, earlier.id, "sam")
        assert await merge(world, later.id, earlier.id, "sam") == after
        gone = await found(world, later)
        assert (gone.state, gone.merged_into, gone.waiting_since) == ("resolved", earlier.id, None)
        assert (after.state, after.tags) == ("with_person", gone.tags)
        own = await now(world, earlier)
        assert (own.state, own.asked_at, own.asks) == ("queued", asked.asked_at, 1)
        assert (await told(world, earlier))[-1].endswith("You are next.")
        assert len(await told(world, later)) == 1  # nobody is told that it is over
        assert (await stand(world, later.id)).position == 1
        assert [each for each in await all_of(world, Message) if each in before] == before
        last = (await kinds(world))[-3:]
        assert last == ["message_kept", "conversation_continued"] or "conversation_continued" in last

    play(story)


def test_words_for_a_conversation_that_was_merged_are_kept_where_it_goes_on(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        await receive(world, Said(later.id, "Before", client_id="one"))
        await merge(world, later.id, earlier.id, "sam")
        await resolve(world, earlier.id, "sam")
        assert (await receive(world, Said(later.id, "Before", client_id="one"))).conversation_id == later.id
        message = await receive(world, Said(later.id, "A person, please!", client_id="two"))
        assert message.conversation_id == earlier.id
        assert await receive(world, Said(later.id, "A person, please!", client_id="two")) == message
        assert (await found(world, earlier)).state == "open"
        await respond(world, earlier.id, later.id)
        assert (await found(world, earlier)).state == "with_person"
        assert (await found(world, later)).state == "resolved"
        assert (await send(world, Said(later.id, "Here I am.", Role.AGENT, author=SAM))).conversation_id == earlier.id

    play(story)


def test_what_was_not_read_yet_brings_a_person_where_it_goes_on(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        await receive(world, Said(later.id, "I want to speak to a person!"))
        await merge(world, later.id, earlier.id, "sam")
        await respond(world, later.id)
        assert (await found(world, earlier)).state == "with_person"
        assert (await found(world, later)).state == "resolved"
        assert (await now(world, earlier)).state == "queued"

    play(story)


@pytest.mark.parametrize("there", [False, True])
def test_whoever_waited_or_was_there_still_is(play: Play, there: bool) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        await call_back(world, later.id, "email", "anna@example.org", None)
        if there:
            await hand_over(world, earlier.id, "contact")
            await assign(world, earlier.id, SAM)
        since = (await now(world, earlier if there else later)).asked_at
        await merge(world, later.id, earlier.id, "sam")
        own = await now(world, earlier)
        assert (own.state, own.channel, own.address) == ("callback", "email", "anna@example.org")
        assert own.asked_at <= since
        live = [each for each in await all_of(world, HandOver) if each.state not in ("resolved", "none")]
        assert [each.conversation_id for each in live] == [earlier.id]

    play(story)


def test_who_answered_the_later_answers_the_earlier(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        await send(world, Said(later.id, "I am Sam.", Role.AGENT, author=SAM))
        await resolve(world, earlier.id, "sam")
        after = await merge(world, later.id, earlier.id, "sam")
        assert (after.state, after.agent_id) == ("with_person", "sam")
        own = await now(world, earlier)
        assert (own.state, own.agent_id) == ("joined", "sam")
        assert own.answered_at
        assert (await told(world, earlier))[-1].startswith("Sam, a person")

    play(story)


def test_what_cannot_be_merged(play: Play) -> None:
    async def story(world: World) -> None:
        await another_team(world)
        earlier, later = await two(world)
        await world.store.write(lambda ledger: ledger.add(Contact(ContactId("bob"), world.clock.now())))
        bobs, elsewhere = await start(world, IN, ContactId("bob")), await start(world, OTHER, ANNA)
        device = await start(world, IN, ANNA, None, "device")
        await world.store.write(lambda ledger: ledger.put(replace(device, guarded=True)))
        for own, into, why in (
            (later, later, "itself"), (bobs, earlier, "contacts"), (elsewhere, earlier, "inboxes"),
            (earlier, later, "later is merged"), (device, earlier, "device"),
        ):  # fmt: skip
            with pytest.raises(Conflict, match=why):
                await merge(world, own.id, into.id, "sam")
        hidden = replace(await found(world, earlier), agent_id=KIM)
        await world.store.write(lambda ledger: ledger.put(hidden))
        with pytest.raises(NotFound):
            await merge(fenced(world, Sight("mine", SAM, (IN,))), later.id, earlier.id, "sam")

    play(story)


def test_three_that_are_one_go_on_in_the_first(play: Play) -> None:
    async def story(world: World) -> None:
        earlier, later = await two(world)
        last = await start(world, IN, ANNA)
        await merge(world, last.id, later.id, "sam")
        await merge(world, later.id, earlier.id, "sam")
        assert (await found(world, last)).merged_into == earlier.id
        assert (await receive(world, Said(last.id, "Hello"))).conversation_id == earlier.id
        with pytest.raises(Conflict):
            await assign(world, last.id, SAM)

    play(story)


def test_who_answers_sees_both_threads_and_nobody_else(play: Play) -> None:
    async def story(world: World) -> None:
        await another_team(world)
        earlier, later = await two(world)
        await merge(world, later.id, earlier.id, "sam")
        await assign(world, earlier.id, SAM)
        for who, sees in ((SAM, True), (KIM, False)):
            own = fenced(world, Sight("mine", who, (IN,)))
            assert bool(await all_of(own, Message, conversation_id=later.id)) is sees
        await transfer(world, earlier.id, Goal(OTHER), "sam")
        assert not await all_of(fenced(world, Sight("mine", SAM, (IN,))), Message)
        assert len(await all_of(fenced(world, Sight("mine", KIM, (OTHER,))), Message, conversation_id=later.id)) == 1

    play(story)


def test_a_device_that_does_not_see_where_it_went_on_is_still_heard(play: Play) -> None:
    async def story(world: World) -> None:
        earlier = await start(world, IN, ANNA, None, "one")
        later = await start(world, IN, ANNA, None, "two")
        await receive(world, Said(earlier.id, CALM, session_id="one"))
        await merge(world, later.id, earlier.id, "sam")
        guarded = replace(await found(world, earlier), guarded=True)
        await world.store.write(lambda ledger: ledger.put(guarded))
        device = fenced(world, Sight("own", None, (IN,), ANNA, "two"))
        assert (await receive(device, Said(later.id, "Hello", session_id="two"))).conversation_id == later.id
        after = await found(world, later)
        assert (after.state, after.merged_into) == ("open", None)

    play(story)


def test_people_of_another_inbox_take_over_and_the_customer_is_told(play: Play) -> None:
    async def story(world: World) -> None:
        await another_team(world)
        talk = await begin(world, CALM)
        await send(world, Said(talk.id, "I am Sam.", Role.AGENT, author=SAM))
        after = await transfer(world, talk.id, Goal(OTHER, note="Needs the workshop."), "sam")
        assert (after.inbox_id, after.first_inbox_id, after.agent_id) == (OTHER, IN, None)
        own = await now(world, talk)
        assert (own.state, own.inbox_id) == ("queued", OTHER)
        assert (await told(world, talk))[-1].endswith("You are next.")
        assert [each.text for each in await all_of(world, Note)] == ["Needs the workshop."]
        with pytest.raises(Conflict, match="theirs already"):
            await transfer(world, talk.id, Goal(OTHER), "sam")
        await transfer(world, talk.id, Goal(agent_id=KIM), "kim")
        assert (await told(world, talk))[-1].startswith("Kim, a person")
        before = len(await told(world, talk))
        customer = fenced(world, Sight("own", None, (IN,), ANNA))
        assert (await receive(customer, Said(talk.id, "Thank you"))).conversation_id == talk.id
        assert len(await told(world, talk)) == before
        back = await transfer(world, talk.id, Goal(IN), "kim")
        assert (back.inbox_id, back.first_inbox_id) == (IN, None)

    play(story)


def test_nothing_is_given_to_who_cannot_see_it(play: Play) -> None:
    async def story(world: World) -> None:
        await another_team(world)
        talk = await begin(world, CALM)
        await world.store.write(lambda ledger: ledger.add(Inbox(InboxId("empty"), world.clock.now(), "Empty")))
        for goal, why in (
            (Goal(agent_id=KIM), "cannot take it"), (Goal(InboxId("empty")), "nobody answers"), (Goal(), "already"),
        ):  # fmt: skip
            with pytest.raises(Conflict, match=why):
                await transfer(world, talk.id, goal, "sam")
        with pytest.raises(NotFound):
            await transfer(world, talk.id, Goal(InboxId("none")), "sam")
        hidden = replace(await found(world, talk), hidden_from=(KIM,))
        await world.store.write(lambda ledger: ledger.put(hidden))
        with pytest.raises(Conflict, match="cannot take it"):
            await transfer(world, talk.id, Goal(OTHER, KIM), "sam")
        await resolve(world, talk.id, "sam")
        with pytest.raises(Conflict, match="resolved"):
            await transfer(world, talk.id, Goal(OTHER), "sam")

    play(story)


def test_who_waits_keeps_their_turn_in_another_queue(play: Play) -> None:
    async def story(world: World) -> None:
        await another_team(world)
        talk = await begin(world, CALM)
        await hand_over(world, talk.id, "contact")
        before = await now(world, talk)
        await snooze_refused(world, talk)
        await transfer(world, talk.id, Goal(OTHER), "sam")
        after = await now(world, talk)
        assert (after.state, after.asked_at, after.inbox_id) == ("queued", before.asked_at, OTHER)
        assert (await stand(world, talk.id)).position == 1

    play(story)


async def snooze_refused(world: World, talk: Conversation) -> None:
    with pytest.raises(Conflict):
        await snooze(world, talk.id, None, "sam")
