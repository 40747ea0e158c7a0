"""What screens are told while they are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.server.conftest import Api
from tests.server.person import Person, person
from tests.server.visitor import SHOP, Visitor, shop
from warmline.domain.live import Signal
from warmline.domain.message import ConversationId
from warmline.house import House
from warmline.server.auth import COOKIE
from warmline.server.sockets import fan


class Screen:
    """What is told, and what it then holds: as `apply` says."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.rows, self.events, self.cursor = socket, {}, [], 0  # type: ignore[var-annotated]

    def next(self) -> dict[str, Any]:
        told: dict[str, Any] = self.socket.receive_json()
        if told["type"] == "events":
            assert told["cursor"] >= self.cursor
            self.cursor = told["cursor"]
            keep = set(told["ids"]) if "ids" in told else self.rows.keys() - set(told["gone"])
            self.rows = {own: row for own, row in self.rows.items() if own in keep}
            self.rows |= {row["id"]: row for row in told["rows"]}
            self.events += told["events"]
        return told

    def until(self, kind: str) -> dict[str, Any]:
        """The newest event of a kind, once it is told."""
        while True:
            for each in self.events:
                if each["kind"] == kind:
                    self.events.remove(each)
                    return dict(each)
            self.next()


@contextmanager
def watching(who: Person | Visitor, after: int = 0, **headers: str) -> Iterator[Screen]:
    with who.client.websocket_connect(f"/v1/live/socket?after={after}", headers=headers) as socket:
        if isinstance(who, Visitor):
            socket.send_json({"session": who.session})
        screen = Screen(socket)
        screen.next()
        yield screen


def as_staff(who: Person) -> dict[str, str]:
    return {"Origin": "https://testserver", "Cookie": f"{COOKIE}={who.client.cookies[COOKIE]}"}


def test_customer_and_agent_are_told_what_concerns_them(api: Api) -> None:
    inbox = shop(api)
    anna, ben, sam = Visitor(api, inbox), Visitor(api, inbox), person(api, inboxes=[inbox])
    with (
        watching(anna, Origin=SHOP) as hers, watching(ben, Origin=SHOP) as his, watching(sam, **as_staff(sam)) as desk,
    ):  # fmt: skip
        talk = anna.talk()["id"]
        message = anna.says(talk, "I am really angry about this! A person, please.")["id"]
        for screen in (hers, desk):
            assert screen.until("message_kept")["message_id"] == message
            assert screen.until("turn_read")["message_id"] == message
            assert screen.until("handed_over")["conversation_id"] == talk
            assert screen.rows[talk]["state"] == "with_person"
        sam("POST", f"/conversations/{talk}/messages", {"text": "I am here."})
        for screen in (hers, desk):
            while screen.until("message_kept")["event"]["role"] != "agent":
                pass  # the machine says that a person comes
            assert screen.rows[talk]["waiting_since"] is None
        bens = ben.talk()["id"]
        assert his.until("conversation_started")["conversation_id"] == bens
        assert his.rows.keys() == {bens}
        assert not [each for each in (*his.events, *hers.events) if each["kind"] == "decided"]


def test_who_comes_again_misses_nothing_and_hears_nothing_twice(api: Api) -> None:
    anna = Visitor(api, shop(api))
    talk = anna.talk()["id"]
    with watching(anna, Origin=SHOP) as screen:
        anna.says(talk, "One")
        screen.until("message_kept")
        cursor = screen.cursor
    before = {each["position"] for each in screen.events}
    missed = [anna.says(talk, text)["id"] for text in ("Two", "Three")]
    with watching(anna, cursor, Origin=SHOP) as again:
        kept = [each["message_id"] for each in again.events if each["kind"] == "message_kept"]
        assert kept == missed
        assert all(each["position"] > cursor for each in again.events)
        assert not before & {each["position"] for each in again.events}


def test_a_reassigned_conversation_is_gone_at_once(api: Api) -> None:
    inbox = shop(api)
    sam, kim = (person(api, name, inboxes=[inbox]) for name in ("sam", "kim"))
    talk = Visitor(api, inbox).talk()["id"]
    with watching(sam, **as_staff(sam)) as screen:
        assert talk in screen.rows
        api("PUT", f"/conversations/{talk}/assignment", {"agent_id": kim.account["id"]})
        assert screen.next()["gone"] == [talk]
        assert not screen.rows
        api("PUT", f"/conversations/{talk}/assignment", {"agent_id": None})
        screen.until("assigned")
        api("PUT", f"/conversations/{talk}/hidden-from", {"agents": [sam.account["id"]]})
        assert screen.next()["gone"] == [talk]


def test_what_is_forgotten_and_what_is_resolved_is_gone(api: Api) -> None:
    inbox = shop(api)
    sam, anna = person(api, inboxes=[inbox]), Visitor(api, inbox)
    first, second = anna.talk()["id"], anna.talk()["id"]
    with watching(sam, **as_staff(sam)) as screen:
        sam("POST", f"/conversations/{first}/resolution", {})
        assert screen.until("conversation_resolved")["conversation_id"] == first
        assert screen.rows.keys() == {second}
        anna.says(first, "It is not solved.")
        screen.until("conversation_reopened")
        assert screen.rows.keys() == {first, second}
        api.made(f"/contacts/{anna.contact_id}/erasures", {"what": "everything"})
        while screen.rows:
            screen.next()


@pytest.mark.parametrize("end", ["sign out", "leave", "roles", "inboxes"])
def test_who_may_no_longer_look_is_out_at_once(api: Api, end: str) -> None:
    inbox = shop(api)
    sam = person(api, inboxes=[inbox])
    with watching(sam, **as_staff(sam)) as screen:
        path = f"/accounts/{sam.account['id']}"
        if end == "sign out":
            sam("DELETE", "/sessions/current")
        elif end == "leave":
            api("DELETE", path)
        else:
            api("PATCH", path, {"roles": ["designer"]} if end == "roles" else {"inboxes": []})
        assert screen.next()["type"] == "end"
        with pytest.raises(WebSocketDisconnect) as ended:
            screen.next()
        assert ended.value.code == 4401


@pytest.mark.parametrize("origin", ["https://evil.example", "https://testserver.evil.example", "null", None])
def test_a_page_of_another_site_opens_no_socket_with_a_cookie(api: Api, origin: str | None) -> None:
    sam = person(api)
    headers = as_staff(sam) | {"Origin": origin or ""}
    with pytest.raises(WebSocketDisconnect), watching(sam, **headers):
        pass


@pytest.mark.parametrize("said", ['{"session": "ws_none_none_none"}', "{}", "[", '{"session": 1}', "x" * 100_000])
def test_nobody_gets_in_by_a_socket_who_does_not_get_in_elsewhere(api: Api, said: str) -> None:
    with api.client.websocket_connect("/v1/live/socket") as socket:
        socket.send_text(said)
        assert socket.receive_json()["type"] == "end"


def test_a_customers_socket_is_of_the_site_it_was_begun_on(api: Api) -> None:
    anna = Visitor(api, shop(api))
    with anna.client.websocket_connect("/v1/live/socket", headers={"Origin": "https://evil.example"}) as socket:
        socket.send_json({"session": anna.session})
        assert socket.receive_json()["type"] == "end"


def test_who_types_is_shown_to_who_sees_the_conversation_alone(api: Api) -> None:
    inbox = shop(api)
    anna, ben, sam = Visitor(api, inbox), Visitor(api, inbox), person(api, inboxes=[inbox])
    talk = anna.talk()["id"]
    anna.says(talk, "Hello?")
    with watching(anna, Origin=SHOP) as hers, watching(sam, **as_staff(sam)) as desk:
        hers.socket.send_json({"type": "typing", "conversation_id": talk})
        while (told := desk.next())["type"] == "events":
            pass
        assert told == {"type": "typing", "conversation_id": talk, "who": "customer"}
        desk.socket.send_json({"type": "seen", "conversation_id": talk, "number": 1})
        while (told := hers.next())["type"] != "seen":
            pass
        assert (told["who"], told["agent_id"], told["number"]) == ("agent", sam.account["id"], 1)
    (seen,) = anna("GET", f"/conversations/{talk}/seen").json()["items"]
    assert (seen["who"], seen["number"]) == (sam.account["id"], 1)
    with watching(ben, Origin=SHOP) as his, watching(anna, Origin=SHOP) as hers:
        his.socket.send_json({"type": "typing", "conversation_id": talk})
        his.socket.send_json({"type": "viewing", "conversation_id": talk})
        assert his.next()["type"] == "end"  # to look on is for who answers
        hers.socket.send_json({"type": "seen", "conversation_id": talk, "number": 99})
        assert (told := hers.next())["type"] == "seen"
        assert told["number"] == 1  # no further than there are messages


def test_without_a_socket_one_asks_again_and_waits(api: Api) -> None:
    anna = Visitor(api, shop(api))
    first = anna("GET", "/live").json()
    assert (first["rows"], first["ids"]) == ([], [])
    talk = anna.talk()["id"]
    told = anna("GET", f"/live?after={max(1, first['cursor'])}&wait=5").json()
    assert [row["id"] for row in told["rows"]] == [talk]
    assert anna("GET", f"/live?after={told['cursor']}&wait=0.05").json()["cursor"] == told["cursor"]


def test_a_screen_that_is_too_slow_comes_again(
    api: Api, service: tuple[Any, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan, "_WAITING", 3)
    anna = Visitor(api, shop(api))
    told = Signal("typing", ConversationId(anna.talk()["id"]), "sam")
    client, house = service
    with watching(anna, Origin=SHOP) as screen:
        assert client.portal
        client.portal.call(lambda: [house.hub.publish(api.key.split("_")[1], told) for _ in range(9)])
        with pytest.raises(WebSocketDisconnect) as ended:
            screen.until("none")
    assert ended.value.code == 1013
    with watching(anna, screen.cursor, Origin=SHOP) as again:
        assert again.rows == screen.rows
