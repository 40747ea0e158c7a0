"""Pages of ours: what each may do, for whom, and what is said where they are not built."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from warmline.server.headers import Guarded
from warmline.server.pages import POLICY, add_pages


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    for name, text in {
        "widget.js": "chat()", "widget/de.json": "{}", "desk/index.html": "<p>desk", "desk/assets/a-1.js": "desk()",
        "demo/index.html": '<script data-tenant="$tenant" data-inbox="$inbox" data-language="$language">',
        "demo/demo.css": "body {}",
        "demo/preview.html": '<script data-inbox="$inbox" data-color="$color">',
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return served_from(tmp_path)


def served_from(web: Path) -> TestClient:
    app = FastAPI()
    add_pages(app, web)
    return TestClient(Guarded(app))


@pytest.mark.parametrize("path", ["/widget.js", "/widget/de.json"])
def test_the_chat_is_for_pages_of_any_site_and_not_fetched_twice(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert first.headers["cache-control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


DESK = f"{POLICY}; frame-src 'self'"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/desk", DESK), ("/desk/", DESK), ("/desk/conversations/7?mood=anger", DESK), ("/demo", POLICY),
        ("/demo/demo.css", POLICY),
    ],
)  # fmt: skip
def test_pages_are_of_this_service_alone(client: TestClient, path: str, policy: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-security-policy"]) == (200, policy)
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_preview_alone_is_framed_by_our_own_pages_alone(client: TestClient) -> None:
    answer = client.get("/preview", params={"inbox": '"><script>alert(1)</script>', "color": "#123456"})
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<script>alert" not in answer.text
    assert 'data-color="#123456"' in answer.text


def test_every_address_of_the_desk_is_its_page_but_its_files_are_themselves(client: TestClient) -> None:
    assert client.get("/desk/conversations/7").text == client.get("/desk").text == "<p>desk"
    assert client.get("/desk/assets/a-1.js").text == "desk()"
    assert client.get("/desk/assets/a-2.js").status_code == 404


@pytest.mark.parametrize("path", ["/widget/..%2Fdesk%2Findex.html", "/desk/assets/..%2f..%2f__init__.py"])
def test_nothing_else_is_reached(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_the_demo_is_asked_for_stays_what_it_is(client: TestClient) -> None:
    page = client.get("/demo", params={"tenant": "demo", "inbox": '"><script>alert(1)</script>'}).text
    assert 'data-tenant="demo"' in page
    assert "<script>alert" not in page


def test_where_nothing_is_built_it_says_so(tmp_path: Path) -> None:
    client = served_from(tmp_path / "none")
    for path in ("/desk", "/desk/conversations", "/demo", "/preview"):
        answer = client.get(path)
        assert (answer.status_code, "hatch_build.py" in answer.text) == (503, True)
    assert client.get("/widget.js").status_code == 404
