"""Which route answered, and how: seen around every request, without looking at what was asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/v1"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


@dataclass(slots=True)
class Answer:
    """One request's answer, as far as it is known."""

    scope: Scope
    status: int = 500

    @property
    def method(self) -> str:
        """As it was asked; `other` for what is none, so that nobody can make up ever more of them."""
        return str(self.scope["method"]) if self.scope["method"] in _METHODS else "other"

    @property
    def route(self) -> str:
        """The template of the route, never what stood in its place; `none` where there is none."""
        path = str(getattr(self.scope.get("route"), "path", "none"))
        inside = self.scope["path"].startswith(f"{API}/") and path.startswith("/") and not path.startswith(API)
        return API + path if inside else path


Around = Callable[[Answer], AbstractContextManager[object]]


class Seen:
    """Puts every HTTP request inside what `around` makes; the answer is complete when that is left."""

    def __init__(self, app: ASGIApp, around: Around) -> None:
        self.app, self.around = app, around

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = Answer(scope)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
            await send(message)

        with self.around(answer):
            await self.app(scope, receive, noted)
