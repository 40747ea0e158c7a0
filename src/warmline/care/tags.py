"""Conversations get words by which they are found, and lose them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from warmline.care.fence import whole
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.desk import MOST_NAMES, MOST_TAGS, Tag, Tagging, TagId
from warmline.domain.errors import Conflict
from warmline.domain.events import Recorded, Tagged, Untagged
from warmline.domain.message import ConversationId
from warmline.logic.desk.names import tag_name
from warmline.ports import Ledger

_AT_ONCE = 500


async def tag(world: World, conversation_id: ConversationId, given: str, by: str) -> Conversation:
    """The conversation with the tag, which is made where there is none of this name; again changes nothing.

    Raises NotFound, UnreadableInput, Conflict where there are too many, StoreUnavailable.
    """
    name, tag_id = tag_name(given), TagId(world.clock.new_id())

    def keep(ledger: Ledger) -> Conversation:
        talk, own = ledger.get(Conversation, conversation_id), find_tag(ledger, name)
        if own and own.id in talk.tags:
            return talk
        if len(talk.tags) >= MOST_TAGS:
            raise Conflict(f"a conversation has {MOST_TAGS} tags at most")
        own = own or _made(world, ledger, tag_id, name)
        after = put_tags(ledger, talk, [own.id])
        ledger.put(after)
        ledger.add(Recorded(Tagged(by, own.id), world.clock.now(), talk.id, talk.contact_id))
        return after

    return await world.store.write(keep)


async def untag(world: World, conversation_id: ConversationId, tag_id: TagId, by: str) -> Conversation:
    """The conversation without the tag; again changes nothing. A tag that none has any more is gone.

    Raises NotFound, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Conversation:
        talk = ledger.get(Conversation, conversation_id)
        if tag_id not in talk.tags:
            return talk
        after = replace(talk, tags=tuple(each for each in talk.tags if each != tag_id))
        ledger.put(after)
        ledger.drop(Tagging, _pair(tag_id, talk))
        ledger.add(Recorded(Untagged(by, tag_id), world.clock.now(), talk.id, talk.contact_id))
        drop_unused(ledger, [tag_id])
        return after

    return await world.store.write(keep)


def put_tags(ledger: Ledger, talk: Conversation, tags: Iterable[TagId]) -> Conversation:
    """The conversation with these tags too, as many as it may have, to be put by whoever asks."""
    new = [each for each in dict.fromkeys(tags) if each not in talk.tags][: MOST_TAGS - len(talk.tags)]
    for own in new:
        ledger.add(Tagging(_pair(own, talk), own, talk.id, talk.contact_id))
    return replace(talk, tags=(*talk.tags, *new))


def drop_unused(ledger: Ledger, tags: Iterable[TagId]) -> None:
    """Deletes those of the tags that no conversation has."""
    house = whole(ledger)
    for own in tags:
        if not house.count(Tagging, tag_id=own):
            house.drop(Tag, own)


def find_tag(ledger: Ledger, wanted: str) -> Tag | None:
    """The tag of a name or an id."""
    every = ledger.list(Tag, limit=MOST_NAMES)
    return next((each for each in every if wanted in (each.name, each.id)), None)


def list_tagged(
    ledger: Ledger, wanted: str, after: str | None, limit: int, equal: Mapping[str, str | int]
) -> list[Conversation]:
    """Conversations that have a tag and whose fields equal what is asked, newest first."""
    own, found = find_tag(ledger, wanted), list[Conversation]()
    before = own and after and f"{own.id}/{after}"
    while own and len(found) < limit:
        some = ledger.list(Tagging, tag_id=own.id, after=before, newest=True, limit=_AT_ONCE)
        talks = [talk for each in some if (talk := ledger.find(Conversation, each.conversation_id))]
        found += [talk for talk in talks if all(getattr(talk, name) == value for name, value in equal.items())]
        if len(some) < _AT_ONCE:
            break
        before = some[-1].id
    return found[:limit]


def _made(world: World, ledger: Ledger, tag_id: TagId, name: str) -> Tag:
    if ledger.count(Tag) >= MOST_NAMES:
        raise Conflict(f"there are {MOST_NAMES} different tags already: use one of these, or take one off everywhere")
    own = Tag(tag_id, world.clock.now(), name)
    ledger.add(own)
    return own


def _pair(tag_id: TagId, talk: Conversation) -> str:
    return f"{tag_id}/{talk.id}"
