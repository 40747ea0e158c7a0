"""A customer and those who answer, each in a browser: from the first word to the end, and what comes between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.served import Seat, Service, running
from tests.web.test_desk import SCHEMES, said_in
from tests.web.test_hostile_chat import visitor
from tests.web.test_widget import ANGRY, TOO_WIDE, opened, reading_of, visited, written
from warmline.adapters.policies import load_hand_over_policy
from warmline.server.pages import WEB

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.skipif(
    not (WEB / "desk" / "index.html").exists(), reason="The web is not built: python hatch_build.py"
)
POLICY = load_hand_over_policy()
IN_DANGER = (
    ("en", "GB", "I can't go on. I want to kill myself."),
    ("de", "DE", "Ich kann nicht mehr. Ich will mich umbringen."),
    ("nl", "NL", "Ik kan niet meer. Ik wil dood."),
    ("fr", "FR", "Je n'en peux plus. Je veux mourir."),
    ("es", "ES", "No puedo más. Quiero morir."),
    ("it", "IT", "Non ce la faccio più. Voglio morire."),
    ("pt", "PT", "Não aguento mais. Quero morrer."),
)
ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("home")) as found:
        found.invite({"sam": "agent", "ada": "admin"})
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    size: Any = {"width": 1100, "height": 800}
    context = browser.new_context(viewport=size, locale="en-GB", timezone_id=ZONE)
    yield context
    context.close()


@pytest.fixture
def shop(context: BrowserContext, service: Service) -> Page:
    return visited(context, service)


@pytest.fixture
def desk(browser: Browser, service: Service) -> Iterator[Seat]:
    seat = Seat(browser, service)
    seat.enter("sam")
    yield seat
    seat.context.close()
    assert not seat.complaints


def inbox(service: Service, name: str, country: str | None, *spans: tuple[str, str]) -> Service:
    """The service with an inbox that has hours, the same on every day."""
    own = service.made("/inboxes", name=name, channel="chat")["id"]
    hours = {"time_zone": "UTC", "week": [list(map(list, spans))] * 7, "country": country}
    service.api.put(f"/v1/inboxes/{own}/hours", json=hours).raise_for_status()
    return Service(service.url, service.api, own)


def in_both_themes(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def fits(page: Page, panel: Locator) -> None:
    """Nothing is wider than the narrowest screen."""
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert panel.evaluate(TOO_WIDE) == []


def calls_a_person(panel: Locator) -> None:
    panel.locator(".call").click()
    panel.locator(".card").wait_for()


def test_from_the_first_word_to_the_rating(shop: Page, desk: Seat, service: Service) -> None:
    panel = opened(shop)
    reading = reading_of(written(shop, ANGRY))
    reading.get_by_text("No, I am").click()
    reading.get_by_role("button", name="disappointed").click()
    expect(reading).to_contain_text("You say: disappointed.")
    own = service.newest()
    desk.go(f"/c/{own}")
    expect(desk.page.locator(".feels")).to_contain_text("Disappointment")
    expect(desk.page.locator(".feels")).to_contain_text("corrected")
    reading.get_by_role("button", name="Do not read me").click()
    expect(panel.locator(".read")).to_contain_text("How you feel is not read.")
    expect(desk.page.locator(".feels, mark")).to_have_count(0)
    expect(desk.page.get_by_role("complementary")).to_contain_text("does not want to be read")

    calls_a_person(panel)
    expect(panel.locator("li.bot")).to_contain_text(POLICY.words["en"].told["next"])
    expect(desk.page.get_by_role("complementary")).to_contain_text("Waits for a person")
    desk.page.keyboard.press("Alt+t")
    expect(panel.locator(".card")).to_contain_text("sam is with you now.")
    desk.page.get_by_label("Your reply").fill("I have found it, it comes today.")
    desk.page.keyboard.press("Control+Enter")
    expect(panel.locator("li.agent")).to_contain_text("it comes today")
    expect(panel.locator("li.agent .who")).to_contain_text("sam")
    expect(panel.locator(".notice")).to_contain_text("A person has joined")
    written(shop, "Thank you!")
    expect(said_in(desk.page)).to_contain_text("Thank you!")
    desk.page.get_by_role("button", name="Resolve").click()
    expect(panel.locator("li.bot").last).to_contain_text(POLICY.words["en"].told["resolved"])
    expect(panel.locator(".card")).to_have_count(0)
    expect(panel.locator(".notice")).to_contain_text("You are writing with a machine.")
    with visitor(shop, service) as api:
        rated = api.put(f"/conversations/{own}/rating", json={"csat": 5, "comment": "quick"})
    assert (rated.status_code, rated.json()["csat"]) == (200, 5)
    written(shop, "One more thing.")
    expect(said_in(desk.page)).to_contain_text("One more thing.")
    assert service.asked(f"/conversations/{own}")["state"] == "open"


@pytest.mark.parametrize(("language", "country", "words"), IN_DANGER)
def test_who_is_in_danger_is_told_in_their_language(
    context: BrowserContext, service: Service, desk: Seat, language: str, country: str, words: str
) -> None:
    open_always = inbox(service, f"Care {country}", country, ("00:00", "24:00"))
    page = visited(context, open_always, language=language)
    panel = opened(page)
    written(page, words)
    told = panel.locator("li.bot .text")
    expect(told).to_have_text([POLICY.words[language].told["next"]])
    expect(panel.locator(".card")).to_be_visible()
    desk.enter("ada")
    lines = POLICY.crisis[country]
    given = {"emergency": lines.emergency, "crisis": list(lines.crisis), "safety": list(lines.safety), "reviewed": True}
    own = {"Sec-Fetch-Site": "same-origin"}
    address = f"{service.url}/v1/policies/crisis/{country}"
    reviewed = desk.context.request.put(address, data=given, headers=own)
    assert reviewed.ok
    written(page, words)
    whom = reviewed.json()["told"][language]
    assert all(each in whom for each in (lines.emergency, *lines.crisis))
    expect(told.filter(has_text=whom)).to_have_count(1)
    in_both_themes(page)
    fits(page, panel)
