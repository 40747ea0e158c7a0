"""What was kept and still has to be done is done, whatever else goes wrong."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from warmline.adapters.clock import SystemClock
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.start import start
from warmline.care.world import World
from warmline.domain.keeping import Errand, KeptReading
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.house import House
from warmline.settings import Settings
from warmline.worker import Responder


async def until_read(world: World, conversation_ids: set[str]) -> None:
    """Something was read in exactly these."""
    async with asyncio.timeout(60):
        while True:
            read = await world.store.read(lambda ledger: ledger.list(KeptReading))
            if {each.conversation_id for each in read} == conversation_ids:
                return
            await asyncio.sleep(0.05)


def test_one_conversation_that_cannot_be_read_holds_up_none(tmp_path: Path) -> None:
    def put(tokens: str, conversation_id: str) -> None:
        """What stands in the place of a message's tokens."""
        with closing(sqlite3.connect(tmp_path / "tenants" / "one" / "warmline.db")) as connection, connection:
            connection.execute("UPDATE messages SET tokens = ? WHERE conversation_id = ?", (tokens, conversation_id))

    async def story() -> None:
        house = House(Settings(home=tmp_path, reader="linear", reserve=0))
        await house.open()
        world, now = await house.add_tenant("one"), SystemClock().now()
        nouns = [Inbox(InboxId("in"), now, "Shop"), Contact(ContactId("anna"), now)]
        await world.store.write(lambda ledger: [ledger.add(noun) for noun in nouns])
        talks = [(await start(world, InboxId("in"), ContactId("anna"))).id for _ in range(5)]
        for talk in talks:
            await receive(world, Said(talk, "Where is my parcel?"))
        put("damaged", talks[2])
        responder = Responder(house)
        await responder.start()
        await until_read(world, {*talks} - {talks[2]})
        left = await world.store.read(lambda ledger: ledger.list(Errand))
        assert [errand.subject for errand in left] == [talks[2]]
        put("[]", talks[2])
        responder.wake("one", talks[2])
        await until_read(world, {*talks})
        assert await world.store.read(lambda ledger: ledger.list(Errand)) == []
        await responder.stop()
        await house.close()

    asyncio.run(story())
