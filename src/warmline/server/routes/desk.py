"""What the desk asks for: conversations as they stand in a list, and words that were said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from warmline.care.glance import Glance, glance
from warmline.care.search import search
from warmline.domain.message import Message, Role
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.schema import Page, Wire

router = APIRouter(tags=["desk"], route_class=ListRoute)
_ID = r"[\x21-\x2b\x2d-\x7e]{1,200}"
Ids = Annotated[str, Query(pattern=f"^({_ID}(,{_ID}){{0,99}})?$", description="At most 100, with commas between.")]
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
_SHOWN = 200
"""Characters of a message that stand in a list."""


class LastOut(Wire):
    text: str
    role: Role
    at: datetime


class GlanceOut(Wire):
    id: str
    contact_name: str | None
    language: str | None
    last: LastOut | None
    emotion: str | None
    valence: float | None
    confidence: float | None


class FoundOut(Wire):
    id: str
    conversation_id: str
    at: datetime
    role: Role
    text: str


@router.get("/desk/conversations")
async def glance_conversations(caller: Who, ids: Ids = "") -> Page[GlanceOut]:
    """Conversations as they stand in a list. That a feeling was shown is in the audit log."""
    found = await glance(caller.world, [each for each in ids.split(",") if each], caller.name)
    return Page(items=[_glance(each) for each in found])


@router.get("/search")
async def search_messages(
    caller: Who, q: Words = "", limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> Page[FoundOut]:
    """Messages that hold these words, newest conversations first, among the newest 20,000 that one may see."""
    found = await search(caller.world, q.strip(), limit)
    return Page(items=[_found(each, q.strip()) for each in found])


def _glance(found: Glance) -> GlanceOut:
    talk, contact, last, feeling = found.talk, found.contact, found.last, found.feeling
    corrected = feeling.corrected if feeling else None
    return GlanceOut(
        id=talk.id,
        contact_name=contact.name if contact else None,
        language=(contact.language if contact else None) or (feeling.language if feeling else None),
        last=LastOut(text=last.text[:_SHOWN], role=last.role, at=last.at) if last else None,
        emotion=corrected.emotion if corrected else feeling.emotion if feeling else None,
        valence=feeling.valence if feeling else None,
        confidence=feeling.confidence if feeling else None,
    )


def _found(message: Message, words: str) -> FoundOut:
    """With the words' surroundings alone."""
    start = max(0, message.text.lower().find(words.lower()) - _SHOWN // 2)
    return FoundOut(
        id=message.id, conversation_id=message.conversation_id, at=message.at, role=message.role,
        text=message.text[start : start + _SHOWN],
    )  # fmt: skip
