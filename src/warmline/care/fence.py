"""What somebody may not see is not there for them: no story has to ask, and none can forget to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from warmline.care.world import World
from warmline.domain.account import Account
from warmline.domain.conversation import Conversation
from warmline.domain.desk import CannedReply
from warmline.domain.errors import NotFound
from warmline.domain.message import Message
from warmline.domain.people import Contact, Inbox
from warmline.logic.access.sight import Sight, is_trained
from warmline.ports import Ledger, Nouns, Store

T = TypeVar("T")
_KEYS = ("position", "id", "message_id", "conversation_id")
_MANY, _ALL = 1000, 10**9


def fenced(world: World, sight: Sight) -> World:
    """The same world as far as somebody sees it."""
    return world if sight.reach == "tenant" else replace(world, store=FencedStore(world.store, sight))


@dataclass(frozen=True, slots=True)
class FencedStore:
    """Implements `warmline.ports.Store` on another one."""

    store: Store
    sight: Sight

    async def write(self, unit: Callable[[Ledger], T], *, spare: float = 0) -> T:
        """As the store does."""
        return await self.store.write(lambda ledger: unit(FencedLedger(ledger, self.sight)), spare=spare)

    async def read(self, unit: Callable[[Ledger], T]) -> T:
        """As the store does."""
        return await self.store.read(lambda ledger: unit(FencedLedger(ledger, self.sight)))

    async def scrub(self) -> None:
        """As the store does."""
        await self.store.scrub()

    async def compact(self) -> None:
        """As the store does."""
        await self.store.compact()

    async def ready(self) -> None:
        """As the store does."""
        await self.store.ready()

    async def close(self) -> None:
        """As the store does."""
        await self.store.close()


def whole(ledger: Ledger) -> Ledger:
    """The ledger as the house sees it: for what is counted over all, of which nobody is shown more than the count."""
    return ledger.ledger if isinstance(ledger, FencedLedger) else ledger


@dataclass(slots=True)
class FencedLedger:
    """Implements `warmline.ports.Ledger` on another one; what belongs to no contact is not fenced off."""

    ledger: Ledger
    sight: Sight
    _talks: dict[str, bool] = field(default_factory=dict)
    _contacts: dict[str, bool] = field(default_factory=dict)

    def add(self, noun: Any) -> None:
        """As the ledger does."""
        self.ledger.add(noun)

    def find(self, kind: type[T], key: str | int) -> T | None:
        """The noun of a key, if it may be seen."""
        noun = self.ledger.find(kind, key)
        return noun if noun is not None and self._sees(noun) else None

    def get(self, kind: type[T], key: str | int) -> T:
        """The noun of a key, if it may be seen. Raises NotFound, as if it were not there."""
        noun = self.find(kind, key)
        if noun is None:
            raise NotFound.of(kind)
        return noun

    def put(self, noun: Any) -> None:
        """As the ledger does."""
        self.ledger.put(noun)

    def drop(self, kind: type[Any], key: str | int) -> None:
        """As the ledger does."""
        self.ledger.drop(kind, key)

    def list(
        self, kind: type[T], *, after: Any = None, limit: int = 100, newest: bool = False, **equal: str | int
    ) -> list[T]:
        """Those that may be seen."""
        found: list[T] = []
        while len(found) < limit:
            some = self.ledger.list(kind, after=after, limit=max(limit, _MANY), newest=newest, **equal)
            found += [noun for noun in some if self._sees(noun)]
            if len(some) < max(limit, _MANY):
                break
            after = _key(some[-1])
        return found[:limit]

    def count(self, kind: type[Any], **equal: str | int) -> int:
        """How many of them may be seen."""
        return len(self.list(kind, limit=_ALL, newest=False, **equal))

    def forget(self, contact_id: str, *, inferred: bool = False) -> None:
        """As the ledger does."""
        self.ledger.forget(contact_id, inferred=inferred)

    def expire(self, data: str, before: datetime, limit: int) -> int:
        """As the ledger does."""
        return self.ledger.expire(data, before, limit)

    def everything(self, contact_id: str) -> dict[str, Nouns]:
        """Of all that, what may be seen."""
        found = self.ledger.everything(contact_id)
        return {name: [noun for noun in nouns if self._sees(noun)] for name, nouns in found.items()}

    def shows(self, talk: Conversation) -> bool:
        """Whether a conversation that was found elsewhere may be seen."""
        return self._sees_talk(talk)

    def _sees(self, noun: Any) -> bool:
        if isinstance(noun, Conversation):
            return self._sees_talk(noun)
        if isinstance(noun, Inbox):
            return self.sight.sees_inbox(noun.id)
        if isinstance(noun, Contact):
            return self._sees_contact(noun.id)
        if isinstance(noun, CannedReply):
            return noun.inbox_id is None or self.sight.sees_inbox(noun.inbox_id)
        if talk_id := getattr(noun, "conversation_id", None):
            return self._sees_talk_of(talk_id)
        contact_id = getattr(noun, "contact_id", None)
        return contact_id is None or self._sees_contact(contact_id)

    def _sees_talk(self, talk: Conversation) -> bool:
        if talk.merged_into and self.sight.reach in ("mine", "groups"):  # as where it goes on
            return self.sight.agent_id not in talk.hidden_from and self._sees_talk_of(talk.merged_into)
        return self.sight.sees(talk) and (not self.sight.needs_training(talk) or not self._somebody_is(talk))

    def _sees_talk_of(self, talk_id: str) -> bool:
        if talk_id not in self._talks:
            talk = self.ledger.find(Conversation, talk_id)
            self._talks[talk_id] = talk is not None and self._sees_talk(talk)
        return self._talks[talk_id]

    def _somebody_is(self, talk: Conversation) -> bool:
        """Whether anybody of the inbox is trained for it: else it is everybody's, so that nobody waits for nobody."""
        staff = self.ledger.list(Account, limit=_ALL)
        return any(is_trained(each) and talk.inbox_id in each.inboxes for each in staff)

    def _sees_contact(self, contact_id: str) -> bool:
        if self.sight.reach == "own":
            return contact_id == self.sight.contact_id
        if contact_id not in self._contacts:
            talks = self.ledger.list(Conversation, contact_id=contact_id, limit=_MANY)
            self._contacts[contact_id] = any(map(self._sees_talk, talks))
        return self._contacts[contact_id]


def _key(noun: Any) -> Any:
    """What a list goes on after."""
    if isinstance(noun, Message):
        return noun.number
    return next(getattr(noun, name) for name in _KEYS if hasattr(noun, name))
