"""Many tenants of one service, each with a word of its own that nobody else ever sees."""

from __future__ import annotations

import io
import logging
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from tests.server.test_permissions import all_things, filled, operations
from warmline.house import House
from warmline.server.app import create_app
from warmline.settings import Settings

LONG = [pytest.mark.proof, pytest.mark.skipif("WARMLINE_PROOF" not in os.environ, reason="long: run `make proof`")]


@pytest.fixture(params=[8, pytest.param(50, marks=LONG)])
def tenants(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Api]]:
    house = House(Settings(home=tmp_path, reader="linear", rate_limit=0, metrics="public"))
    with TestClient(create_app(house)) as client:
        yield [new_api(client, house) for _ in range(request.param)]


def test_no_word_of_one_is_ever_seen_by_another(tenants: list[Api], caplog: pytest.LogCaptureFixture) -> None:
    words = [f"canary-{number:04}" for number in range(len(tenants))]
    with caplog.at_level(logging.INFO):
        things = [all_things(api, word) for api, word in zip(tenants, words, strict=True)]
    paths = [each.path for each in operations(tenants[0].client) if each.method == "GET"]
    for number, (api, word) in enumerate(zip(tenants, words, strict=True)):
        seen = shown(api, paths, things[number])
        assert seen.count(word) > 20
        assert not [other for other in words if other != word and other in seen]
        neighbours = shown(api, [path for path in paths if "{" in path], things[number - 1])
        assert not [other for other in words if other in neighbours]
    logged = "".join(each.getMessage() for each in caplog.records if not each.name.startswith("httpx"))
    assert not [word for word in words if word in logged + tenants[0].client.get("/metrics").text]


def shown(api: Api, paths: Iterable[str], ids: dict[str, str]) -> str:
    """All that is answered to who may see everything, as JSON, as CSV and in a copy."""
    bearer = {"Authorization": f"Bearer {api.key}"}
    ways = [bearer, bearer | {"Accept": "text/csv"}]
    return "\n".join(
        _text(api.client.get(f"/v1{filled(path, ids)}", headers=headers).content) for path in paths for headers in ways
    )


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "\n".join(file.read(name).decode(errors="replace") for name in file.namelist())
