"""People who answer tell each other something about a conversation."""

from __future__ import annotations

from datetime import datetime

from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.desk import MOST_NOTE, Note, NoteId
from warmline.domain.errors import Forbidden, NotFound, TextTooLong, UnreadableInput
from warmline.domain.events import NoteAdded, NoteDropped, Recorded
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


async def add_note(
    world: World, conversation_id: ConversationId, text: str, by: str, asked: Asked | None = None
) -> Note:
    """The note as it is kept. Raises NotFound, TextTooLong, UnreadableInput for an empty one, StoreUnavailable."""
    check_note(text)
    note_id, at = NoteId(world.clock.new_id()), world.clock.now()

    def keep(ledger: Ledger) -> Note:
        return write_note(ledger, ledger.get(Conversation, conversation_id), note_id, text, by, at)

    return await world.store.write(once(world, asked, keep))


async def drop_note(world: World, conversation_id: ConversationId, note_id: NoteId, by: str, leads: bool) -> None:
    """The note is gone; who wrote it may do that, and who `leads`. Raises NotFound, Forbidden, StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        talk, note = ledger.get(Conversation, conversation_id), ledger.get(Note, note_id)
        if note.conversation_id != talk.id:
            raise NotFound.of(Note)
        if note.by != by and not leads:
            raise Forbidden("a note is deleted by who wrote it, or by a lead")
        ledger.drop(Note, note.id)
        ledger.add(Recorded(NoteDropped(by, note.id), world.clock.now(), talk.id, talk.contact_id))

    await world.store.write(keep)


def check_note(text: str) -> None:
    """Raises TextTooLong, UnreadableInput for an empty one."""
    if len(text) > MOST_NOTE:
        raise TextTooLong(len(text), MOST_NOTE)
    if not text.strip():
        raise UnreadableInput("text", "the note is empty")


def write_note(ledger: Ledger, talk: Conversation, note_id: NoteId, text: str, by: str, at: datetime) -> Note:
    """The note, in the transaction of whoever asks."""
    note = Note(note_id, talk.id, talk.contact_id, by, at, text)
    ledger.add(note)
    ledger.add(Recorded(NoteAdded(by, note.id), at, talk.id, talk.contact_id))
    return note
