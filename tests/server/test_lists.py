"""Every list as CSV, safe to open in a spreadsheet, and with the address of its next page."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.hostile import BLNS, SMALL
from tests.server.conftest import Api
from tests.server.person import person
from warmline.server.lists import _csv

STARTS = (
    "=1+1",
    "+1",
    "-1",
    "-12.5",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'quoted",
    "''",
    "plain",
    " =1",
)
DANGEROUS = "=+-@\t\r\n＝＋－＠"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_back(cell: str) -> str:
    return cell.removeprefix("'")


@pytest.mark.parametrize("text", [*STARTS, *(each for each in (*SMALL, *BLNS) if "\x00" not in each)])
def test_a_text_comes_back_as_it_was_and_no_spreadsheet_runs_it(text: str) -> None:
    ((header, other), (cell, number)) = list(
        csv.reader(io.StringIO(_csv(("a", "b"), [{"a": text, "b": -1}]), newline=""))
    )
    assert (header, other, number) == ("a", "b", "-1")
    assert read_back(cell) == text
    assert not cell or cell[0] not in DANGEROUS


def test_values_that_are_no_texts_stay_what_they_are() -> None:
    values: list[Any] = [None, True, False, 0, -1, 1.5, -2e-7, ["=1", {"a": "ü"}], {}]
    text = _csv(("a",), [{"a": value} for value in values])
    cells = [row["a"] for row in table(text.replace("\r\n\r\n", '\r\n""\r\n'))]
    assert [json.loads(cell) if cell else None for cell in cells] == values


def test_every_list_is_also_csv(api: Api) -> None:
    paths = api.client.get("/openapi.json").json()["paths"]
    lists = {
        path.removeprefix("/v1"): each["get"]
        for path, each in paths.items()
        if "Page_" in json.dumps(each.get("get", {}).get("responses", {}).get("200", {}))
    }
    assert len(lists) >= 9
    talk, sam = api.conversation(), person(api)
    hook = api.made("/webhooks", {"url": "https://127.0.0.1/", "kinds": ["conversation_rated"]})["id"]
    for path, described in lists.items():
        assert "text/csv" in described["responses"]["200"]["content"], path
        assert "format" in [each["name"] for each in described["parameters"]], path
        where = path.format(conversation_id=talk["id"], contact_id=talk["contact_id"], webhook_id=hook)
        asks = sam if path == "/sessions" else api
        wanted = asks("GET", where).json()["items"]
        answer = asks("GET", f"{where}?format=csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert [read_back(row["id"]) for row in table(answer.text) if "id" in row] == [
            row["id"] for row in wanted if "id" in row
        ]
        assert len(answer.text.splitlines()[0].split(",")) >= 3


def test_rows_as_they_are_by_the_header_accept(api: Api) -> None:
    made = [api.made("/contacts", {"name": name, "attributes": {"k": "=1"}}) for name in ("=cmd|'x'!A0", "-5", "Änne")]
    headers = {"Authorization": f"Bearer {api.key}", "Accept": "text/csv"}
    rows = table(api.client.get("/v1/contacts", headers=headers).text)
    assert [row["name"] for row in rows] == ["'=cmd|'x'!A0", "'-5", "Änne"]
    assert [json.loads(row["attributes"]) for row in rows] == [{"k": "=1"}] * 3
    assert [(row["id"], row["read"], row["email"]) for row in rows] == [(each["id"], "true", "") for each in made]
    both = headers | {"Accept": "application/json, text/csv;q=0.5"}
    assert api.client.get("/v1/contacts", headers=both).headers["content-type"] == "application/json"
    assert api("GET", "/contacts?format=xml").status_code == 422


@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_next_page_has_an_address(api: Api, form: str) -> None:
    for number in range(5):
        api.made("/agents", {"name": f"Agent {number}"})
    address, seen = f"/v1/agents?limit=2&format={form}", []
    while address:
        answer = api("GET", address.removeprefix("/v1"))
        seen.append(answer.text.count("Agent "))
        address = answer.links["next"]["url"] if "link" in answer.headers else ""
    assert seen == [2, 2, 1]
