"""A customer and those who answer, each in a browser: from the first word to the end, and what comes between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.web.served import Seat, Service, running
from tests.web.test_desk import HEBREW, SCHEMES, row, said_in
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
FOCUS = "document.querySelector('warmline-chat').shadowRoot.activeElement"


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
    written(page, f"{words} {words}")
    whom = reviewed.json()["told"][language]
    assert all(each in whom for each in (lines.emergency, *lines.crisis))
    expect(told.filter(has_text=whom)).to_have_count(1)
    in_both_themes(page)
    fits(page, panel)


def test_out_of_hours_somebody_is_called_back(context: BrowserContext, desk: Seat, service: Service) -> None:
    begins = (datetime.now(UTC) + timedelta(hours=12)).hour
    closed = inbox(service, "By day", "DE", (f"{begins:02}:00", f"{begins + 1:02}:00"))
    page = visited(context, closed)
    panel = opened(page)
    written(page, "Where is my parcel?")
    calls_a_person(panel)
    opens = datetime.fromisoformat(service.asked(f"/inboxes/{closed.inbox}/opening")["opens_at"])
    expect(panel.locator(".card")).to_contain_text("Nobody is here just now. We are back")
    expect(panel.locator(".card")).to_contain_text(f"{opens.astimezone(ZoneInfo(ZONE)):%A}")
    expect(panel.locator(".card")).to_contain_text(f"{opens.astimezone(ZoneInfo(ZONE)):%H:%M}")
    expect(panel.locator("li.bot")).to_contain_text(f"{opens:%A}, {opens.day} {opens:%B}, {opens:%H:%M} (UTC)")
    in_both_themes(page)
    fits(page, panel)
    address = panel.get_by_label("Your number or address")
    address.fill("12")
    panel.get_by_role("button", name="Call me back").click()
    expect(panel.locator(".live")).to_contain_text("That did not work")
    address.fill("030 901820")
    panel.get_by_role("button", name="Call me back").click()
    expect(panel.locator(".card")).to_contain_text("We will get back to you: +4930901820")
    expect(panel.locator("li.bot").last).to_contain_text("will call you when we are back")
    page.reload()
    expect(panel.locator(".card")).to_contain_text("We will get back to you: +4930901820")
    in_both_themes(page)
    fits(page, panel)

    closed.invite({"kim": "agent"})
    desk.enter("kim")
    desk.go(f"/c/{service.newest()}")
    facts = desk.page.get_by_role("complementary")
    for text in ("Wants to be called back", "phone: +4930901820", "Open again"):
        expect(facts).to_contain_text(text)
    in_both_themes(desk.page)


def test_the_passport_is_the_customers_before_it_is_the_desks(shop: Page, desk: Seat, service: Service) -> None:
    panel = opened(shop)
    written(shop, "Order 4711234 cost $49.90 and I am so disappointed. I have cancer, who pays?")
    panel.locator(".how").wait_for()
    calls_a_person(panel)
    panel.get_by_role("button", name="What the person will be told").click()
    facts = panel.get_by_role("region", name="What happened")
    expect(facts).to_contain_text("4711234 (noted by the machine)")
    expect(panel.locator(".page")).not_to_contain_text("cancer")
    price = facts.locator("li", has_text="$49.90")
    price.get_by_role("button", name="Strike out").click()
    expect(price.locator("s")).to_have_text("$49.90")
    price.get_by_role("button", name="Put back").click()
    expect(price.locator("s")).to_have_count(0)
    price.get_by_role("button", name="Strike out").click()
    expect(price.locator("s")).to_have_count(1)
    line = facts.locator("li", has_text="4711234")
    line.get_by_text("Change").click()
    line.get_by_role("textbox").fill("My order is 4711235.")
    line.get_by_role("button", name="Save").click()
    expect(facts).to_contain_text("My order is 4711235.")
    still = panel.get_by_role("region", name="What is open")
    still.get_by_text("Add something").click()
    still.get_by_role("textbox").fill(HEBREW)
    still.get_by_role("button", name="Save").click()
    expect(still).to_contain_text(f"{HEBREW} (from you)")
    assert still.locator("li p").evaluate("each => getComputedStyle(each).direction") == "rtl"
    in_both_themes(shop)
    fits(shop, panel)

    desk.go(f"/c/{service.newest()}")
    entries = desk.page.locator(".entries")
    expect(entries.filter(has_text="Facts")).to_contain_text("My order is 4711235.")
    expect(entries.filter(has_text="Still open")).to_contain_text(f"{HEBREW} by the customer")
    for gone in ("$49.90", "4711234", "cancer"):
        expect(entries.filter(has_text=gone)).to_have_count(0)
    still.get_by_text("Add something").click()
    still.get_by_role("textbox").fill("I need it on Friday.")
    still.get_by_role("button", name="Save").click()
    expect(entries.filter(has_text="Still open")).to_contain_text("I need it on Friday.")
    in_both_themes(desk.page)


def test_two_tabs_agree_and_both_are_there_after_a_reload(
    context: BrowserContext, shop: Page, service: Service
) -> None:
    one, other = shop, visited(context, service)
    first = opened(one)
    reading_of(written(one, ANGRY)).wait_for()
    second = opened(other)
    expect(second.locator("li.customer")).to_contain_text(ANGRY)
    calls_a_person(first)
    told = POLICY.words["en"].told["next"].split(". ")[0]
    for panel in (first, second):
        expect(panel.locator(".card")).to_be_visible()
        expect(panel.locator("li.bot")).to_contain_text(told)
    service.writes("agent", "I am looking for it.")
    for page in (one, other):
        page.reload()
        expect(page.locator("li.agent")).to_contain_text("I am looking for it.")
        expect(page.locator("li.customer")).to_have_count(1)
        expect(page.locator(".notice")).to_contain_text("A person has joined")
    assert one.locator("li .text").all_text_contents() == other.locator("li .text").all_text_contents()


def test_who_is_not_read_in_one_tab_is_not_read_in_the_other(
    context: BrowserContext, shop: Page, service: Service
) -> None:
    first, second = opened(shop), visited(context, service).locator(".panel")
    reading_of(written(shop, ANGRY)).wait_for()
    first.get_by_role("button", name="Do not read me").click()
    for panel in (first, second):
        expect(panel.locator(".read")).to_contain_text("How you feel is not read.")
        expect(panel.locator(".reading")).to_have_count(0)


def test_what_came_though_nobody_was_told_is_there_once(context: BrowserContext, shop: Page, service: Service) -> None:
    panel = opened(shop)
    written(shop, "First.")
    lost: list[str] = []

    def loses_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            return route.abort()
        return route.continue_()

    context.route("**/messages", loses_the_answer)
    shop.locator(".composer textarea").fill("Second.")
    shop.keyboard.press("Enter")
    expect(panel.locator("li.customer:not(.unsent) .text")).to_have_text(["First.", "Second."])
    expect(panel.locator(".unsent")).to_have_count(0)
    written(shop, "Third.")
    assert lost
    assert service.said() == [("customer", "First."), ("customer", "Second."), ("customer", "Third.")]


def test_a_reply_that_was_not_sent_is_sent_again(desk: Seat, service: Service) -> None:
    own = service.talk("Rui Sol", "Where is it?")
    page = desk.page
    desk.go(f"/c/{own}")
    expect(said_in(page)).to_contain_text("Where is it?")
    page.route("**/messages", lambda route: route.abort())
    page.get_by_label("Your reply").fill("Here it is.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    in_both_themes(page)
    page.unroute("**/messages")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".message.agent:not(.pending)")).to_contain_text("Here it is.")
    expect(page.locator(".pending")).to_have_count(0)
    assert service.said(own)[1:][-1:] == [("agent", "Here it is.")]


def test_the_whole_chat_by_keyboard(shop: Page, service: Service) -> None:
    def to(name: str, backwards: bool = False) -> None:
        """Goes on to what has this name."""
        for _ in range(60):
            shop.keyboard.press("Shift+Tab" if backwards else "Tab")
            if name in (shop.evaluate(f"{FOCUS} && ({FOCUS}.ariaLabel || {FOCUS}.textContent)") or ""):
                return
        raise AssertionError(f"{name} is not reached")

    panel = shop.locator(".panel")
    to("Write to us")
    shop.keyboard.press("Enter")
    expect(panel.locator(".composer textarea")).to_be_focused()
    shop.keyboard.type(ANGRY)
    shop.keyboard.press("Enter")
    panel.get_by_role("button", name="How I am being read").wait_for()
    to("How I am being read", backwards=True)
    shop.keyboard.press("Enter")
    expect(panel.locator(".reading")).to_be_visible()
    to("No, I am")
    shop.keyboard.press("Space")
    to("worried")
    shop.keyboard.press("Enter")
    expect(panel.locator(".reading")).to_contain_text("You say: worried.")
    to("Do not read me")
    shop.keyboard.press("Enter")
    expect(panel.locator(".read")).to_contain_text("How you feel is not read.")
    to("A person, please")
    shop.keyboard.press("Space")
    expect(panel.locator(".card")).to_be_visible()
    to("What the person will be told", backwards=True)
    shop.keyboard.press("Enter")
    expect(panel.locator(".back")).to_be_focused()
    to("Add something")
    shop.keyboard.press("Space")
    to("What happened")
    shop.keyboard.type("It was promised for Tuesday.")
    to("Save")
    shop.keyboard.press("Enter")
    expect(panel.get_by_role("region", name="What happened")).to_contain_text("promised for Tuesday. (from you)")
    to("Back", backwards=True)
    shop.keyboard.press("Enter")
    expect(panel.locator(".composer textarea")).to_be_focused()
    to("Or shall we call back?", backwards=True)
    shop.keyboard.press("Space")
    shop.keyboard.press("Tab")
    shop.keyboard.press("ArrowDown")
    to("Your number or address")
    shop.keyboard.type("ines@example.org")
    shop.keyboard.press("Enter")
    expect(panel.locator(".card")).to_contain_text("We will get back to you")
    shop.keyboard.press("Escape")
    expect(shop.locator(".launch")).to_be_focused()


def test_words_from_right_to_left_stand_so_at_the_desk_too(desk: Seat, service: Service) -> None:
    own = service.talk("דניאל", HEBREW)
    service.made(f"/conversations/{own}/notes", text="לקוח ותיק")
    service.api.post(f"/v1/conversations/{own}/tags", json={"name": "דחוף"}).raise_for_status()
    desk.go(f"/c/{own}")
    page = desk.page
    expect(page.locator(".message.note")).to_be_visible()
    expect(row(page, "דניאל").locator(".last")).to_have_text(HEBREW)
    for place in (".message.note .words", ".message.customer .words", ".row[aria-selected=true] .last"):
        assert page.locator(place).evaluate("each => getComputedStyle(each).direction") == "rtl", place
    in_both_themes(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
