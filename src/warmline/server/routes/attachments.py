"""Attachments: files that came with a conversation."""

from __future__ import annotations

from datetime import datetime
from email.message import Message as Headers
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request

from warmline.adapters.sniff import media_type
from warmline.care.attach import Sent, attach
from warmline.domain.attachment import MOST_FILE, Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.message import ConversationId, Role
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.bounds import takes_up_to
from warmline.server.links import make_link
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, Name, page
from warmline.server.schema import IdPath, Page, Short, Wire

router = APIRouter(tags=["attachments"], route_class=ListRoute)
_BYTES = {"schema": {"type": "string", "format": "binary", "minLength": 1, "maxLength": MOST_FILE}}
_Called = Annotated[Short | None, Query(description="The file's name; else by the header Content-Disposition.")]
_Disposition = Annotated[str | None, Header(alias="Content-Disposition", max_length=2000)]


class AttachmentOut(Wire):
    id: str
    conversation_id: str
    at: datetime
    name: str
    media_type: str
    bytes: int
    sha256: str
    role: Role
    author: str | None


class LinkOut(Wire):
    url: str
    until: datetime


@router.post(
    "/conversations/{conversation_id}/attachments",
    status_code=201,
    dependencies=[Depends(takes_up_to(MOST_FILE))],
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}},
)
async def add_attachment(
    request: Request,
    caller: Who,
    conversation_id: IdPath,
    again: Again,
    name: _Called = None,
    disposition: _Disposition = None,
    role: Role = Role.CUSTOMER,
    author: Name = None,
) -> AttachmentOut:
    """Attach a file: the body is its bytes. The answer comes once they are on disk.

    What it is shows in its bytes, whatever Content-Type says. At most 10 million bytes.
    """
    content, called = await request.body(), name or _named(disposition)
    shown = await caller.world.aside(lambda: media_type(content))
    sent = Sent(ConversationId(conversation_id), called, shown, content, *caller.voice(role, author))
    return AttachmentOut.model_validate(await attach(caller.world, sent, again))


@router.get("/conversations/{conversation_id}/attachments")
async def list_attachments(
    caller: Who, conversation_id: IdPath, limit: Limit = 100, after: After = None
) -> Page[AttachmentOut]:
    """A conversation's attachments, oldest first."""

    def find(ledger: Ledger) -> list[Attachment]:
        ledger.get(Conversation, conversation_id)
        return ledger.list(Attachment, conversation_id=conversation_id, after=after, limit=limit + 1)

    return page(await caller.world.store.read(find), limit, AttachmentOut.model_validate, lambda each: each.id)


@router.post("/attachments/{attachment_id}/links")
async def link_attachment(request: Request, caller: Who, attachment_id: IdPath) -> LinkOut:
    """Make a link that downloads the file for five minutes, without a key."""
    token, until = await make_link(caller.world, attachment_id, caller.name)
    return LinkOut(url=f"{request.scope.get('root_path', '')}/files/{caller.tenant}/{token}", until=until)


def _named(disposition: str | None) -> str:
    """The name in a Content-Disposition (RFC 6266), whose bytes may be UTF-8; empty if there is none."""
    headers = Headers()
    headers["Content-Disposition"] = (disposition or "").encode("latin-1", "replace").decode(errors="replace")
    return headers.get_filename() or ""
