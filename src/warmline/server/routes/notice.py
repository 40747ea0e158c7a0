"""What people are told: that it is a machine, what it reads, and what stays on where it does not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from warmline.care.consent import allows
from warmline.domain.conversation import Conversation
from warmline.domain.hand_over import HandOver
from warmline.domain.people import Contact
from warmline.logic.consent.telling import ELSE, in_language, notice_of, shown_now
from warmline.ports import Ledger
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.schema import IdPath, Page, Wire

router = APIRouter(tags=["notice"], route_class=ListRoute)
Language = Annotated[str, Query(pattern="^[a-z]{2}$", description="ISO 639-1; English where there is none in it.")]


class NoticeOut(Wire):
    version: str
    language: str
    missing: str | None
    """The language that was asked for and that there is none in."""
    machine: str
    person: str
    read: str
    unread: str


class HoldsOut(Wire):
    version: str
    language: str
    missing: str | None
    text: tuple[str, ...]


class WordingOut(Wire):
    purpose: str
    language: str
    version: str
    text: str


class PhraseOut(Wire):
    language: str
    kind: str
    text: str


@router.get("/notice")
async def show_notice(caller: Who, language: Language = ELSE) -> NoticeOut:
    """What people are told, in parts: who answers (`machine` or `person`), then whether they are `read` or `unread`."""
    notice, missing = in_language(caller.world.consent.notices, language)
    return NoticeOut(
        version=notice.version, language=notice.language, missing=missing, machine=notice.machine,
        person=notice.person, read=notice.read, unread=notice.unread,
    )  # fmt: skip


@router.get("/notice/phrases")
async def list_phrases(caller: Who) -> Page[PhraseOut]:
    """Every phrase that brings in a person even where reading is off; which was found is never kept."""
    return Page(items=[PhraseOut.model_validate(each) for each in caller.world.consent.always.phrases])


@router.get("/conversations/{conversation_id}/notice")
async def show_conversation_notice(caller: Who, conversation_id: IdPath, language: Language | None = None) -> HoldsOut:
    """What the contact is told in this conversation now; in their own language where none is asked for."""
    world = caller.world

    def find(ledger: Ledger) -> tuple[bool, str, bool]:
        talk = ledger.get(Conversation, conversation_id)
        own = ledger.get(Contact, talk.contact_id).language
        last = ledger.list(HandOver, conversation_id=talk.id, newest=True, limit=1)
        joined = bool(last) and last[0].state == "joined"
        return joined, language or own or ELSE, allows(world, ledger, talk.contact_id, "reading")

    joined, wanted, read = await world.store.read(find)
    notice, missing = in_language(world.consent.notices, wanted)
    text = notice_of(notice, joined, read)
    return HoldsOut(version=notice.version, language=notice.language, missing=missing, text=text)


@router.get("/wordings")
async def list_wordings(caller: Who, language: Language = ELSE) -> Page[WordingOut]:
    """By which words a contact is asked about each purpose now; in English where there are none in the language."""
    return Page(items=[WordingOut.model_validate(each) for each in shown_now(caller.world.consent, language)])
