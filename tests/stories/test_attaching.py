"""Somebody sends a file; it stays as long as it may, and goes without a trace."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import all_of, begin
from tests.stories.test_expiring import after
from tests.stories.test_forgetting import holding
from warmline.care.attach import Sent, attach
from warmline.care.expire import expire
from warmline.care.forget import erase, forget, forget_again
from warmline.care.once import Asked
from warmline.care.start import start
from warmline.care.sweep import sweep
from warmline.care.world import World
from warmline.domain.attachment import MOST_FILE, Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Conflict, NotFound, TextTooLong, UnreadableInput
from warmline.domain.keeping import Erasure
from warmline.domain.message import ConversationId, Role
from warmline.domain.people import Contact, ContactId, InboxId

MARK = b"zanzibar"


def sent(talk: Conversation, content: bytes = MARK, **more: str) -> Sent:
    return Sent(talk.id, "../where is it?.txt", "text/plain", content, **more)  # type: ignore[arg-type]


def test_it_is_kept_with_what_is_known_of_it(play: Play) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        kept = await attach(world, sent(talk, role=Role.AGENT, author="sam"))
        assert (kept.name, kept.bytes, kept.role, kept.author) == ("where is it_.txt", len(MARK), "agent", "sam")
        assert kept.contact_id == "anna"
        assert await all_of(world, Attachment) == [kept]
        assert world.files.get("anna", kept.id) == MARK

    play(story)


def test_what_is_refused_leaves_nothing(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        refused = (
            (sent(talk, b""), UnreadableInput), (sent(talk, MARK + bytes(MOST_FILE)), TextTooLong),
            (sent(talk, author="nobody"), NotFound), (Sent(ConversationId("none"), "a", "b", MARK), NotFound),
        )  # fmt: skip
        for each, error in refused:
            with pytest.raises(error):
                await attach(world, each)
        assert await all_of(world, Attachment) == []

    play(story)
    assert holding(tmp_path) == []


def test_sent_again_it_is_there_once(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        kept = await asyncio.gather(*(attach(world, sent(talk), Asked("one", "same")) for _ in range(3)))
        assert kept == await all_of(world, Attachment) * 3
        with pytest.raises(Conflict):
            await attach(world, sent(talk), Asked("one", "other"))
        assert holding(tmp_path) == [kept[0].id]

    play(story)


def test_whoever_is_forgotten_leaves_no_byte(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.store.write(lambda ledger: ledger.add(Contact(ContactId("bob"), world.clock.now())))
        talk, other = await begin(world), await start(world, InboxId("in"), ContactId("bob"))
        for _ in range(3):
            await attach(world, sent(talk))
        kept = await attach(world, sent(other, b"Bob's own"))
        await forget(world, ContactId("anna"), "feelings", "key 1")
        assert len(await all_of(world, Attachment)) == 4
        assert len(holding(tmp_path)) == 3
        await forget(world, ContactId("anna"), "everything", "key 1")
        assert await all_of(world, Attachment) == [kept]
        assert world.files.get("bob", kept.id) == b"Bob's own"
        assert holding(tmp_path) == []

    play(story)


def test_who_is_forgotten_while_a_file_is_sent_leaves_no_byte(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        many = [attach(world, sent(talk)) for _ in range(20)]
        await asyncio.gather(
            *many[:10], forget(world, ContactId("anna"), "everything", "key 1"), *many[10:], return_exceptions=True
        )
        assert await all_of(world, Attachment) == []

    play(story)
    assert holding(tmp_path) == []


def test_an_erasure_cut_short_is_found_and_the_bytes_go(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        await attach(world, sent(talk))
        erasure = Erasure("e1", ContactId("anna"), "everything", world.clock.now())
        await erase(world, erasure)
        world.files.add("anna", "brought back by a backup", MARK)
        world.tombstones.add(Erasure("e2", ContactId("anna"), "everything", world.clock.now()))
        assert await forget_again(world) == 1

    play(story)
    assert holding(tmp_path) == []


def test_what_is_kept_long_enough_goes_with_its_bytes(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        kept = await attach(world, sent(talk))
        await expire(after(world, 729))
        assert holding(tmp_path) == [kept.id]
        await expire(after(world, 731))
        assert await all_of(world, Attachment) == []
        assert holding(tmp_path) == []

    play(story)


def test_what_a_crash_left_goes_and_what_is_just_coming_stays(play: Play, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        talk = await begin(world)
        kept = await attach(world, sent(talk))
        for number in range(501):
            world.files.add("anna", f"lost {number}", MARK)
        assert await sweep(world) == 0
        assert await sweep(after(world, 1)) == 501
        assert holding(tmp_path) == [kept.id]

    play(story)
