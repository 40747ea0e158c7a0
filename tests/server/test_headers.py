"""What every answer tells the browser, also when it is a failure."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.headers import Guarded

ALWAYS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/v1/inboxes", 200), ("GET", "/v1/inboxes?limit=x", 422), ("GET", "/v1/contacts/none", 404),
        ("GET", "/v1/nothing", 404), ("PATCH", "/v1/inboxes", 405), ("GET", "/healthz", 200), ("GET", "/docs", 200),
        ("GET", "/openapi.json", 200), ("GET", "/swagger/swagger-ui.css", 200), ("GET", "/nothing", 404),
    ],
)  # fmt: skip
def test_on_every_answer(api: Api, method: str, path: str, status: int) -> None:
    answer = api.client.request(method, path, headers={"Authorization": f"Bearer {api.key}"})
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (answer.headers.get("cache-control") == "no-store") == path.startswith("/v1")
    assert "microphone=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_without_a_key_and_with_too_long_a_body(api: Api) -> None:
    refused = api.client.get("/v1/inboxes")
    long = api("POST", "/inboxes", {"name": "x" * 1_000_001})
    assert (refused.status_code, long.status_code) == (401, 413)
    assert refused.headers["cache-control"] == long.headers["cache-control"] == "no-store"


def test_on_a_failure_of_ours() -> None:
    app = create_app(cast(House, None))

    @app.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("zanzibar")

    answer = TestClient(app, raise_server_exceptions=False).get("/v1/broken")
    assert (answer.status_code, answer.headers["x-frame-options"]) == (500, "DENY")
    assert (answer.headers["cache-control"], "zanzibar" in answer.text) == ("no-store", False)


def test_https_is_remembered_where_it_was_used(api: Api) -> None:
    answer = api.client.get("https://testserver/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_what_an_answer_says_itself_stays(api: Api) -> None:
    assert "script-src 'self' 'sha256-" in api.client.get("/docs").headers["content-security-policy"]
    for path in ("/docs", "/v1/inboxes", "/openapi.json"):
        names = [name for name, _ in api.client.get(path).headers.raw]
        assert len(names) == len(set(names))


def test_what_is_no_request_is_left_alone() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, send))

    send: Any = object()
    asyncio.run(Guarded(app)({"type": "lifespan"}, send, send))
    assert seen == [({"type": "lifespan"}, send)]
