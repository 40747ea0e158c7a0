"""Who forgot their password gets a new one by mail; whoever asks for somebody else gets nothing and does nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from tests.server.mailbox import Mailbox
from tests.server.person import PASSWORD, Person, person
from warmline.adapters.clock import SystemClock
from warmline.adapters.policies import load_letter_policy
from warmline.domain.emotion import LANGUAGES
from warmline.house import House
from warmline.logic.access.letters import wished_language
from warmline.server.app import create_app
from warmline.settings import Settings

NEW = "four blue kettles"
PLACE = "https://care.shop.example/desk"


class Moved(SystemClock):
    """Goes on when it is told to."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Shop:
    """A service that sends mail, and one of its people."""

    api: Api
    sam: Person
    clock: Moved
    mailbox: Mailbox

    def ask(self, email: str = "sam@shop.example", tenant: str = "", **headers: str) -> Any:
        """Somebody, from anywhere."""
        given = {"tenant": tenant or self.sam.tenant, "email": email}
        return self.sam("POST", "/recoveries", given, **headers)

    def settle(self) -> int:
        """How many letters came, once all that was asked for is done."""
        post = self.api.client.app.state.post  # type: ignore[attr-defined]
        self.api.client.portal.call(post._waiting.join)  # type: ignore[union-attr]
        return len(self.mailbox.letters)

    def code(self) -> str:
        """Of the newest letter."""
        self.settle()
        found = re.search(rf"{PLACE}/recover#{self.sam.tenant}\.(\S+)", self.mailbox.letters[-1].text)
        assert found
        return found[1]

    def accepted(self, code: str, password: str = NEW) -> int:
        """The status with which a code is answered."""
        given = {"tenant": self.sam.tenant, "invitation": code, "password": password}
        return int(self.sam("POST", "/invitations/acceptance", given).status_code)


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House, Moved, Mailbox]]:
    mailbox, clock = Mailbox(), Moved()
    house = House(
        Settings(
            home=tmp_path_factory.mktemp("home"), reader="linear", rate_limit=0, public_url=PLACE,
            smtp_url=mailbox.url, mail_from="care@shop.example",
        )
    )  # fmt: skip
    house.clock = clock
    with TestClient(create_app(house)) as client:
        yield client, house, clock, mailbox
    mailbox.go()


@pytest.fixture
def shop(post: tuple[TestClient, House, Moved, Mailbox]) -> Shop:
    client, house, clock, mailbox = post
    api = new_api(client, house)
    found = Shop(api, person(api), clock, mailbox)
    found.settle()  # the letter that says that they chose a password
    mailbox.letters.clear()
    return found


def test_a_forgotten_password_is_chosen_anew_and_signs_out_everywhere(shop: Shop) -> None:
    answer = shop.ask("Sam@Shop.example")
    assert (answer.status_code, answer.json()) == (202, {"seconds": 3600})
    code = shop.code()
    (letter,) = shop.mailbox.letters
    assert letter.to == ["sam@shop.example"]
    assert letter.text.count(code) == 2  # in the link, and bare
    assert shop.sam("GET", "/me").status_code == 200  # asking changes nothing
    assert shop.accepted(code) == 204
    assert shop.sam("GET", "/me").status_code == 401
    assert shop.sam.sign_in().status_code == 401
    assert shop.sam.sign_in(NEW).status_code == 200
    assert shop.accepted(code) == 401  # it counts once
    assert shop.settle() == 2
    assert "password was changed" in shop.mailbox.letters[-1].message["Subject"]


def test_the_second_factor_stays_unless_an_admin_says_otherwise(shop: Shop) -> None:
    secret = shop.sam("POST", "/me/totp").json()["secret"]
    totp = pyotp.TOTP(secret)
    shop.sam("PUT", "/me/totp", {"secret": secret, "code": totp.now()})
    shop.ask()
    assert shop.accepted(shop.code()) == 204
    assert "code" in shop.sam.sign_in(NEW).json()["detail"]
    assert shop.sam.sign_in(NEW, code=totp.at(int(time.time()) + 30)).status_code == 200
    assert shop.sam.choose().status_code == 204
    assert not shop.sam.sign_in().json()["second_factor"]


def test_a_code_ends_after_an_hour_and_is_of_one_tenant(shop: Shop, post: tuple[TestClient, House, Any, Any]) -> None:
    shop.ask()
    code = shop.code()
    elsewhere = person(new_api(post[0], post[1]))
    given = {"tenant": elsewhere.tenant, "invitation": code, "password": NEW}
    assert elsewhere("POST", "/invitations/acceptance", given).status_code == 401
    shop.clock.ahead += timedelta(minutes=61)
    assert shop.accepted(code) == 401


def test_nobody_fills_somebodys_mailbox(shop: Shop) -> None:
    assert {shop.ask().text for _ in range(1000)} == {'{"seconds":3600}'}
    assert shop.settle() == 1
    for _ in range(24 * 12):
        shop.clock.ahead += timedelta(minutes=5)
        shop.ask()
    assert shop.settle() == 6  # five within any day; the first of them was a day ago now
    log = shop.api("GET", "/audit?limit=500").json()["items"]
    assert [each["action"] for each in log].count("recovery.asked") == 6


def test_asking_ends_nothing_that_somebody_else_was_given(shop: Shop) -> None:
    invited = shop.api("POST", f"/accounts/{shop.sam.account['id']}/invitation").json()["invitation"]
    shop.ask()
    first = shop.code()
    shop.clock.ahead += timedelta(minutes=6)
    shop.ask()
    assert shop.settle() == 2
    assert shop.sam("GET", "/me").status_code == 200
    assert shop.accepted(first) == 204
    assert shop.accepted(invited) == 401  # a chosen password ends all of them


def test_whom_nobody_knows_gets_the_same_answer_and_no_letter(shop: Shop) -> None:
    gone = person(shop.api, "gone")
    shop.api("DELETE", f"/accounts/{gone.account['id']}")
    before = shop.settle()
    asked = [
        shop.ask(email, tenant)
        for email, tenant in (
            ("nobody@shop.example", ""), ("gone@shop.example", ""), ("sam@shop.example", "nowhere"),
            ("sam@shop.example", "../one"), ("sam@shop.example\r\nBcc: eve@evil.example", ""),
            ("sam@shop.example,eve@evil.example", ""), ("x" * 300, ""),
        )
    ]  # fmt: skip
    assert shop.settle() == before
    known = shop.ask()
    assert {(each.status_code, each.text) for each in asked} == {(known.status_code, known.text)}
    assert shop.settle() == before + 1


def test_an_address_that_looks_the_same_gets_nothing(shop: Shop) -> None:
    shop.ask("\u017fam@shop.example")
    assert shop.settle() == 0


def test_links_lead_to_this_service_whoever_asks(shop: Shop) -> None:
    shop.ask(Host="evil.example", X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
    shop.code()
    assert "evil" not in shop.mailbox.letters[-1].message.as_string()


def test_another_sites_page_asks_for_nothing(shop: Shop) -> None:
    assert shop.ask(Sec_Fetch_Site="cross-site", Origin="https://evil.example").status_code == 403
    assert shop.settle() == 0


def test_while_the_mail_server_is_away_nothing_breaks(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.mailbox.go()
    assert shop.ask().status_code == 202
    assert shop.settle() == 0
    shop.mailbox.come()
    assert "no connection to the mail server" in caplog.text
    assert not re.search(r"sam@|recover#|[Pp]assword", caplog.text)
    shop.clock.ahead += timedelta(minutes=6)
    shop.ask()
    assert shop.accepted(shop.code()) == 204


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_in_the_language_that_is_asked_for(shop: Shop, language: str) -> None:
    shop.ask(Accept_Language=f"xx, {language}-XX;q=0.9, zz;q=0.8")
    code = shop.code()
    assert shop.mailbox.letters[-1].message["Subject"] == load_letter_policy()[language]["recovery"].subject
    assert shop.sam("GET", "/me").status_code == 200
    assert code in shop.mailbox.letters[-1].text


@pytest.mark.parametrize(
    "header, language",
    [
        ("", "en"), ("de", "de"), ("de-AT,en;q=0.5", "de"), ("ja, fr;q=0.2", "fr"), ("en;q=0.3, it;q=0.7", "it"),
        ("DE", "de"), ("de;q=0, nl", "nl"), ("de;q=0", "en"), ("*", "en"), ("de;q=x", "en"), (",,;;==" * 9999, "en"),
        ("de;q=1.0,en;q=1", "de"), ("zh", "en"),
    ],
)  # fmt: skip
def test_which_language_a_header_likes_best(header: str, language: str) -> None:
    assert wished_language(header, LANGUAGES) == language


def test_one_network_asks_a_few_times_a_minute(tmp_path: Path) -> None:
    with TestClient(create_app(House(Settings(home=tmp_path, reader="linear")))) as client:
        given = {"tenant": "nowhere", "email": "sam@shop.example"}
        answers = [client.post("/v1/recoveries", json=given).status_code for _ in range(11)]
        assert answers == [202] * 10 + [429]


def test_the_old_password_still_counts_until_a_new_one_is_chosen(shop: Shop) -> None:
    shop.ask()
    shop.settle()
    assert shop.sam.sign_in(PASSWORD).status_code == 200
