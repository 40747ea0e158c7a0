"""A request that is sent again makes nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from warmline.care.world import World
from warmline.domain.account import Account
from warmline.domain.attachment import Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.desk import CannedReply, Note
from warmline.domain.errors import Conflict
from warmline.domain.keeping import Correction, Erasure, Key, Made, Rating
from warmline.domain.message import Message
from warmline.domain.people import Agent, Consent, Contact, Inbox
from warmline.domain.webhook import Endpoint
from warmline.ports import Ledger

N = TypeVar("N")
_MADE = (
    Inbox, Agent, Contact, Consent, Conversation, Message, Attachment, Correction, Rating, Erasure, Key, Endpoint,
    Account, Note, CannedReply,
)  # fmt: skip
KINDS: dict[str, type[Any]] = {kind.__name__.lower(): kind for kind in _MADE}
"""What a request can make."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again."""

    id: str
    """The same when it comes again, and nobody else's."""
    digest: str
    """Of all that it asks for."""


def once(world: World, asked: Asked | None, make: Callable[[Ledger], N]) -> Callable[[Ledger], N]:
    """The unit that makes something; for a request that was kept with what it made, it finds this as it is now.

    It raises Conflict for another request of the same id, NotFound when what was made is gone.
    """
    if asked is None:
        return make

    def keep(ledger: Ledger) -> N:
        before = ledger.find(Made, asked.id)
        if before is None:
            noun = make(ledger)
            ledger.add(_made(world, asked, noun))
            return noun
        if before.digest != asked.digest:
            raise Conflict("another request came with this Idempotency-Key")
        return cast(N, ledger.get(KINDS[before.kind], before.made_id))

    return keep


async def add_once(world: World, asked: Asked | None, noun: N) -> N:
    """The noun as it is kept, or the one that the same request added before. Raises Conflict, StoreUnavailable."""

    def add(ledger: Ledger) -> N:
        ledger.add(noun)
        return noun

    return await world.store.write(once(world, asked, add))


def _made(world: World, asked: Asked, noun: Any) -> Made:
    kind = type(noun).__name__.lower()
    key = noun.conversation_id if isinstance(noun, Rating) else noun.id
    contact = noun.id if isinstance(noun, Contact) else getattr(noun, "contact_id", None)
    return Made(asked.id, asked.digest, kind, key, world.clock.now(), None if isinstance(noun, Erasure) else contact)
