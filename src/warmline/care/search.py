"""Somebody looks for words in what was said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.message import Message
from warmline.ports import Ledger

MOST = 20_000
"""Messages that are looked at: words may be sealed, so that no index of a database can hold them."""
_AT_ONCE, _ALL = 1000, 10**9


async def search(world: World, words: str, limit: int) -> list[Message]:
    """At most so many messages that hold the words, upper and lower case alike, newest conversations first.

    Raises StoreUnavailable.
    """
    wanted = words.casefold()

    def look(ledger: Ledger) -> list[Message]:
        looked_at = islice(_newest(ledger), MOST)
        return list(islice((each for each in looked_at if wanted in each.text.casefold()), limit))

    return await world.store.read(look) if wanted else []


def _newest(ledger: Ledger) -> Iterator[Message]:
    after: str | None = None
    while talks := ledger.list(Conversation, after=after, newest=True, limit=_AT_ONCE):
        for talk in talks:
            yield from reversed(ledger.list(Message, conversation_id=talk.id, limit=_ALL))
        after = talks[-1].id
