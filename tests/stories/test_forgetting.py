"""Who asks to be forgotten is forgotten: in every file, and again when an old backup comes back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.stories.conftest import Play
from tests.stories.test_conversation import UPSET, all_of, begin, kinds
from warmline.adapters.tombstones import TombstoneFile
from warmline.care.correct import correct
from warmline.care.forget import forget, forget_again
from warmline.care.keep import Said
from warmline.care.notes import add_note
from warmline.care.rate import rate
from warmline.care.receive import receive
from warmline.care.respond import respond
from warmline.care.start import start
from warmline.care.tags import tag
from warmline.care.world import World
from warmline.domain.desk import Note, Tag, Tagging
from warmline.domain.errors import NotFound
from warmline.domain.events import Recorded
from warmline.domain.keeping import Correction, Erasure, KeptCourse, KeptDecision, KeptReading
from warmline.domain.message import Message
from warmline.domain.people import Contact, ContactId, InboxId

MARK = "zanzibar"
SAID = f"My {MARK} parcel is late, I am sad. I want to speak to a person!"


def holding(folder: Path) -> list[str]:
    """The files that still hold the mark."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes())


async def live(world: World) -> None:
    """Anna says something of which traces could stay anywhere; Bob writes too."""
    await world.store.write(lambda ledger: ledger.add(Contact(ContactId("bob"), world.clock.now(), name="Bob")))
    talk = await begin(world, SAID, "Is anybody there?")
    await respond(world, talk.id)
    await rate(world, talk.id, 1, f"never got my {MARK}")
    (first, *_) = await all_of(world, Message)
    await correct(world, first.id, "sadness", "contact")
    await add_note(world, talk.id, f"She means the {MARK} one", "sam")
    await tag(world, talk.id, f"the {MARK}", "sam")
    other = await start(world, InboxId("in"), ContactId("bob"))
    await tag(world, other.id, "bob's", "sam")
    await receive(world, Said(other.id, UPSET))
    await respond(world, other.id)


def test_everything_is_gone_from_every_file(play: Play, tmp_path: Path) -> None:
    async def lived(world: World) -> None:
        await live(world)
        assert holding(tmp_path)

    async def forgotten(world: World) -> None:
        erasure = await forget(world, ContactId("anna"), "everything", "key 1")
        assert erasure.done_at
        assert holding(tmp_path) == []
        assert await world.store.read(lambda ledger: ledger.everything("anna")) == {
            "contacts": [], "consents": [], "conversations": [], "messages": [], "attachments": [], "readings": [],
            "decisions": [], "corrections": [], "ratings": [], "seen": [], "hand_overs": [],
            "passports": [], "notes": [], "mails": [],
            "events": await all_of(world, Recorded, contact_id="anna"),
        }  # fmt: skip
        assert {each.contact_id for each in await all_of(world, Message)} == {"bob"}
        assert await all_of(world, Note) == []
        assert [each.contact_id for each in await all_of(world, Tagging)] == ["bob"]
        assert [each.name for each in await all_of(world, Tag)] == ["bob's"]
        assert [each.contact_id for each in await all_of(world, KeptReading)] == ["bob"]
        with pytest.raises(NotFound):
            await forget(world, ContactId("anna"), "everything", "key 1")

    play(lived)
    play(forgotten)
    assert holding(tmp_path) == []


def test_an_old_backup_does_not_bring_anybody_back(play: Play, tmp_path: Path) -> None:
    old = tmp_path.parent / f"{tmp_path.name}.old"

    async def forgotten(world: World) -> None:
        await forget(world, ContactId("anna"), "everything", "key 1")

    async def restored(world: World) -> None:
        assert await forget_again(world) == 1
        assert await forget_again(world) == 0
        assert {each.contact_id for each in await all_of(world, Message)} == {"bob"}
        assert [each.what for each in await all_of(world, Erasure)] == ["everything"]

    play(live)
    shutil.copy(tmp_path / "one.db", old)
    play(forgotten)
    shutil.copy(old, tmp_path / "one.db")
    assert holding(tmp_path)
    play(restored)
    assert holding(tmp_path) == []


def test_the_feeling_is_forgotten_and_the_case_is_kept(play: Play) -> None:
    async def story(world: World) -> None:
        await live(world)
        before = await all_of(world, Message)
        await forget(world, ContactId("anna"), "feelings", "key 1")
        assert await all_of(world, Message) == before
        for kind in (KeptReading, KeptDecision, Correction):
            assert {each.contact_id for each in await all_of(world, kind)} <= {"bob"}
        talk = next(each.conversation_id for each in before if each.contact_id == "anna")
        await receive(world, Said(talk, "Thank you"))
        await respond(world, talk)
        (read,) = await all_of(world, KeptReading, conversation_id=talk)
        assert read.reading.mood.turns == 1  # what came before is not read again
        assert (await kinds(world)).count("feelings_forgotten") == 1

    play(story)


def test_what_was_cut_short_is_found_and_done(play: Play, tmp_path: Path) -> None:
    async def cut_short(world: World) -> None:
        await live(world)
        world.tombstones.add(Erasure("e1", ContactId("anna"), "everything", world.clock.now()))

    async def later(world: World) -> None:
        assert await forget_again(world) == 1
        assert await forget_again(world) == 0
        assert await all_of(world, KeptCourse, contact_id="anna") == []
        assert holding(tmp_path) == []

    play(cut_short)
    play(later)


def test_a_half_written_tombstone_was_never_acknowledged(tmp_path: Path) -> None:
    stones = TombstoneFile(tmp_path / "erasures.jsonl")
    assert stones.all() == []
    one = Erasure("e1", ContactId("anna"), "feelings", datetime(2026, 3, 1, tzinfo=UTC))
    stones.add(one)
    with (tmp_path / "erasures.jsonl").open("a") as file:
        file.write('{"id": "e2", "conta')
    assert stones.all() == [one]
    two = replace(one, id="e3")
    stones.add(two)
    assert stones.all() == [one, two]
