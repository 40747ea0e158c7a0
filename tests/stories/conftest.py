from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from warmline.adapters.aside import Threads
from warmline.adapters.clock import SystemClock
from warmline.adapters.files import FolderFiles
from warmline.adapters.languages import FastTextDetector
from warmline.adapters.outbound import Outbound
from warmline.adapters.policies import (
    load_affect_policy,
    load_consent_policy,
    load_hand_over_policy,
    load_mail_policy,
    load_reading_policy,
    load_retention_policy,
    load_routing_policy,
    load_webhook_policy,
)
from warmline.adapters.post import MailServers
from warmline.adapters.runtime.linear import load_linear
from warmline.adapters.store.migrate import migrate_sqlite
from warmline.adapters.store.sqlite import SqliteStore
from warmline.adapters.tombstones import TombstoneFile
from warmline.care.listen import Ear, listen_on
from warmline.care.world import World
from warmline.domain.conversation import Course, Heard
from warmline.domain.message import Turn
from warmline.domain.people import Agent, AgentId, Contact, ContactId, Inbox, InboxId
from warmline.logic.emotion.signs import SignFinder

Story = Callable[[World], Awaitable[None]]
Play = Callable[[Story], None]


@pytest.fixture(scope="session")
def ear() -> Ear:
    """The linear reader with the shipped policies."""
    policy = load_reading_policy()
    return Ear(load_linear(), FastTextDetector(), SignFinder(policy), policy)


@pytest.fixture
def play(tmp_path: Path, ear: Ear) -> Iterator[Play]:
    """Plays a story in a world with an inbox `in`, a contact `anna` and an agent `sam`; again: the same world later."""
    aside, clock = Threads(1, "aside"), SystemClock()

    async def listening(
        courses: Mapping[str, Course], turns: Sequence[Turn]
    ) -> tuple[list[Heard], Mapping[str, Course]]:
        return listen_on(ear, courses, turns)

    async def whole(story: Story) -> None:
        path = tmp_path / "one.db"
        new = not path.exists()
        migrate_sqlite(path)
        store = SqliteStore(path)
        stones = TombstoneFile(tmp_path / "erasures.jsonl")
        policies = load_routing_policy(), load_retention_policy(), load_webhook_policy()
        rights = FolderFiles(tmp_path / "files"), load_consent_policy(), load_affect_policy(), load_hand_over_policy()
        letters = load_mail_policy(), MailServers(5, 1_000_000)
        world = World(store, stones, clock, *policies, Outbound(5, 4), listening, aside, *rights, *letters)
        if new:
            now = clock.now()
            people = (
                Inbox(InboxId("in"), now, "Shop"),
                Contact(ContactId("anna"), now, name="Anna Berger", email="anna@example.org"),
                Agent(AgentId("sam"), now, "Sam"),
            )
            await store.write(lambda ledger: [ledger.add(each) for each in people])
        try:
            await story(world)
        finally:
            await store.close()

    yield lambda story: asyncio.run(whole(story))
    aside.close()
