"""What goes over the wire: requests and answers of `/v1`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from warmline.domain.conversation import State
from warmline.domain.decision import Action
from warmline.domain.desk import MOST_NAME, MOST_NOTE, MOST_REPLY
from warmline.domain.emotion import FAMILIES
from warmline.domain.keeping import Forgotten, ShownReading
from warmline.domain.message import MAX_TURN, Role
from warmline.domain.people import ChannelKind, Identity, Purpose

T = TypeVar("T")
Id = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text may not hold the character U+0000")
    return text


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise ValueError("a number, not what could be read as one")
    return value


Long = Annotated[str, AfterValidator(_without_nul)]
NUMBER = BeforeValidator(_number)
Flag = Annotated[bool, Strict()]
Short = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
IdPath = Annotated[str, Path(max_length=200, pattern=r"^[\x21-\x7e]+$")]


class Wire(BaseModel):
    """Unknown fields are refused: a misspelt one would be lost otherwise."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Page(BaseModel, Generic[T]):
    """Some of a list; `next` asks for what comes after, null at the end."""

    items: list[T]
    next: str | None = None


Origin = Annotated[str, Field(max_length=300, pattern=r"^(https://|http://(localhost|127\.0\.0\.1))[a-z0-9.:\[\]-]*$")]
"""A site as browsers name it: scheme, host and, unless it is the usual one, port; in lower case, without a path."""


class NewInbox(Wire):
    name: Short
    channel: ChannelKind = "api"
    origins: Annotated[tuple[Origin, ...], Field(max_length=100)] = ()
    identity: Identity = "anyone"


class InboxChange(Wire):
    name: Short | None = None
    channel: ChannelKind | None = None
    origins: Annotated[tuple[Origin, ...], Field(max_length=100)] | None = None
    identity: Identity | None = None


class InboxOut(NewInbox):
    id: str
    created_at: datetime


class InboxSecret(Wire):
    secret: str
    """With which the tenant's server vouches for visitors; shown this once."""


class NewAgent(Wire):
    name: Short


class AgentOut(NewAgent):
    id: str
    created_at: datetime


class NewContact(Wire):
    external_id: Id | None = None
    name: Short | None = None
    email: Short | None = None
    phone: Short | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None
    attributes: Annotated[
        dict[Short, Short], Field(max_length=50, json_schema_extra={"additionalProperties": False})
    ] = {}


class ContactOut(NewContact):
    id: str
    created_at: datetime
    read: bool


class NewConversation(Wire):
    inbox_id: Id
    contact_id: Id


class ConversationOut(Wire):
    id: str
    inbox_id: str
    contact_id: str
    started_at: datetime
    last_at: datetime
    state: State
    priority: int
    messages: int
    agent_id: str | None
    guarded: bool
    hidden_from: tuple[str, ...]
    waiting_since: datetime | None
    tags: tuple[str, ...]
    snoozed: bool
    snoozed_until: datetime | None
    merged_into: str | None
    first_inbox_id: str | None


class HiddenFrom(Wire):
    agents: Annotated[tuple[Id, ...], Field(max_length=100)]


class NewMessage(Wire):
    text: Annotated[Long, Field(min_length=1, max_length=MAX_TURN)]
    role: Role = Role.CUSTOMER
    client_id: Id | None = None
    author: Id | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None


class MessageOut(Wire):
    id: str
    conversation_id: str
    number: int
    role: Role
    at: datetime
    text: str
    client_id: str | None
    author: str | None
    language: str


class NewNote(Wire):
    text: Annotated[Long, Field(min_length=1, max_length=MOST_NOTE, pattern=r"\S")]


class NoteOut(NewNote):
    id: str
    conversation_id: str
    by: str
    at: datetime


class NewTag(Wire):
    name: Annotated[Long, Field(min_length=1, max_length=MOST_NAME, pattern=r"\S")]


class TagOut(NewTag):
    id: str
    created_at: datetime


def _text(value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        raise ValueError("a moment, as text")
    return value


class Snooze(Wire):
    until: Annotated[datetime | None, BeforeValidator(_text)]
    """Null: until the customer writes."""


class Merge(Wire):
    into: Id


class Transfer(Wire):
    inbox_id: Id | None = None
    agent_id: Id | None = None
    note: Annotated[Long, Field(min_length=1, max_length=MOST_NOTE, pattern=r"\S")] | None = None
    by: Id = "integration"


class TakerOut(Wire):
    kind: Literal["inbox", "agent"]
    id: str
    name: str
    inboxes: tuple[str, ...]


Word = Annotated[str, Field(min_length=1, max_length=MOST_NAME, pattern=r"^[^\x00-\x20/]+$")]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]


class NewCannedReply(Wire):
    name: Word
    language: Language
    text: Annotated[Long, Field(min_length=1, max_length=MOST_REPLY, pattern=r"\S")]
    inbox_id: Id | None = None


class CannedReplyChange(Wire):
    name: Word | None = None
    language: Language | None = None
    text: Annotated[Long, Field(min_length=1, max_length=MOST_REPLY, pattern=r"\S")] | None = None


class CannedReplyOut(NewCannedReply):
    id: str
    created_at: datetime


class By(Wire):
    by: Id = "integration"


class Assignment(Wire):
    agent_id: Id | None


class NewRating(Wire):
    csat: Literal[1, 2, 3, 4, 5]
    comment: Annotated[Long, Field(max_length=10_000)] | None = None


class RatingOut(NewRating):
    conversation_id: str
    at: datetime


class NewCorrection(Wire):
    emotion: Annotated[str, Field(pattern=f"^({'|'.join(FAMILIES)})$")]
    by: Literal["contact", "agent"] = "contact"


class CorrectionOut(NewCorrection):
    id: str
    message_id: str
    at: datetime


class NewConsent(Wire):
    purpose: Purpose
    given: Flag
    source: Short
    wording: Short
    locale: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")]
    proof: Annotated[Long, Field(max_length=10_000)] | None = None


class ConsentOut(NewConsent):
    id: str
    contact_id: str
    at: datetime


class StandingOut(Wire):
    purpose: Purpose
    may: bool
    """What holds: the contact's answer, else what the policy says."""
    answer: ConsentOut | None


class ReasonOut(Wire):
    rule: str
    because: str


class DecisionOut(Wire):
    action: Action
    reasons: tuple[ReasonOut, ...]
    priority: int


class LookOut(Wire):
    actor: str
    action: str
    at: datetime


class HowReadOut(Wire):
    message_id: str
    conversation_id: str
    at: datetime
    text: str
    emotion: str
    reading: ShownReading
    decision: DecisionOut | None
    models: dict[str, str]
    seen: tuple[LookOut, ...]


class RowOut(Wire):
    id: str
    inbox_id: str
    contact_id: str
    state: State
    priority: int
    agent_id: str | None
    guarded: bool
    messages: int
    started_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    tags: tuple[str, ...]
    snoozed: bool
    snoozed_until: datetime | None
    merged_into: str | None


class SeenOut(Wire):
    conversation_id: str
    who: str
    number: int
    at: datetime


class EventOut(Wire):
    position: int
    at: datetime
    kind: str
    conversation_id: str | None
    contact_id: str | None
    message_id: str | None
    event: dict[str, Any]


class FrameOut(Wire):
    type: Literal["events"]
    cursor: int
    rows: tuple[RowOut, ...]
    gone: tuple[str, ...]
    events: tuple[EventOut, ...]
    ids: tuple[str, ...] | None = None


class ToRead(Wire):
    text: Annotated[Long, Field(max_length=MAX_TURN)]
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None


class Reading(Wire):
    on: Flag


class NewErasure(Wire):
    what: Literal["feelings", "everything"] = "everything"


class ErasureOut(Wire):
    what: Forgotten
    id: str
    contact_id: str
    at: datetime
    done_at: datetime | None
