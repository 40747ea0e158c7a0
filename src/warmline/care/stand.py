"""How a hand-over stands: for the customer, for who answers, and for who leads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from warmline.care.consent import allows
from warmline.care.goes_on import goes_on_in
from warmline.care.reach import current, place
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.emotion import NOT_SURE
from warmline.domain.hand_over import HandOver, HandOverState, Hours
from warmline.domain.keeping import Correction, KeptReading
from warmline.domain.message import ConversationId
from warmline.domain.people import Agent
from warmline.logic.emotion.corrected import last_word
from warmline.logic.hand_over.queue import in_turn, quantile, seconds_to_person, within
from warmline.logic.hours.opening import is_open, next_open
from warmline.ports import Ledger

_ALL = 10**9
_LATELY = timedelta(days=7)
"""Over which the wall board's waits are counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A hand-over as it stands; without one, whether anybody would be there."""

    hand_over: HandOver | None
    position: int | None
    open: bool
    opens_at: datetime | None
    agent: Agent | None

    @property
    def state(self) -> HandOverState:
        """As it is told."""
        return self.hand_over.state if self.hand_over else "none"


@dataclass(frozen=True, slots=True)
class WallBoard:
    """How many wait and how they feel, of no person of the company anything."""

    queued: int
    longest_wait: int | None
    joined: int
    resolved_today: int
    moods: dict[str, int]
    waits: tuple[int | None, int | None, int]
    """Seconds that half of them, and nine of ten, waited at most; and how many there were."""
    target: int
    share: float | None


async def stand(world: World, conversation_id: ConversationId) -> Standing:
    """How the conversation's hand-over stands. Raises NotFound, StoreUnavailable."""
    return await world.store.read(lambda ledger: _stands(world, ledger, goes_on_in(ledger, conversation_id)))


async def list_waiting(world: World, state: HandOverState, limit: int) -> list[Standing]:
    """Those in a state that may be seen, as they are answered. Raises StoreUnavailable."""

    def find(ledger: Ledger) -> list[Standing]:
        found = in_turn(ledger.list(HandOver, state=state, limit=_ALL))[:limit]
        return [_stands(world, ledger, ledger.get(Conversation, each.conversation_id), each) for each in found]

    return await world.store.read(find)


async def watch_all(world: World) -> WallBoard:
    """What goes on in all that may be seen. Raises StoreUnavailable."""
    return await world.store.read(lambda ledger: _board(world, ledger))


def _stands(world: World, ledger: Ledger, talk: Conversation, own: HandOver | None = None) -> Standing:
    own = own or current(ledger, talk)
    hours, now = ledger.find(Hours, talk.inbox_id), world.clock.now()
    agent = ledger.find(Agent, own.agent_id) if own and own.agent_id else None
    waits = own is not None and own.state == "queued"
    return Standing(
        own, place(ledger, own) if own and waits else None, is_open(hours, now), next_open(hours, now), agent
    )


def _board(world: World, ledger: Ledger) -> WallBoard:
    now, every = world.clock.now(), ledger.list(HandOver, limit=_ALL)
    lately = [each for each in every if each.asked_at > now - _LATELY]
    waits = [wait for each in lately if (wait := seconds_to_person(each)) is not None]
    here = {state: [each for each in every if each.state == state] for state in ("queued", "joined")}
    waiting = [now - each.asked_at for each in lately if each.answered_at is None and each.resolved_at is None]
    today = datetime.combine(now.date(), time(), UTC)
    return WallBoard(
        queued=len(here["queued"]),
        longest_wait=max((int((now - each.asked_at).total_seconds()) for each in here["queued"]), default=None),
        joined=len(here["joined"]),
        resolved_today=sum(each.resolved_at is not None and each.resolved_at >= today for each in every),
        moods=_moods(world, ledger, here["queued"] + here["joined"]),
        waits=(quantile(waits, 0.5), quantile(waits, 0.9), len(waits)),
        target=int(world.hand_overs.target.total_seconds()),
        share=within(waits, waiting, world.hand_overs.target),
    )


def _moods(world: World, ledger: Ledger, here: list[HandOver]) -> dict[str, int]:
    """How those feel who wait or are answered, by their last message that was read; as they said where they did."""
    found = [_feels(world, ledger, each) for each in here]
    return dict(Counter(each for each in found if each))


def _feels(world: World, ledger: Ledger, own: HandOver) -> str | None:
    if not allows(world, ledger, own.contact_id, "reading"):
        return None
    read = ledger.list(KeptReading, conversation_id=own.conversation_id, newest=True, limit=1)
    if not read:
        return None
    said = last_word(ledger.list(Correction, message_id=read[0].message_id, limit=_ALL))
    feels = said.emotion if said else read[0].reading.emotion
    return None if feels == NOT_SURE else feels
