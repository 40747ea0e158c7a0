"""The HTTP service: `/v1` and what an operator needs beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.cors import CORSMiddleware

from warmline.adapters.aside import Threads
from warmline.house import House
from warmline.server.answers import API
from warmline.server.auth import Keys
from warmline.server.bounds import Bounded
from warmline.server.description import describe_problems
from warmline.server.devices import Devices
from warmline.server.docs import add_docs
from warmline.server.door import Door
from warmline.server.errors import add_errors
from warmline.server.first import actors_of
from warmline.server.headers import Guarded
from warmline.server.limits import Buckets
from warmline.server.pages import add_pages
from warmline.server.paging import named_once
from warmline.server.passwords import Passwords
from warmline.server.post import Post
from warmline.server.providers import Providers
from warmline.server.puzzles import Puzzles
from warmline.server.routes import (
    accounts,
    agents,
    attachments,
    audit,
    canned_replies,
    contacts,
    conversations,
    desk,
    events,
    files,
    hand_overs,
    health,
    identity_provider,
    inboxes,
    keys,
    live,
    mailboxes,
    messages,
    moves,
    notes,
    notice,
    passport,
    policies,
    privacy,
    readings,
    recoveries,
    sessions,
    sign_in,
    webhooks,
    widget,
)
from warmline.server.sockets.live import Lives, Sockets
from warmline.worker import Dispatcher, Postman, Responder

_RATE, _AT_ONCE = 1 / 60, 10
"""Recoveries that one network may ask for, a second and at once."""
_NICE = 10
"""Of the thread that looks at passwords: however many are tried, the service goes on."""
ROUTES = (
    messages, conversations, contacts, attachments, readings, events, inboxes, agents, privacy, audit, webhooks, keys,
    sessions, recoveries, accounts, notice, widget, live, hand_overs, passport, identity_provider, sign_in,
    desk, notes, moves, canned_replies, mailboxes, policies,
)  # fmt: skip
"""What is asked most often comes first: all are tried in this order, which costs up to a sixth of a request."""
EXPOSED = ("Link", "RateLimit", "RateLimit-Policy", "Retry-After")
"""Headers that a page of another site may read of what it is answered: it has to send a session in its hand to be
answered at all, as cookies never come with it; a customer's session says itself of which site it is."""
_NONE: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's own telemetry would tell paths and exceptions' messages, which may hold anybody's words."""


def create_app(house: House) -> FastAPI:
    """The service of a house, which it opens when it starts and closes when it stops."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        await house.open()
        await house.warm()
        app.state.house, app.state.keys, app.state.responder = house, Keys(house), Responder(house)
        app.state.passwords, app.state.providers = Passwords(Threads(1, "passwords", _NICE)), Providers()
        app.state.devices, app.state.lives, app.state.puzzles = Devices(house), Lives(app.state.keys), Puzzles()
        await app.state.devices.learn()
        app.state.post, app.state.asked = Post(house), Buckets(min(house.settings.rate_limit, _RATE), _AT_ONCE)
        dispatcher, postman = Dispatcher(house), Postman(house, app.state.responder.wake)
        await app.state.responder.start()
        await dispatcher.start()
        await postman.start()
        await app.state.post.start()
        app.state.actors = await actors_of(house, app.state.responder)
        if app.state.actors:
            app.state.actors.start()
        yield
        if app.state.actors:
            await app.state.actors.stop()
        await app.state.lives.close()
        await app.state.post.stop()
        await postman.stop()
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
    add_pages(app)
    add_docs(app)
    add_errors(app)
    app.include_router(health.router)
    app.include_router(files.router)
    for routes in ROUTES:
        app.include_router(routes.router, prefix=API, dependencies=[Depends(named_once)])
    describe_problems(app)
    app.add_middleware(Bounded)
    app.add_middleware(Door)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=EXPOSED
    )
    if house:  # who only wants the API's description has none
        _watch(app, house)
    plain = app.build_middleware_stack
    app.build_middleware_stack = lambda: Sockets(app, Guarded(plain()))  # type: ignore[method-assign]  # failures too
    return app


def _watch(app: FastAPI, house: House) -> None:
    if house.settings.metrics != "off":
        from warmline.server.metrics import add_metrics  # brings Prometheus's client

        add_metrics(app, house)
    if any(os.environ.get(f"OTEL_EXPORTER_OTLP_{which}ENDPOINT") for which in ("", "TRACES_")):
        from warmline.server.tracing import add_tracing  # brings OpenTelemetry

        add_tracing(app, house)
