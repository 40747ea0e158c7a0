"""Files over the API: kept, listed, opened by a link that ends, and never shown as a page of ours."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from warmline.domain.keeping import Secret
from warmline.house import House
from warmline.server.links import LASTS, _token
from warmline.server.routes.files import disposition

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'
LIMIT = 10_000_000


def put(api: Api, talk: str, content: bytes, name: str = "a.png", **headers: str) -> Any:
    own = {"Authorization": f"Bearer {api.key}", **headers}
    query = f"?name={quote(name)}" if name else ""
    return api.client.post(f"/v1/conversations/{talk}/attachments{query}", content=content, headers=own)


def link(api: Api, attachment: str) -> str:
    answer = api("POST", f"/attachments/{attachment}/links")
    assert answer.status_code == 200
    return str(answer.json()["url"])


def test_it_is_kept_listed_and_opened(api: Api) -> None:
    talk = api.conversation()["id"]
    kept = put(api, talk, PNG, "Fotó 1.png", **{"Content-Type": "text/html"}).json()
    wanted = {"name": "Fotó 1.png", "media_type": "image/png", "bytes": 68, "role": "customer", "author": None}
    assert kept.items() >= wanted.items()
    assert api("GET", f"/conversations/{talk}/attachments").json() == {"items": [kept], "next": None}
    assert api("GET", f"/conversations/{talk}/attachments?format=csv").text.startswith("id,conversation_id,at,name,")
    before = datetime.now(UTC)
    made = api("POST", f"/attachments/{kept['id']}/links").json()
    assert before < datetime.fromisoformat(made["until"]) <= before + LASTS + timedelta(seconds=2)
    answer = api.client.get(made["url"])  # without a key
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Fot_ 1.png\"; filename*=UTF-8''Fot%C3%B3%201.png"
    )
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers
    log = [each for each in api("GET", "/audit").json()["items"] if each["action"] == "attachment.opened"]
    assert [each["object"] for each in log] == [kept["id"]]


@pytest.mark.parametrize("content, said", [(SVG, "image/svg+xml"), (SVG, "image/png"), (b"\n\n" + SVG, "text/plain")])
def test_svg_with_script_is_never_served_as_such(api: Api, content: bytes, said: str) -> None:
    kept = put(api, api.conversation()["id"], content, "logo.svg", **{"Content-Type": said}).json()
    answer = api.client.get(link(api, kept["id"]))
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "content, served",
    [
        (b"Hello", "text/plain; charset=utf-8"), (b"%PDF-1.7\n", "application/pdf"),
        (b"<html><script>1</script>", "application/octet-stream"), (b"MZ" + bytes(90), "application/octet-stream"),
        (b"<?xml version='1.0'?><x/>", "application/octet-stream"), (b"#!/bin/sh\n", "application/octet-stream"),
    ],
)  # fmt: skip
def test_what_it_is_served_as_shows_in_its_bytes(api: Api, content: bytes, served: str) -> None:
    kept = put(api, api.conversation()["id"], content, "a.png", **{"Content-Type": "image/png"}).json()
    assert api.client.get(link(api, kept["id"])).headers["content-type"] == served


def test_a_file_id_of_another_conversation_opens_nothing(api: Api, service: tuple[TestClient, House]) -> None:
    """Neither put into a link of one's own, nor asked for by another tenant."""
    one, two = (put(api, api.conversation()["id"], content).json()["id"] for content in (PNG, SVG))
    url = link(api, one)
    assert api.client.get(url.replace(one, two)).status_code == 404
    other = new_api(*service)
    assert other("POST", f"/attachments/{one}/links").status_code == 404
    mine = link(other, put(other, other.conversation()["id"], PNG).json()["id"])
    tenant, own = url.split("/")[2], mine.split("/")[2]
    assert api.client.get(url.replace(tenant, own)).status_code == 404
    assert api.client.get(mine.replace(own, tenant)).json() == api.client.get("/files/none/x").json()


def test_a_link_that_is_forged_or_over_opens_nothing(api: Api, service: tuple[TestClient, House]) -> None:
    kept = put(api, api.conversation()["id"], PNG).json()["id"]
    assert api.client.get(f"/files/{api.key.split('_')[1]}/{kept}.9999999999.{'0' * 64}").status_code == 404
    url = link(api, kept)
    head, until, proof = url.split(".")
    later = f"{int(until) + 1}"
    for forged in (f"{head}.{later}.{proof}", f"{head}.{until}.{'0' * 64}", f"{head}.{until}", f"{url}0", f"{url}%00"):
        answer = api.client.get(forged)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    for nobody in ("/files/none/x", "/files/../x", f"/files/none/{head}", f"/files/{'x' * 500}/x"):
        assert api.client.get(nobody).status_code == 404
    house, tenant = service[1], api.key.split("_")[1]
    assert api.client.portal
    secret = api.client.portal.call(_secret, house, tenant)
    now = int(datetime.now(UTC).timestamp())
    for second, status in ((now - 2, 404), (now + 60, 200)):
        assert api.client.get(f"/files/{tenant}/{_token(secret, kept, second)}").status_code == status
    api("POST", f"/contacts/{api('GET', '/contacts').json()['items'][0]['id']}/erasures", {})
    assert api.client.get(url).status_code == 404


async def _secret(house: House, tenant: str) -> Secret:
    world = await house.world(tenant)
    return await world.store.read(lambda ledger: ledger.get(Secret, "links"))


def test_an_export_holds_nobody_elses_attachments(api: Api) -> None:
    one, two = api.conversation(), api.conversation()
    mine = [put(api, one["id"], content, "../a.png").json() for content in (PNG, b"mine")]
    put(api, two["id"], b"another's")
    with zipfile.ZipFile(io.BytesIO(api("GET", f"/contacts/{one['contact_id']}/export").content)) as file:
        own = {name: file.read(name) for name in file.namelist() if name.startswith("attachments/")}
        tables = json.loads(file.read("data.json"))["tables"]
    assert own == {f"attachments/{mine[0]['id']}/a.png": PNG, f"attachments/{mine[1]['id']}/a.png": b"mine"}
    assert [each["id"] for each in tables["attachments"]] == [each["id"] for each in mine]
    assert "secret" not in str(tables["attachments"])


@pytest.mark.parametrize(
    "headers, name",
    [
        ({"Content-Disposition": 'attachment; filename="a b.png"'}, "a b.png"),
        ({"Content-Disposition": "attachment; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt"}, "grüße.txt"),
        ({"Content-Disposition": "attachment; filename*=no-such''x%FF"}, "xÿ"),
        ({"Content-Disposition": 'attachment; filename="../../etc/passwd"'}, "passwd"),
        ({"Content-Disposition": "attachment"}, "file"),
        ({}, "file"),
    ],
)
def test_its_name_comes_by_a_header_too(api: Api, headers: dict[str, str], name: str) -> None:
    assert put(api, api.conversation()["id"], PNG, "", **headers).json()["name"] == name


def test_how_long_a_file_may_be(api: Api) -> None:
    talk = api.conversation()["id"]
    whole = put(api, talk, bytes(LIMIT))
    assert (whole.status_code, whole.json()["bytes"]) == (201, LIMIT)
    for content in (bytes(LIMIT + 1), iter([bytes(LIMIT), b"1"])):
        answer = put(api, talk, content)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["detail"]) == (413, "this request may have 10,000,000 bytes")
    assert put(api, talk, b"").status_code == 422
    assert api("POST", "/inboxes", {"name": "x" * 1_000_000}).status_code == 413
    assert put(api, "none", PNG).status_code == 404
    assert api.client.post(f"/v1/conversations/{talk}/attachments", content=PNG).status_code == 401
    reads = api.made("/keys", {"name": "reads", "scopes": ["read"]})["key"]
    headers = {"Authorization": f"Bearer {reads}"}
    assert api.client.post(f"/v1/conversations/{talk}/attachments", content=PNG, headers=headers).status_code == 403


def test_what_was_changed_on_the_disk_is_not_handed_out(api: Api, service: tuple[TestClient, House]) -> None:
    kept = put(api, api.conversation()["id"], PNG).json()["id"]
    (path,) = service[1].settings.home.rglob(kept)
    path.write_bytes(SVG)
    plain = TestClient(api.client.app, raise_server_exceptions=False)
    plain.portal = api.client.portal
    answer = plain.get(link(api, kept))
    assert (answer.status_code, b"svg" in answer.content) == (500, False)


def test_a_name_cannot_add_a_header() -> None:
    for name in ('a"; x="b', "a%0d%0aX: 1", "日本.txt", "a\\b"):
        plain, _, whole = disposition(name).partition("; filename*=UTF-8''")
        assert plain.count('"') == 2
        assert whole.isascii()
        assert not set(whole) & set(' ";,\\\r\n')
