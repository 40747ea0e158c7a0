"""What people who answer keep for each other of a conversation: notes and tags. No customer is shown any of it."""

from __future__ import annotations

from fastapi import APIRouter

from warmline.care.notes import add_note, drop_note
from warmline.care.tags import tag, untag
from warmline.domain.conversation import Conversation
from warmline.domain.desk import MOST_NAMES, Note, NoteId, Tag, TagId
from warmline.domain.message import ConversationId
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import ConversationOut, IdPath, NewNote, NewTag, NoteOut, Page, TagOut

router = APIRouter(tags=["desk"], route_class=ListRoute)
_PROGRAM = "integration"


@router.post("/conversations/{conversation_id}/notes", status_code=201)
async def write_note(caller: Who, conversation_id: IdPath, given: NewNote, again: Again) -> NoteOut:
    """Write a note for the others who answer. The contact has it in their copy of what is kept about them."""
    own = ConversationId(conversation_id)
    return _out(await add_note(caller.world, own, given.text, caller.by(_PROGRAM), again))


@router.get("/conversations/{conversation_id}/notes")
async def list_notes(caller: Who, conversation_id: IdPath, limit: Limit = 100, after: After = None) -> Page[NoteOut]:
    """A conversation's notes, oldest first."""

    def find(ledger: Ledger) -> list[Note]:
        ledger.get(Conversation, conversation_id)
        return ledger.list(Note, conversation_id=conversation_id, after=after, limit=limit + 1)

    return page(await caller.world.store.read(find), limit, _out, lambda note: note.id)


@router.delete("/conversations/{conversation_id}/notes/{note_id}", status_code=204)
async def delete_note(caller: Who, conversation_id: IdPath, note_id: IdPath) -> None:
    """Delete a note: one of one's own, or as a lead anybody's."""
    own = ConversationId(conversation_id)
    await drop_note(caller.world, own, NoteId(note_id), caller.by(_PROGRAM), caller.leads)


@router.get("/tags")
async def list_tags(caller: Who) -> Page[TagOut]:
    """All tags that a conversation has, by name."""
    found = await caller.world.store.read(lambda ledger: ledger.list(Tag, limit=MOST_NAMES))
    return Page(items=[TagOut.model_validate(each) for each in sorted(found, key=lambda each: each.name)])


@router.post("/conversations/{conversation_id}/tags")
async def tag_conversation(caller: Who, conversation_id: IdPath, given: NewTag) -> ConversationOut:
    """Tag it; a name that is new makes a tag. Upper and lower case are the same; again changes nothing."""
    talk = await tag(caller.world, ConversationId(conversation_id), given.name, caller.by(_PROGRAM))
    return ConversationOut.model_validate(talk)


@router.delete("/conversations/{conversation_id}/tags/{tag_id}")
async def untag_conversation(caller: Who, conversation_id: IdPath, tag_id: IdPath) -> ConversationOut:
    """Take a tag off; again changes nothing. A tag that none has any more is gone."""
    talk = await untag(caller.world, ConversationId(conversation_id), TagId(tag_id), caller.by(_PROGRAM))
    return ConversationOut.model_validate(talk)


def _out(note: Note) -> NoteOut:
    return NoteOut(id=note.id, conversation_id=note.conversation_id, by=note.by, at=note.at, text=note.text)
