"""The passport of a hand-over: what the person is told, under the customer's eyes and hands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from warmline.care.passport import Passport, add_entry, edit_entry, show_passport
from warmline.domain.hand_over import Author, Section
from warmline.domain.message import ConversationId
from warmline.server.auth import Who
from warmline.server.schema import Flag, IdPath, Long, Wire

router = APIRouter(tags=["hand-overs"])
Text = Annotated[Long, Field(min_length=1, max_length=1000, pattern=r"\S")]


class EntryOut(Wire):
    id: str
    section: Section
    text: str
    by: Author
    struck: bool
    message_id: str | None


class RepeatsOut(Wire):
    asked_again: int
    questions: int


class PassportOut(Wire):
    entries: list[EntryOut]
    seen_by_customer_at: datetime | None
    repeats: RepeatsOut


class EntryChange(Wire):
    text: Text | None = None
    struck: Flag | None = None


class NewEntry(Wire):
    section: Section
    text: Text


@router.get("/conversations/{conversation_id}/passport")
async def show_handover_passport(caller: Who, conversation_id: IdPath) -> PassportOut:
    """What the person is told; that the customer has seen it is kept. What they struck is shown to them alone."""
    return _out(await show_passport(caller.world, ConversationId(conversation_id), caller.session_id is not None))


@router.put("/conversations/{conversation_id}/passport/entries/{entry_id}")
async def edit_passport_entry(
    caller: Who, conversation_id: IdPath, entry_id: IdPath, given: EntryChange
) -> PassportOut:
    """Edit or strike an entry: the customer each, the company's people what they added."""
    own, customer = ConversationId(conversation_id), caller.session_id is not None
    return _out(await edit_entry(caller.world, own, entry_id, customer, given.text, given.struck))


@router.post("/conversations/{conversation_id}/passport/entries")
async def add_passport_entry(caller: Who, conversation_id: IdPath, given: NewEntry) -> PassportOut:
    """Add an entry."""
    own, customer = ConversationId(conversation_id), caller.session_id is not None
    return _out(await add_entry(caller.world, own, given.section, given.text, customer))


def _out(passport: Passport) -> PassportOut:
    entries = [
        EntryOut(
            id=each.id, section=each.section, text=each.text, by=each.by, struck=each.struck_at is not None,
            message_id=each.message_id,
        )
        for each in passport.entries
    ]  # fmt: skip
    asked_again, questions = passport.repeats
    return PassportOut(
        entries=entries,
        seen_by_customer_at=passport.seen_at,
        repeats=RepeatsOut(asked_again=asked_again, questions=questions),
    )
