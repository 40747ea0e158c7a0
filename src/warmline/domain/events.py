"""Everything that can happen, as one union; events are only ever added and hold no words of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args, get_type_hints

from warmline.domain.decision import Action
from warmline.domain.desk import NoteId, TagId
from warmline.domain.mail import Failure
from warmline.domain.message import ConversationId, MessageId, Role
from warmline.domain.people import AgentId, ContactId, InboxId, Purpose


@dataclass(frozen=True, slots=True)
class ConversationStarted:
    inbox_id: InboxId
    kind: Literal["conversation_started"] = "conversation_started"


@dataclass(frozen=True, slots=True)
class MessageKept:
    """Somebody wrote; the words live with the message alone."""

    role: Role
    kind: Literal["message_kept"] = "message_kept"


@dataclass(frozen=True, slots=True)
class TurnRead:
    """A customer's turn was read; the reading lives apart and may be gone."""

    kind: Literal["turn_read"] = "turn_read"


@dataclass(frozen=True, slots=True)
class Decided:
    """What is done with a turn; why is an inference, and lives apart."""

    action: Action
    priority: int
    kind: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """From now on a person answers."""

    by: str
    kind: Literal["handed_over"] = "handed_over"


@dataclass(frozen=True, slots=True)
class CallBackAsked:
    """The customer asked to be called or written to; where is with the hand-over alone."""

    kind: Literal["call_back_asked"] = "call_back_asked"


@dataclass(frozen=True, slots=True)
class PassportChanged:
    """What the person is told was edited, struck or added to."""

    by: Literal["customer", "agent"]
    kind: Literal["passport_changed"] = "passport_changed"


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who answers from now on; None: whoever of the inbox is free."""

    agent_id: AgentId | None
    kind: Literal["assigned"] = "assigned"


@dataclass(frozen=True, slots=True)
class Transferred:
    """Somebody gave it to people of an inbox, or to one of them."""

    by: str
    inbox_id: InboxId
    agent_id: AgentId | None
    kind: Literal["transferred"] = "transferred"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """People who answer told each other something; the words live with the note alone."""

    by: str
    note_id: NoteId
    kind: Literal["note_added"] = "note_added"


@dataclass(frozen=True, slots=True)
class NoteDropped:
    by: str
    note_id: NoteId
    kind: Literal["note_dropped"] = "note_dropped"


@dataclass(frozen=True, slots=True)
class Tagged:
    by: str
    tag_id: TagId
    kind: Literal["tagged"] = "tagged"


@dataclass(frozen=True, slots=True)
class Untagged:
    by: str
    tag_id: TagId
    kind: Literal["untagged"] = "untagged"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """It is out of the way until a moment; None: until the customer writes."""

    by: str
    until: datetime | None
    kind: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class Woken:
    """It is in the way again: its time came, the customer did something, or somebody brought it back."""

    by: str
    kind: Literal["woken"] = "woken"


@dataclass(frozen=True, slots=True)
class ConversationMerged:
    """It goes on in an earlier one of the same contact; all that was said stays where it is."""

    by: str
    into: ConversationId
    kind: Literal["conversation_merged"] = "conversation_merged"


@dataclass(frozen=True, slots=True)
class ConversationContinued:
    """A later one of the same contact goes on here."""

    by: str
    other: ConversationId
    kind: Literal["conversation_continued"] = "conversation_continued"


@dataclass(frozen=True, slots=True)
class ReadingCorrected:
    """Somebody said how it really was."""

    by: Literal["contact", "agent"]
    kind: Literal["reading_corrected"] = "reading_corrected"


@dataclass(frozen=True, slots=True)
class ConversationResolved:
    by: str
    kind: Literal["conversation_resolved"] = "conversation_resolved"


@dataclass(frozen=True, slots=True)
class ConversationReopened:
    """The customer wrote again after it was resolved."""

    kind: Literal["conversation_reopened"] = "conversation_reopened"


@dataclass(frozen=True, slots=True)
class ConversationRated:
    csat: int
    kind: Literal["conversation_rated"] = "conversation_rated"


@dataclass(frozen=True, slots=True)
class LetterSent:
    """What was said up to a message went to the customer by mail."""

    kind: Literal["letter_sent"] = "letter_sent"


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """What was said up to a message never reached the customer by mail: a person has to see to it."""

    why: Failure
    kind: Literal["letter_failed"] = "letter_failed"


@dataclass(frozen=True, slots=True)
class LetterShortened:
    """Of a letter some files were not taken, or its text stands whole in one of them."""

    left_out: int
    kind: Literal["letter_shortened"] = "letter_shortened"


@dataclass(frozen=True, slots=True)
class AutomaticReplyCame:
    """A machine answered a letter for the customer; what it said is not kept."""

    kind: Literal["automatic_reply_came"] = "automatic_reply_came"


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    purpose: Purpose
    given: bool
    kind: Literal["consent_changed"] = "consent_changed"


@dataclass(frozen=True, slots=True)
class FeelingsForgotten:
    kind: Literal["feelings_forgotten"] = "feelings_forgotten"


@dataclass(frozen=True, slots=True)
class ContactForgotten:
    kind: Literal["contact_forgotten"] = "contact_forgotten"


Event = (
    ConversationStarted | MessageKept | TurnRead | Decided | HandedOver | CallBackAsked | PassportChanged | Assigned
    | Transferred | NoteAdded | NoteDropped | Tagged | Untagged | Snoozed | Woken | ConversationMerged
    | ConversationContinued | ReadingCorrected | ConversationResolved | ConversationReopened | ConversationRated
    | ConsentChanged | FeelingsForgotten | ContactForgotten | LetterSent | LetterFailed | LetterShortened
    | AutomaticReplyCame
)  # fmt: skip
EVENTS: dict[str, type[Event]] = {get_args(get_type_hints(event)["kind"])[0]: event for event in get_args(Event)}
"""Each event by its kind."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: what happened, when, and to whom."""

    event: Event
    at: datetime
    conversation_id: ConversationId | None = None
    contact_id: ContactId | None = None
    message_id: MessageId | None = None
    position: int = 0
    """Where it stands in the log, from 1; 0 before it is kept."""
