"""What operators see of the service: figures, spans and log lines, and in none of them anybody's words."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from tests.server.conftest import Api
from warmline.domain.errors import DataDamaged
from warmline.domain.keeping import Errand
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.logs import Lines
from warmline.server.run import make_tenant
from warmline.server.tracing import add_tracing
from warmline.settings import Settings

WORD = "zanzibar"
HERE = ("127.0.0.1", 50_000)
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, reader="linear")


def hostile(client: TestClient | httpx2.Client, key: str) -> None:
    """The word in every part of a request, and in some that are wrong in every way."""
    headers = {"X-Word": WORD, "User-Agent": WORD, "tracestate": f"a={WORD}", "baggage": f"a={WORD}", "Cookie": WORD}
    bearer = {"Authorization": f"Bearer {key}"}
    for path in (f"/{WORD}", f"/v1/messages/{WORD}/reading?q={WORD}", f"/v1/events?after={WORD}", f"/v1/{WORD}?{WORD}"):
        client.get(path, headers=headers | bearer)
    client.get("/v1/events", headers=headers | {"Authorization": f"Bearer wl_one_{WORD}_{WORD}"})
    client.request(WORD.upper(), "/v1/events", headers=headers | bearer)
    for body in (
        f'{{"text": "{WORD}"',
        f'{{"text": "{WORD}", "{WORD}": 1}}',
        f'{{"text": "{WORD}", "language": "{WORD}"}}',
    ):
        client.post("/v1/readings", content=body, headers=headers | bearer)
    client.post("/v1/readings", json={"text": f"My {WORD} is lost, I am sad."}, headers=headers | bearer)


def metric(client: TestClient, name: str) -> float:
    (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.M)
    return float(found)


def test_what_is_counted(settings: Settings) -> None:
    key = make_tenant(settings, "one")
    house = House(settings)
    with TestClient(create_app(house), client=HERE) as client:
        api = Api(client, key)
        talk = api.conversation()
        message = api.made(f"/conversations/{talk['id']}/messages", {"text": f"My {WORD} is lost, I am sad."})
        api.soon(f"/messages/{message['id']}/reading")
        api("POST", f"/conversations/{talk['id']}/messages", {"text": ""})
        hostile(client, key)
        api.made(f"/contacts/{talk['contact_id']}/erasures", {})
        waits = Errand("respond", "nobody", datetime.now(UTC) - timedelta(hours=1))
        assert client.portal
        world = client.portal.call(house.world, "one")
        client.portal.call(world.store.write, lambda ledger: ledger.add(waits))
        posted = 'warmline_request_seconds_count{method="POST",route="/v1/conversations/{conversation_id}/messages"'
        assert metric(client, f'{posted},status="201"}}') == metric(client, f'{posted},status="422"}}') == 1
        assert metric(client, "warmline_messages_acknowledged_total") == 1
        assert metric(client, "warmline_turns_read_total") == 1
        assert metric(client, "warmline_erasures_done") == 1
        assert metric(client, "warmline_erasures_owed") == 0
        assert metric(client, "warmline_errands_waiting") == 1
        assert metric(client, "warmline_reading_lag_seconds") > 3599
        assert metric(client, "warmline_commit_units_sum") >= metric(client, "warmline_commit_units_count") > 5
        assert metric(client, 'warmline_store_errors_total{kind="unavailable"}') == 0
        assert metric(client, "process_resident_memory_bytes") > 0
        said = client.get("/metrics").text
        assert WORD not in said.lower()
        assert not re.search(r'"one"|anna|' + talk["id"], said)


@pytest.mark.parametrize(
    "who, client, headers, status",
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("local", "127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 404),
        ("local", "203.0.113.7", {}, 404),
        ("local", "testclient", {}, 404),
        ("public", "203.0.113.7", {}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
def test_who_may_see_them(tmp_path: Path, who: str, client: str, headers: dict[str, str], status: int) -> None:
    house = House(Settings(home=tmp_path, reader="linear", metrics=who))
    with TestClient(create_app(house), client=(client, 1)) as asking:
        assert asking.get("/metrics", headers=headers).status_code == status


@pytest.fixture
def spans(settings: Settings) -> Iterator[tuple[Api, InMemorySpanExporter]]:
    key, kept, house = make_tenant(settings, "one"), InMemorySpanExporter(), House(settings)
    app = create_app(house)
    add_tracing(app, house, SimpleSpanProcessor(kept))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Api(client, key), kept


def test_a_request_is_traced_in_its_callers_trace(spans: tuple[Api, InMemorySpanExporter]) -> None:
    api, kept = spans
    talk = api.conversation()
    headers = {"Authorization": f"Bearer {api.key}", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    answer = api.client.post(f"/v1/conversations/{talk['id']}/messages", json={"text": "Hello"}, headers=headers)
    api.soon(f"/messages/{answer.json()['id']}/reading")
    found = {span.name: span for span in kept.get_finished_spans()}
    request, story = found["POST /v1/conversations/{conversation_id}/messages"], found["receive"]
    assert request.context
    assert story.parent
    assert f"{request.context.trace_id:032x}" == f"{story.parent.trace_id:032x}" == TRACE
    assert story.parent.span_id == request.context.span_id
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST", "http.route": "/v1/conversations/{conversation_id}/messages",
        "http.response.status_code": 201,
    }  # fmt: skip
    assert found["commit"].parent is None
    assert "respond" in found


def test_a_span_holds_nobodys_words(spans: tuple[Api, InMemorySpanExporter]) -> None:
    api, kept = spans
    hostile(api.client, api.key)
    talk = api.conversation()
    api("POST", f"/conversations/{talk['id']}/messages", {"text": WORD, "client_id": WORD})
    api("POST", f"/conversations/{talk['id']}/messages", {"text": WORD, "author": WORD})

    @api.client.app.get("/fails")  # type: ignore[attr-defined, untyped-decorator]
    def fails() -> None:
        raise ValueError(WORD)

    assert api.client.get("/fails").status_code == 500
    told = "".join(span.to_json() + str(span.context) for span in kept.get_finished_spans())
    assert WORD not in told.lower()
    assert not re.search(rf"Anna|{talk['id']}|{talk['contact_id']}|wl_one", told)
    (failed,) = [span for span in kept.get_finished_spans() if span.name == "GET /fails"]
    assert isinstance(failed, ReadableSpan)
    assert not failed.status.is_ok
    assert not failed.events


def test_tracing_that_is_off_brings_nothing() -> None:
    code = (
        "import sys, warmline.server.app; print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    assert subprocess.check_output([sys.executable, "-c", code], env=environment, text=True) == "[]\n"


def test_the_log_of_a_server_holds_nobodys_words(settings: Settings, tmp_path: Path) -> None:
    key = make_tenant(settings, "one")
    environment = os.environ | {"WARMLINE_HOME": str(settings.home), "WARMLINE_READER": "linear"}
    log = tmp_path / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "warmline", "serve", "--port", "0"], env=environment, stdout=file, stderr=file
        )
    try:
        port = _port(log, server)
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            hostile(client, key)
        for raw in (
            f"GET /{WORD} {WORD}\r\n\r\n",
            f"{WORD}\r\n\r\n",
            f"POST / HTTP/1.1\r\nContent-Length: {WORD}\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(raw.encode())
                connection.recv(1000)
    finally:
        server.terminate()
        server.wait()
    lines = log.read_text()
    assert WORD not in lines.lower()
    assert key not in lines
    assert all({"time", "level", "logger", "message"} <= set(json.loads(line)) for line in lines.splitlines())


def _port(log: Path, server: subprocess.Popen[bytes]) -> int:
    """Where the server says that it serves."""
    while server.poll() is None:
        if found := re.search(r"serving at http://127\.0\.0\.1:(\d+)", log.read_text()):
            return int(found[1])
    raise AssertionError(log.read_text())


def line(name: str, message: object, *values: object, error: Exception | None = None, **extra: object) -> str:
    record = logging.LogRecord(name, logging.ERROR, "f.py", 1, message, values, None)
    record.__dict__ |= extra
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    return Lines(as_json=True).format(record)


def test_a_line_says_where_and_not_what() -> None:
    def fail() -> None:
        raise ValueError(WORD)

    with pytest.raises(ValueError) as raised:
        fail()
    said = json.loads(line("warmline.worker", "it failed", error=raised.value, tenant="one", text=WORD, request=WORD))
    assert (said["level"], said["message"], said["error"], said["tenant"]) == (
        "error",
        "it failed",
        "ValueError",
        "one",
    )
    assert said["at"][-1].endswith(" fail")
    assert WORD not in str(said)
    assert WORD not in line("asyncpg.pool", "lost %s\nbecause", WORD)
    assert WORD not in line("asyncio", f"Task exception was never retrieved\nfuture: ValueError('{WORD}')")
    assert "messages.text of m1" in line("warmline.x", "it failed", error=DataDamaged("messages.text of m1"))


def test_a_line_for_people() -> None:
    record = logging.LogRecord("warmline.worker", logging.INFO, "f.py", 1, "serving at %s", ("here",), None)
    record.created, record.tenant = 0.0, "one"
    assert (
        Lines(as_json=False).format(record)
        == "1970-01-01T00:00:00.000+00:00 info warmline.worker: serving at here tenant=one"
    )
