"""Other software is told what happens, whatever becomes of it or of us meanwhile."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from tests.server.receiving import Program, scaled_policies, until
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

DAY = 4.0
"""Seconds that a day has here."""


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House]]:
    home = tmp_path_factory.mktemp("home")
    policies = scaled_policies(home / "policies", 10_000, attempts=4)
    house = House(Settings(home=home, reader="linear", policies=policies, private_networks="127.0.0.0/8"))
    with TestClient(create_app(house)) as client:
        yield client, house


@pytest.fixture
def api(telling: tuple[TestClient, House]) -> Api:
    return new_api(*telling)


def _hook(api: Api, program: Program, **more: Any) -> dict[str, Any]:
    made = api.made("/webhooks", {"url": program.url, **more})
    program.secret = made["secret"]
    return made


def _say(api: Api, talk: str, count: int) -> None:
    for number in range(count):
        api.made(f"/conversations/{talk}/messages", {"text": f"Where is my parcel {number}?"})


def _events(api: Api, talk: str) -> list[int]:
    found = api("GET", "/events", params={"conversation_id": talk, "limit": 500}).json()["items"]
    return [each["position"] for each in found]


def test_it_is_told_what_happens_in_order(api: Api, program: Program) -> None:
    _hook(api, program)
    talk = api.conversation()["id"]
    _say(api, talk, 3)
    until(lambda: [given["type"] for _, given in program.got].count("decided") == 3)
    assert program.of(talk) == _events(api, talk)
    assert len(program.got) == len({own for own, _ in program.got})


def test_only_of_the_kinds_it_wants(api: Api, program: Program) -> None:
    _hook(api, program, kinds=["conversation_resolved"])
    talk = api.conversation()["id"]
    _say(api, talk, 1)
    api("POST", f"/conversations/{talk}/resolution", {"by": "agent"})
    until(lambda: program.got)
    assert [given["type"] for _, given in program.got] == ["conversation_resolved"]


def test_one_event_that_is_never_taken_holds_up_its_own_conversation_for_a_while(api: Api, program: Program) -> None:
    program.refuses = {"conversation_resolved"}
    hook = _hook(api, program)
    one, other = api.conversation()["id"], api.conversation()["id"]
    api("POST", f"/conversations/{one}/resolution", {"by": "agent"})
    until(lambda: any(each["why"] for each in _log(api, hook)))
    _say(api, one, 1)
    for _ in range(60):  # others go on, until that one is given up
        _say(api, other, 1)
        if "message_kept" in {given["type"] for _, given in program.got if given["data"]["conversation_id"] == one}:
            break
        time.sleep(0.5)
    refused = [each for each in _log(api, hook) if each["kind"] == "conversation_resolved"]
    assert [each["attempt"] for each in refused] == [4, 3, 2, 1]
    until(lambda: program.of(other) == _events(api, other))
    until(lambda: program.of(one) == [own for own in _events(api, one) if own != refused[0]["event"]])


def _log(api: Api, hook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api("GET", f"/webhooks/{hook['id']}/deliveries", params={"limit": 500}).json()[
        "items"
    ]
    return found


@pytest.mark.parametrize(
    "status, why", [(410, "it answered 410"), (500, "nothing was taken any more: it answered 500")]
)
def test_who_never_takes_anything_is_left_alone_until_switched_on(
    api: Api, program: Program, status: int, why: str
) -> None:
    program.status = status
    hook = _hook(api, program)
    talk = api.conversation()["id"]
    until(lambda: api("GET", f"/webhooks/{hook['id']}").json()["stopped_at"])
    assert api("GET", f"/webhooks/{hook['id']}").json()["stopped_why"] == why
    program.status = 200
    assert api("POST", f"/webhooks/{hook['id']}/replay", {}).json()["stopped_at"] is None
    until(lambda: program.of(talk) == _events(api, talk))


def test_everything_is_sent_anew_under_the_same_ids(api: Api, program: Program) -> None:
    hook = _hook(api, program)
    talk = api.conversation()["id"]
    _say(api, talk, 2)
    until(lambda: [given["type"] for _, given in program.got].count("decided") == 2)
    first = dict(program.got)
    assert api("POST", f"/webhooks/{hook['id']}/replay", {"after": 0}).status_code == 200
    until(lambda: set(Counter(own for own, _ in program.got).values()) == {2})
    assert dict(program.got) == first


def test_the_secret_is_shown_once_and_renewed(api: Api, program: Program) -> None:
    hook = _hook(api, program)
    for answer in (api("GET", "/webhooks"), api("GET", f"/webhooks/{hook['id']}")):
        assert "whsec_" not in answer.text
    renewed = api("POST", f"/webhooks/{hook['id']}/secret").json()["secret"]
    assert renewed != hook["secret"]
    for secret in (hook["secret"], renewed):  # both sign
        program.secret = secret
        assert api("POST", f"/webhooks/{hook['id']}/ping").json()["status"] == 204


def test_a_ping_says_what_came_back(api: Api, program: Program) -> None:
    hook = _hook(api, program)
    program.status = 503
    answer = api("POST", f"/webhooks/{hook['id']}/ping").json()
    assert (answer["status"], answer["why"]) == (503, "it answered 503")


def test_it_is_changed_and_deleted(api: Api, program: Program) -> None:
    hook = _hook(api, program)
    changed = api("PATCH", f"/webhooks/{hook['id']}", {"kinds": ["decided"]}).json()
    assert (changed["kinds"], changed["url"]) == (["decided"], program.url)
    assert api("DELETE", f"/webhooks/{hook['id']}").status_code == 204
    assert api("GET", f"/webhooks/{hook['id']}").status_code == 404
    actions = [each["action"] for each in api("GET", "/audit").json()["items"]]
    assert [each for each in actions if each.startswith("webhook")] == [
        "webhook.made",
        "webhook.changed",
        "webhook.deleted",
    ]


@pytest.mark.parametrize(
    "url",
    ["", "a.example", "ftp://a.example", "https://", "https://u:p@a.example/", "https://a.example/#b", "https://a b/",
     "https://a.example:99999/", "https://[::1/", "https://ä.example/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address(api: Api, url: str) -> None:
    assert api("POST", "/webhooks", {"url": url}).status_code == 422


def test_what_is_no_kind(api: Api) -> None:
    answer = api("POST", "/webhooks", {"url": "https://a.example/", "kinds": ["other"]})
    assert "not a kind of event" in answer.text


def test_who_is_forgotten_is_told_of_and_leaves_no_trace_in_the_log(api: Api, program: Program) -> None:
    hook = _hook(api, program)
    talk = api.conversation()
    _say(api, talk["id"], 1)
    until(lambda: _log(api, hook))
    assert api("POST", f"/contacts/{talk['contact_id']}/erasures", {"what": "everything"}).status_code == 201
    until(lambda: program.got[-1][1]["type"] == "contact_forgotten")
    until(lambda: {each["kind"] for each in _log(api, hook)} == {"contact_forgotten"})


def test_a_receiver_that_is_away_for_a_day_while_we_are_killed(tmp_path: Path) -> None:
    """Everything comes in the end, in the order of each conversation, under ids that stay the same."""
    settings = Settings(home=tmp_path, reader="linear")
    key, port, program = make_tenant(settings, "one"), _free_port(), Program()
    environment = os.environ | {
        "WARMLINE_HOME": str(tmp_path), "WARMLINE_READER": "linear", "WARMLINE_PRIVATE_NETWORKS": "127.0.0.1/32",
        "WARMLINE_POLICIES": str(scaled_policies(tmp_path / "policies", 86_400 / DAY)),
    }  # fmt: skip
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}) as client:
        api = Api(client, key)  # type: ignore[arg-type]
        program.come()
        server = _served(environment, port, client)
        try:
            _hook(api, program)
            talks = [api.conversation()["id"] for _ in range(5)]
            until(lambda: all(map(program.of, talks)))
            program.go()
            for part in range(3):
                for talk in talks:
                    _say(api, talk, 2)
                time.sleep(DAY / 3)
                if part == 1:
                    server.send_signal(signal.SIGKILL)
                    server.wait()
                    server = _served(environment, port, client)
            program.come()
            until(lambda: all(program.of(talk) == _events(api, talk) for talk in talks), 60)
            until(lambda: all(len(_events(api, talk)) == 1 + 6 * 3 for talk in talks))
            until(lambda: all(program.of(talk) == _events(api, talk) for talk in talks), 60)
        finally:
            server.kill()
            server.wait()
            program.go()
    ids = {own: given["data"]["position"] for own, given in program.got}
    assert len(ids) == len(set(ids.values()))


def _served(environment: dict[str, str], port: int, client: httpx2.Client) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "warmline", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def ready() -> bool:
        try:
            return client.get("/readyz").status_code == 200
        except httpx2.HTTPError:
            return False

    until(ready, 60)
    return server


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
