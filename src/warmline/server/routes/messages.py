"""Messages, their readings and what people said of these."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from warmline.adapters.render.markdown import markdown_html
from warmline.care.correct import correct
from warmline.care.explain import explain
from warmline.care.keep import Said
from warmline.care.receive import receive
from warmline.care.send import send
from warmline.care.watch import watch
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import ShownReading
from warmline.domain.message import ConversationId, Message, MessageId, Role
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.headers import CAGED
from warmline.server.lists import ListRoute
from warmline.server.paging import Limit, page
from warmline.server.readings import JSON, reading_json
from warmline.server.schema import CorrectionOut, DecisionOut, IdPath, MessageOut, NewCorrection, NewMessage, Page

router = APIRouter(tags=["messages"], route_class=ListRoute)


@router.post("/conversations/{conversation_id}/messages", status_code=201)
async def keep_message(
    request: Request, caller: Who, conversation_id: IdPath, given: NewMessage, again: Again
) -> MessageOut:
    """Keep a message. The answer comes once it is on disk; sent again with the same `client_id` it is harmless.

    Once an agent has written, a person answers, and the machine no longer does.
    """
    role, author = caller.voice(given.role, given.author)
    said = Said(
        ConversationId(conversation_id),
        given.text,
        role,
        given.client_id,
        author,
        given.language or "",
        caller.session_id,
    )
    story = receive if role is Role.CUSTOMER else send
    with request.app.state.house.span(story.__name__):
        message = await story(caller.world, said, again)
    request.app.state.responder.wake(caller.tenant, message.conversation_id)
    return MessageOut.model_validate(message)


@router.get("/conversations/{conversation_id}/messages")
async def list_messages(
    caller: Who, conversation_id: IdPath, limit: Limit = 100, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> Page[MessageOut]:
    """A conversation's messages in order, from behind the number `after` on."""

    def find(ledger: Ledger) -> list[Message]:
        ledger.get(Conversation, conversation_id)
        return ledger.list(Message, conversation_id=conversation_id, after=after, limit=limit + 1)

    found = await caller.world.store.read(find)
    return page(found, limit, MessageOut.model_validate, lambda message: str(message.number))


@router.get(
    "/messages/{message_id}/html",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def show_html(caller: Who, message_id: IdPath) -> Response:
    """A message's words, as Markdown, in harmless HTML: a fragment to put in a page, without images."""
    message = await caller.world.store.read(lambda ledger: ledger.get(Message, message_id))
    html = await caller.world.aside(lambda: markdown_html(message.text))
    return Response(html, headers={"Content-Security-Policy": CAGED}, media_type="text/html")


@router.get("/messages/{message_id}/reading", responses={200: {"model": ShownReading}}, response_model=None)
async def show_reading(caller: Who, message_id: IdPath) -> Response:
    """What was inferred of a message, with the words that show it; 404 until it is read, and once it is forgotten."""

    reading = await watch(caller.world, MessageId(message_id), caller.name)
    return Response(reading_json(caller.shown(reading)), media_type=JSON)


@router.get("/messages/{message_id}/decision")
async def show_decision(caller: Who, message_id: IdPath) -> DecisionOut:
    """What was done with a message, and why; 404 until it is read, and once its reasons are forgotten."""
    return DecisionOut.model_validate(await explain(caller.world, MessageId(message_id), caller.name))


@router.post("/messages/{message_id}/corrections", status_code=201)
async def correct_reading(caller: Who, message_id: IdPath, given: NewCorrection, again: Again) -> CorrectionOut:
    """Say how it really was."""
    by: Literal["contact", "agent"] = given.by if caller.known.scopes else "agent" if caller.account else "contact"
    correction = await correct(caller.world, MessageId(message_id), given.emotion, by, again)
    return CorrectionOut.model_validate(correction)
