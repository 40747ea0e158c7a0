"""What went wrong, as problem details (RFC 9457); the only place that knows status codes of errors."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from warmline.domain.errors import (
    Conflict,
    DiskFull,
    Forbidden,
    NotFound,
    ProviderUnavailable,
    StoreUnavailable,
    TextTooLong,
    TooManyRequests,
    Unauthorised,
    UnreadableInput,
    WarmlineError,
)
from warmline.server.answers import Answer

STATUS: dict[type[WarmlineError], int] = {
    Unauthorised: 401, Forbidden: 403, NotFound: 404, Conflict: 409, TextTooLong: 413, UnreadableInput: 422,
    TooManyRequests: 429, DiskFull: 507, StoreUnavailable: 503, ProviderUnavailable: 502,
}  # fmt: skip
TITLES = {
    400: "Bad request", 401: "Unauthorised", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 413: "Too large", 422: "Unreadable", 429: "Too many requests", 500: "Internal error",
    502: "Bad gateway", 503: "Unavailable", 507: "Disk full",
}  # fmt: skip
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}, 507: {"Retry-After": "30"}}
_HIDDEN = {
    500: "something went wrong here",
    503: "nothing can be kept or found just now; try again",
    507: "there is no room to keep anything; what is kept can still be read and forgotten",
}
PROBLEM = "application/problem+json"

_LOG = logging.getLogger(__name__)


def add_errors(app: FastAPI) -> None:
    """Every error of this API has the same shape and says nothing of the inside."""
    app.add_exception_handler(WarmlineError, _known)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _known)


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """An answer of type application/problem+json."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "detail": detail, **more}
    return Response(msgspec.json.encode(body), status, headers, media_type=PROBLEM)


async def _known(request: Request, error: Exception) -> Response:
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)
    if status >= 500:
        where = {"route": Answer(request.scope).route, "status": status}
        _LOG.error("a request failed", exc_info=error, extra=where)
    if isinstance(error, TooManyRequests):
        return too_many(error)
    return problem(status, _HIDDEN.get(status) or str(error), _HEADERS.get(status))


def too_many(error: TooManyRequests, **more: Any) -> Response:
    """With headers as in draft-ietf-httpapi-ratelimit-headers-10."""
    headers = {
        "Retry-After": str(error.wait),
        "RateLimit": f'"requests";r=0;t={error.wait}',
        "RateLimit-Policy": f'"requests";q={error.most};w={error.seconds}',
    }
    return problem(429, str(error), headers, **more)


async def _unreadable(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"at": ".".join(map(str, each["loc"])), "why": each["msg"]} for each in error.errors()]
    return problem(422, "the request is not what it should be", errors=faults)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # the framework's answer to a body that is no text
        return problem(422, "the request is not what it should be")
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return problem(error.status_code, str(error.detail), dict(headers or {}))


def _allowed(request: Request) -> str:
    """Every method of this path; the framework names those of the first route alone."""
    routes = request.app.routes
    return ", ".join(
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    )
