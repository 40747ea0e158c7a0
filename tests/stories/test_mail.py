"""Letters through crashes, in danger, and once somebody is forgotten; the mail servers are played."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.server.post_office import letter
from tests.stories.conftest import Play
from tests.stories.test_conversation import all_of, kinds
from tests.stories.test_forgetting import MARK, holding
from tests.stories.test_hand_over_model import HandClock
from warmline.care.assign import assign
from warmline.care.export import export
from warmline.care.forget import forget
from warmline.care.hide import hide
from warmline.care.keep import Said
from warmline.care.post_letter import due_letters, post_letter
from warmline.care.resolve import resolve
from warmline.care.respond import respond
from warmline.care.send import send
from warmline.care.set_mailbox import set_mailbox
from warmline.care.start import start
from warmline.care.take_letter import Enclosure, Taking, take_letter
from warmline.care.world import World
from warmline.care.write_letter import write_letter
from warmline.domain.attachment import Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.errors import StoreUnavailable
from warmline.domain.keeping import Errand, Secret
from warmline.domain.mail import Mail, MailAddress, Mailbox, MailServer, MailTaken
from warmline.domain.message import Message, Role
from warmline.domain.people import AgentId, Contact, ContactId, Inbox, InboxId
from warmline.logic.mail.read import read_letter
from warmline.ports import Looked, Posted, Posting

SERVER = MailServer("mail.invalid", 993, "tls", "care", "secret")
BOX = InboxId("box")


@dataclass
class Post:
    """Implements `warmline.ports.PostOffice` for the stories."""

    sent: list[Posting] = field(default_factory=list)
    answer: Posted = field(default_factory=Posted)

    async def look(self, mailbox: Mailbox) -> Looked:
        return Looked()

    async def mark(self, mailbox: Mailbox, uids: Sequence[int]) -> None:
        pass

    async def send(self, mailbox: Mailbox, posting: Posting) -> Posted:
        self.sent.append(posting)
        return self.answer

    async def check(self, mailbox: Mailbox) -> tuple[str, str]:
        return "", ""

    def leave(self, inbox_id: InboxId) -> None:
        pass

    async def close(self) -> None:
        pass


async def opened(world: World) -> tuple[World, Mailbox, Post]:
    """A world with an inbox for mail."""
    post = Post()
    world = replace(world, post=post, mail=replace(world.mail, gather=0.0), clock=HandClock())
    now = world.clock.now()
    if not await all_of(world, Mailbox):
        await world.store.write(lambda ledger: ledger.add(Inbox(BOX, now, "Shop", "email")))
        box = Mailbox(BOX, now, "care@shop.example", "INBOX", SERVER, SERVER)
        await set_mailbox(world, box, Secret("mail", "ab" * 32), "key 1")
    (box,) = await all_of(world, Mailbox)
    return world, box, post


async def comes(world: World, box: Mailbox, raw: Any, files: Sequence[Enclosure] = ()) -> Taking:
    return await take_letter(world, box, read_letter(raw.as_bytes(), 5), files)


async def goes(world: World) -> None:
    """Everything that is to be written and sent now."""
    for errand in await all_of(world, Errand, topic="mail"):
        await write_letter(world, errand.subject)
    for mail in await due_letters(world, BOX):
        await post_letter(world, mail)


@dataclass(frozen=True)
class Dying:
    """A store that dies at the so-manieth write."""

    store: Any
    left: list[int]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def write(self, unit: Any, *, spare: float = 0) -> Any:
        self.left[0] -= 1
        if self.left[0] < 0:
            raise StoreUnavailable("dead")
        return await self.store.write(unit, spare=spare)


@pytest.mark.parametrize("writes", range(5))
def test_whenever_it_dies_a_letter_is_there_once_and_whole(play: Play, writes: int) -> None:
    came, files = (
        letter("Where is it?"),
        [Enclosure("a.txt", "text/plain", b"a"), Enclosure("b.txt", "text/plain", b"a")],
    )

    async def story(world: World) -> None:
        world, box, _ = await opened(world)
        dying = replace(world, store=Dying(world.store, [writes]))
        try:
            await comes(dying, box, came, files)
            assert writes >= 4
        except StoreUnavailable:
            pass
        for _ in range(2):
            await comes(world, box, came, files)
        (mail,) = await all_of(world, Mail)
        (message,) = await all_of(world, Message)
        assert (mail.state, mail.message_id) == ("taken", message.id)
        assert [each.name for each in await all_of(world, Attachment)] == ["a.txt"]
        assert len(await all_of(world, Conversation)) == len(await all_of(world, MailTaken)) == 1
        assert len(await all_of(world, Contact)) == 2  # anna was there before

    play(story)


def test_a_letter_is_nobody_whom_somebody_vouched_for(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, _ = await opened(world)
        await world.store.write(
            lambda ledger: ledger.put(
                replace(ledger.get(Contact, "anna"), external_id="4711", email="anna@example.org")
            )
        )
        await comes(world, box, letter("It is me."))
        await comes(world, box, letter("And again.", "ANNA@example.org"))
        assert {each.contact_id for each in await all_of(world, Conversation)}.isdisjoint({"anna"})
        (own,) = {each.contact_id for each in await all_of(world, Conversation)}
        assert (await all_of(world, MailAddress))[0].contact_id == own

    play(story)


def test_what_is_said_together_goes_in_one_letter_and_a_letter_stays_as_it_is(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, post = await opened(world)
        taking = await comes(world, box, letter("Where is it?"))
        assert taking.conversation_id
        talk = taking.conversation_id
        await assign(world, talk, AgentId("sam"))
        await goes(world)
        assert post.sent == []  # that somebody has come is told with what they say
        await send(world, Said(talk, "Hello.", Role.AGENT, author="sam"))
        await send(world, Said(talk, "It is on its way.", Role.AGENT, author="sam"))
        post.answer = Posted("the mail server answered 451")
        await goes(world)
        await send(world, Said(talk, "Later.", Role.AGENT, author="sam"))
        await goes(world)  # not before the first
        (first,) = post.sent
        said = "Sam, a person from our team", "Hello.", "It is on its way."
        assert [first.text.count(each) for each in said] == [1, 1, 1]
        post.answer = Posted()
        world.clock.at += timedelta(minutes=2)  # type: ignore[attr-defined]
        await goes(world)
        await goes(world)
        assert post.sent[1] == first
        assert [each.text for each in post.sent[2:]] == ["Later.\n"]
        assert (await kinds(world)).count("letter_sent") == 2

    play(story)


def test_sent_twice_after_a_crash_it_has_the_same_name(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, post = await opened(world)
        taking = await comes(world, box, letter("Where is it?"))
        assert taking.conversation_id
        await send(world, Said(taking.conversation_id, "Here.", Role.BOT))
        await write_letter(world, taking.conversation_id)
        (mail,) = await due_letters(world, BOX)
        dying = replace(world, store=Dying(world.store, [0]))
        with pytest.raises(StoreUnavailable):
            await post_letter(dying, mail)
        await goes(world)
        assert len(post.sent) == 2
        assert post.sent[0] == post.sent[1]

    play(story)


def test_a_conversation_that_came_to_be_guarded_sends_nothing_elsewhere(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, post = await opened(world)
        elsewhere = await start(world, BOX, ContactId("anna"))  # it did not come by mail
        taking = await comes(world, box, letter("Where is it?", "bea@example.org"))
        assert taking.conversation_id
        for talk in (elsewhere.id, taking.conversation_id):
            await send(world, Said(talk, "Here.", Role.AGENT, author="sam"))
            await write_letter(world, talk)
            await hide(world, talk, (AgentId("sam"),), "key 1")
        await goes(world)
        assert [each.to for each in post.sent] == ["bea@example.org"]
        assert [each.why for each in await all_of(world, Mail, state="failed")] == ["guarded"]

    play(story)


def test_of_who_is_forgotten_nothing_stays_and_a_late_letter_is_not_sent(play: Play, tmp_path: Path) -> None:
    async def lived(world: World) -> None:
        world, box, post = await opened(world)
        came = letter(
            f"My {MARK} is late", f"{MARK} <{MARK}@example.org>", Subject=MARK, Message_ID=f"<{MARK}@x.example>"
        )
        taking = await comes(world, box, came)
        assert taking.conversation_id
        await send(world, Said(taking.conversation_id, f"Your {MARK}?", Role.AGENT, author="sam"))
        await goes(world)
        await send(world, Said(taking.conversation_id, f"The {MARK}!", Role.AGENT, author="sam"))
        await write_letter(world, taking.conversation_id)
        (waiting,) = await due_letters(world, BOX)
        given = await export(world, waiting.contact_id, "contact")
        assert [each.way for each in given.tables["mails"]] == ["in", "out", "out"]
        assert holding(tmp_path)
        await forget(world, waiting.contact_id, "everything", "key 1")
        await post_letter(world, waiting)
        assert len(post.sent) == 1
        assert await comes(world, box, came) == Taking()  # it is still in the mailbox
        assert await all_of(world, Mail) == await all_of(world, MailAddress) == []
        assert holding(tmp_path) == []

    play(lived)
    assert holding(tmp_path) == []


def test_what_tells_of_the_end_does_not_open_it_again(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, post = await opened(world)
        taking = await comes(world, box, letter("I want to speak to a person, please!"))
        assert taking.conversation_id
        await respond(world, taking.conversation_id)
        await resolve(world, taking.conversation_id, "sam")
        post.answer = Posted("the mail server answered 550", for_good=True)
        await goes(world)
        assert (await all_of(world, Conversation))[0].state == "resolved"
        assert (await kinds(world))[-1] == "letter_failed"

    play(story)


def test_two_letters_at_once_from_a_new_address_are_of_one_contact(play: Play) -> None:
    async def story(world: World) -> None:
        world, box, _ = await opened(world)
        await asyncio.gather(*(comes(world, box, letter(f"Number {n}", "bea@example.org")) for n in range(4)))
        assert len({each.contact_id for each in await all_of(world, Conversation)}) == 1

    play(story)
