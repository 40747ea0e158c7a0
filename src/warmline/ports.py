"""What the stories need from the outside world."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from warmline.domain.conversation import Course, Heard
from warmline.domain.keeping import Erasure
from warmline.domain.live import Signal
from warmline.domain.mail import Mailbox
from warmline.domain.message import Turn
from warmline.domain.model import Card
from warmline.domain.people import InboxId
from warmline.domain.prepared import Prepared

Probabilities = NDArray[np.float64]
T = TypeVar("T")
Nouns = list[Any]
ADDRESS = (
    r"^https?://([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?(/[\x21\x22\x24-\x7e]*)?$"
)
"""Of what something is sent to: without user and fragment."""


@dataclass(frozen=True, slots=True)
class Scores:
    """A model's calibrated probabilities for n turns."""

    labels: Probabilities
    """n × 28, in the order of LABELS."""
    basic: Probabilities
    """n × 6, in the order of BASIC."""
    families: Probabilities
    """n × 14, in the order of FAMILIES."""
    abuse: Probabilities
    """n."""
    intensity: Probabilities
    """n × 6, 0 to 1 per basic emotion."""
    flags: Probabilities
    """n × 8, in the order of LEARNED; not calibrated to how seldom these are."""
    alone: Probabilities | None = None
    """n × 14: care families by the linear reader alone, where another model reads beside it."""
    shares: Sequence[NDArray[np.floating]] = ()
    """On demand: what each word of each turn adds to the logit of its likeliest family."""


class Runtime(Protocol):
    """A model that reads prepared turns."""

    card: Card

    def run(self, turns: Sequence[Prepared], *, explain: bool = False) -> Scores:
        """Scores of the turns, in order."""
        ...


class LanguageDetector(Protocol):
    """Tells the language of a text."""

    def detect(self, text: str) -> list[tuple[str, float]]:
        """Likely languages (ISO 639-1) with their probabilities, best first; empty when it cannot say."""
        ...


class Aside(Protocol):
    """Where something is done, without keeping others waiting."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


class Listening(Protocol):
    """Hears what was said, one call after the other, without keeping others waiting."""

    def __call__(
        self, courses: Mapping[str, Course], turns: Sequence[Turn]
    ) -> Awaitable[tuple[list[Heard], Mapping[str, Course]]]:
        """The next turns of conversations, by the id of each, as they were heard, and the courses after them."""
        ...


class Ledger(Protocol):
    """One tenant's nouns (dataclasses of `domain`) inside one transaction."""

    def add(self, noun: Any) -> None:
        """Adds a noun."""
        ...

    def find(self, kind: type[T], key: str | int) -> T | None:
        """The noun of a key."""
        ...

    def get(self, kind: type[T], key: str | int) -> T:
        """The noun of a key. Raises NotFound."""
        ...

    def put(self, noun: Any) -> None:
        """Replaces the noun of the same key."""
        ...

    def drop(self, kind: type[Any], key: str | int) -> None:
        """Deletes the noun of a key, if it is there."""
        ...

    def list(
        self, kind: type[T], *, after: Any = None, limit: int = 100, newest: bool = False, **equal: str | int
    ) -> list[T]:
        """Nouns whose fields equal what is asked, in order, from behind `after` on."""
        ...

    def count(self, kind: type[Any], **equal: str | int) -> int:
        """How many nouns' fields equal what is asked."""
        ...

    def forget(self, contact_id: str, *, inferred: bool = False) -> None:
        """Deletes every noun about a contact, or with `inferred` what was inferred about them."""
        ...

    def expire(self, data: str, before: datetime, limit: int) -> int:
        """Deletes at most so many nouns of a kind of data (`inference`, `words` …) that are older; how many."""
        ...

    def everything(self, contact_id: str) -> dict[str, Nouns]:
        """Every noun about a contact that is theirs to have, by the name of its table."""
        ...


class Store(Protocol):
    """Where one tenant's data are kept. A unit may be run more than once and has no effect but on the ledger."""

    async def write(self, unit: Callable[[Ledger], T], *, spare: float = 0) -> T:
        """What the unit gave back, once it is on disk. Raises what the unit raises (then nothing of it is kept),
        StoreUnavailable or DiskFull.

        `spare` is the share of the room kept for it that the unit may use up when there is no other; 1: all.
        """
        ...

    async def read(self, unit: Callable[[Ledger], T]) -> T:
        """What the unit found, all of it at one moment. Raises StoreUnavailable."""
        ...

    async def scrub(self) -> None:
        """What was deleted is nowhere on disk any more, as far as this store can see to it; with all spare room."""
        ...

    async def ready(self) -> None:
        """Raises StoreUnavailable when nothing can be found, DiskFull when nothing more can be kept."""
        ...

    async def compact(self) -> None:
        """What was replaced is nowhere on disk any more, as far as this store can see to it; slow."""
        ...

    async def close(self) -> None:
        """Writes what waits, then lets go."""
        ...


class Tombstones(Protocol):
    """Who asked to be forgotten: outside the store, so that a restored backup cannot bring anybody back."""

    def add(self, erasure: Erasure) -> None:
        """On disk when it returns, for which spare room is used. Raises StoreUnavailable."""
        ...

    def all(self) -> list[Erasure]:
        """All, oldest first."""
        ...


class Files(Protocol):
    """The bytes of what was attached, each contact's together; any thread may call. All raise StoreUnavailable."""

    def add(self, contact_id: str, file_id: str, content: bytes) -> None:
        """On disk when it returns. Raises DiskFull."""
        ...

    def get(self, contact_id: str, file_id: str) -> bytes:
        """What was added. Raises NotFound, DataDamaged."""
        ...

    def drop(self, contact_id: str, file_id: str) -> None:
        """Deletes one, if it is there."""
        ...

    def forget(self, contact_id: str) -> None:
        """Deletes all of a contact."""
        ...

    def older(self, before: datetime) -> list[tuple[str, str]]:
        """Contact and id of each that was added before a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back when something was sent out."""

    status: int | None
    """None: nothing came back."""
    why: str
    """Why it counts as not taken; empty: it was taken."""
    milliseconds: int
    wait: float | None = None
    """Seconds that it asks to wait before the next attempt."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found where something was asked for."""

    status: int | None
    """None: nothing came back."""
    why: str
    """Why there is nothing to go on with; empty: there is."""
    content: bytes = field(default=b"", repr=False)
    """All of it, also of a failure; nothing where it was too much."""


class Outbound(Protocol):
    """The one way out."""

    async def post(self, url: str, headers: dict[str, str], content: bytes) -> Answer:
        """What came back, whatever happened; never from an address that only this machine can reach."""
        ...

    async def fetch(self, method: str, url: str, headers: dict[str, str], content: bytes = b"") -> Fetched:
        """The same where what comes back is wanted: at most a million bytes."""
        ...

    async def close(self) -> None:
        """Lets go."""
        ...


Hear = Callable[[Signal | None], None]


class Hub(Protocol):
    """Tells who looks; what it tells may be lost, so that who looks also looks by itself."""

    def publish(self, tenant: str, signal: Signal | None = None) -> None:
        """Something is new in the tenant's events, or somebody does something just now."""
        ...

    def subscribe(self, tenant: str, hear: Hear) -> Callable[[], None]:
        """Hears of a tenant, in the event loop, until what comes back is called."""
        ...

    async def open(self) -> None:
        """From now on, until `close`."""
        ...

    async def close(self) -> None:
        """Lets go."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one person by mail."""

    to: str
    """Their address."""
    subject: str
    text: str


class Mailer(Protocol):
    """Takes letters to the post."""

    async def send(self, letter: Letter) -> str:
        """Why it was not taken, without a word of it; empty: it was."""
        ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a mailbox found."""

    why: str = ""
    """Why nothing could be looked at; empty: it could."""
    validity: int = 0
    uid: int = 0
    """Once the letters are kept, every one up to this was looked at."""
    letters: tuple[tuple[int, bytes | None], ...] = field(default=(), repr=False)
    """The oldest new ones, each by its number in the folder; None for one that is too large."""
    more: bool = False
    """There are more."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter to a customer."""

    name: str = field(repr=False)
    """Its Message-ID, the same at every attempt."""
    called: str
    """Whose name stands beside the mailbox's address."""
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    answers: str = field(default="", repr=False)
    """Message-ID of the letter it answers."""
    thread: tuple[str, ...] = field(default=(), repr=False)
    automatic: bool = False
    files: tuple[tuple[str, str, bytes], ...] = field(default=(), repr=False)
    """Name, media type and bytes of each."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it."""

    why: str = ""
    """Why it was not taken, without a word of it; empty: it was."""
    for_good: bool = False
    """It will not be taken another time either."""


class PostOffice(Protocol):
    """Mail servers of tenants; never one that only this machine can reach. Nothing here raises because of a server."""

    async def look(self, mailbox: Mailbox) -> Looked:
        """The oldest new letters; of a mailbox that is looked at for the first time none, only where it begins."""
        ...

    async def mark(self, mailbox: Mailbox, uids: Sequence[int]) -> None:
        """Marks letters as seen, if it can."""
        ...

    async def send(self, mailbox: Mailbox, posting: Posting) -> Posted:
        """Hands a letter in."""
        ...

    async def check(self, mailbox: Mailbox) -> tuple[str, str]:
        """Why letters cannot be fetched, and why they cannot be handed in, in plain words; empty: they can."""
        ...

    def leave(self, inbox_id: InboxId) -> None:
        """An inbox has no mailbox any more."""
        ...

    async def close(self) -> None:
        """Lets go."""
        ...


class Clock(Protocol):
    """Time, and names for what is new."""

    def now(self) -> datetime:
        """This moment, in UTC; never earlier than one told before."""
        ...

    def is_sure(self) -> bool:
        """Whether what it tells may be relied on to delete what is old."""
        ...

    def new_id(self) -> str:
        """An id never given before; later ones sort behind earlier ones."""
        ...
