"""Mailboxes of inboxes, and the letters of a conversation."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, Field

from warmline.care.set_mailbox import SECRET, drop_mailbox, mailbox_of, set_mailbox
from warmline.domain.conversation import Conversation
from warmline.domain.errors import UnreadableInput
from warmline.domain.hand_over import CallBackChannel
from warmline.domain.keeping import Secret
from warmline.domain.mail import Mail, Mailbox, MailServer, MailState, Security, Way
from warmline.domain.people import InboxId
from warmline.logic.hand_over.address import as_address
from warmline.ports import Ledger
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, page
from warmline.server.schema import NUMBER, IdPath, Page, Wire

router = APIRouter(tags=["e-mail"], route_class=ListRoute)
_EMAIL: CallBackChannel = "email"


def _address(text: str) -> str:
    try:
        return as_address(_EMAIL, text, None).lower()
    except UnreadableInput as error:
        raise ValueError(error.why) from None


Host = Annotated[str, Field(max_length=253, pattern=r"^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+)$")]
Port = Annotated[int, Field(ge=1, le=65_535), NUMBER]
Plain = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]


class OpenServer(Wire):
    host: Host
    port: Port
    security: Annotated[Security, Field(description="`none` only for a server on this machine.")] = "tls"
    user: Plain | None = None


class NewServer(OpenServer):
    password: Annotated[Plain | None, Field(description="Never shown again; null: as before, of the same user.")] = None


class OpenMailbox(Wire):
    address: Annotated[str, Field(max_length=254), AfterValidator(_address)]
    folder: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")] = "INBOX"


class NewMailbox(OpenMailbox):
    imap: NewServer
    smtp: NewServer


class MailboxOut(OpenMailbox):
    imap: OpenServer
    smtp: OpenServer
    set_at: datetime
    looked_at: Annotated[datetime | None, Field(description="Within the hour, or when something came last.")]
    why: Annotated[str, Field(description="Why it cannot be looked at; empty: it can.")]
    passed: Annotated[int, Field(description="Letters that nobody wrote: lists, automatic answers, our own.")]
    unread: Annotated[int, Field(description="Letters that could not be read, and are unread in the mailbox.")]
    unread_why: str


class CheckOut(Wire):
    imap: Annotated[str, Field(description="Why letters cannot be fetched; empty: they can.")]
    smtp: Annotated[str, Field(description="Why letters cannot be sent; empty: they can.")]


class LetterOut(Wire):
    id: str
    conversation_id: str
    at: datetime
    way: Way
    state: MailState
    subject: str
    address: str
    message_id: str | None
    automatic: bool
    attempts: int
    due: datetime | None
    why: str


@router.get("/inboxes/{inbox_id}/mailbox")
async def show_mailbox(caller: Who, inbox_id: IdPath) -> MailboxOut:
    """Where an inbox has its letters, and whether they can be fetched; never a password."""
    return _shown(await mailbox_of(caller.world, InboxId(inbox_id)))


@router.put("/inboxes/{inbox_id}/mailbox")
async def edit_mailbox(caller: Who, inbox_id: IdPath, given: NewMailbox) -> MailboxOut:
    """Say where an inbox of the channel `email` has its letters; what comes from now on is fetched."""
    now = caller.world.clock.now()
    imap, smtp = (MailServer(**each.model_dump()) for each in (given.imap, given.smtp))
    mailbox = Mailbox(InboxId(inbox_id), now, given.address, given.folder, imap, smtp)
    return _shown(await set_mailbox(caller.world, mailbox, Secret(SECRET, token_hex(32)), caller.name))


@router.delete("/inboxes/{inbox_id}/mailbox", status_code=204)
async def delete_mailbox(caller: Who, inbox_id: IdPath) -> None:
    """Fetch and send nothing there any more; what is in the mailbox stays."""
    await drop_mailbox(caller.world, InboxId(inbox_id), caller.name)


@router.post("/inboxes/{inbox_id}/mailbox/check")
async def check_mailbox(caller: Who, inbox_id: IdPath) -> CheckOut:
    """Try both servers now, without fetching or sending anything."""
    imap, smtp = await caller.world.post.check(await mailbox_of(caller.world, InboxId(inbox_id)))
    return CheckOut(imap=imap, smtp=smtp)


@router.get("/conversations/{conversation_id}/letters")
async def list_letters(
    caller: Who, conversation_id: IdPath, limit: Limit = 100, after: After = None
) -> Page[LetterOut]:
    """A conversation's letters, oldest first, and what became of each; what they say are its messages."""

    def find(ledger: Ledger) -> list[Mail]:
        ledger.get(Conversation, conversation_id)
        return ledger.list(Mail, conversation_id=conversation_id, after=after, limit=limit + 1)

    return page(await caller.world.store.read(find), limit, LetterOut.model_validate, lambda mail: mail.id)


def _shown(mailbox: Mailbox) -> MailboxOut:
    servers = {
        name: OpenServer(host=each.host, port=each.port, security=each.security, user=each.user)
        for name, each in (("imap", mailbox.imap), ("smtp", mailbox.smtp))
    }
    return MailboxOut(
        address=mailbox.address, folder=mailbox.folder, set_at=mailbox.set_at, looked_at=mailbox.looked_at,
        why=mailbox.why, passed=mailbox.passed, unread=mailbox.unread, unread_why=mailbox.unread_why, **servers,
    )  # fmt: skip
