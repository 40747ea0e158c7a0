"""The HTTP service: `/v1` and what an operator needs beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.telemetry import TelemetryConfig
from fastapi_swagger import patch_fastapi
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warmline.house import House
from warmline.server.answers import API
from warmline.server.auth import Keys
from warmline.server.description import describe_problems
from warmline.server.errors import add_errors, problem
from warmline.server.paging import named_once
from warmline.server.routes import (
    agents,
    audit,
    contacts,
    conversations,
    events,
    health,
    inboxes,
    keys,
    messages,
    notice,
    privacy,
    readings,
    webhooks,
)
from warmline.worker import Dispatcher, Responder

ROUTES = (messages, conversations, contacts, readings, events, inboxes, agents, privacy, audit, webhooks, keys, notice)
"""What is asked most often comes first: all are tried in this order, which costs up to a sixth of a request."""
MOST_BYTES = 1_000_000
"""Of a request's body: MAX_TURN characters of any script, as JSON, fit."""
_TOO_LONG = f"a request may have {MOST_BYTES:,} bytes"
_NONE: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's own telemetry would tell paths and exceptions' messages, which may hold anybody's words."""


def create_app(house: House) -> FastAPI:
    """The service of a house, which it opens when it starts and closes when it stops."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        await house.open()
        await house.warm()
        app.state.house, app.state.keys, app.state.responder = house, Keys(house), Responder(house)
        dispatcher = Dispatcher(house)
        await app.state.responder.start()
        await dispatcher.start()
        yield
        await dispatcher.stop()
        await app.state.responder.stop()
        await house.close()

    app = FastAPI(
        title="Warmline",
        version=version("warmline"),
        summary="Reads how customers feel and why, and keeps every word.",
        lifespan=living,
        docs_url=None,
        redoc_url=None,
        telemetry=_NONE,
        swagger_ui_oauth2_redirect_url=None,
    )
    patch_fastapi(app)  # the pages at /docs, without anything from elsewhere
    add_errors(app)
    app.include_router(health.router)
    for routes in ROUTES:
        app.include_router(routes.router, prefix=API, dependencies=[Depends(named_once)])
    describe_problems(app)
    app.add_middleware(Bounded)
    if house:  # who only wants the API's description has none
        _watch(app, house)
    return app


def _watch(app: FastAPI, house: House) -> None:
    if house.settings.metrics != "off":
        from warmline.server.metrics import add_metrics  # brings Prometheus's client

        add_metrics(app, house)
    if any(os.environ.get(f"OTEL_EXPORTER_OTLP_{which}ENDPOINT") for which in ("", "TRACES_")):
        from warmline.server.tracing import add_tracing  # brings OpenTelemetry

        add_tracing(app, house)


class Bounded:
    """Refuses bodies of more than MOST_BYTES before anybody reads them whole, in the shape of all other errors.

    (FastAPI's own `max_body_size` answers in plain text.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > MOST_BYTES:
            return await problem(413, _TOO_LONG)(scope, receive, send)
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:
                raise HTTPException(413, _TOO_LONG)
            return message

        await self.app(scope, bounded, send)
