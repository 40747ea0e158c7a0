"""Settings in a browser: made, changed, refused and undone, by keyboard, without barriers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.served import PASSWORD, Seat, Service, running
from tests.web.test_desk import SCHEMES
from warmline.server.pages import WEB

pytestmark = pytest.mark.skipif(
    not (WEB / "desk" / "index.html").exists(), reason="The web is not built: python hatch_build.py"
)
PEOPLE = {"ada": "admin", "lee": "lead", "pia": "privacy", "sam": "agent"}
SCREENS = (
    "inboxes", "inboxes/new", "inboxes/{inbox}", "inboxes/{letters}", "hours", "hours/{inbox}",
    "people", "people/new", "people/{person}",
    "replies", "replies/new", "replies/{reply}", "sign-in", "crisis", "crisis/DE", "retention", "languages", "keys",
    "webhooks", "webhooks/new", "webhooks/{hook}", "nothing",
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("home")) as found:
        found.invite(PEOPLE)
        yield found


@pytest.fixture
def seats(browser: Browser, service: Service) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(name: str, path: str = "", width: int = 1400) -> Page:
        seat = Seat(browser, service, width)
        taken.append(seat)
        seat.enter(name)
        seat.go(f"/settings/{path}")
        return seat.page

    yield take
    for seat in taken:
        seat.context.close()
        assert not seat.complaints


def told(page: Page, text: str) -> None:
    expect(page.locator(".done")).to_contain_text(text)


def sure(page: Page, button: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_inbox_is_made_and_its_chat_is_shown_as_it_will_be(seats: Any, service: Service) -> None:
    page = seats("ada", "inboxes/new")
    page.get_by_label("Name").fill("Repairs")
    page.get_by_label("Sites that may show").fill("https://Shop.example/path")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_label("Sites that may show")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("not in the form that is needed")).to_be_visible()
    page.get_by_label("Sites that may show").fill("https://shop.example")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="The chat on your page")).to_be_visible()
    (made,) = [each for each in service.asked("/inboxes")["items"] if each["name"] == "Repairs"]
    assert page.url.endswith(made["id"])
    line = page.get_by_role("region", name="Line for your page")
    expect(line).to_contain_text(f'data-tenant="demo" data-inbox="{made["id"]}" async')
    page.get_by_label("Corner").select_option("left")
    page.get_by_label("Language", exact=True).select_option("de")
    expect(line).to_contain_text('data-position="left" data-language="de"')
    chat = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(chat.get_by_role("button", name="Schreiben Sie uns")).to_be_visible()
    chat.get_by_role("button", name="Schreiben Sie uns").click()
    expect(chat.get_by_text("Sie schreiben mit einer Maschine")).to_be_visible()

    page.get_by_label("Who may write").select_option("signed")
    page.get_by_role("button", name="Save").click()
    told(page, "Saved")
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new secret").click()
    expect(page.get_by_role("dialog", name="Secret of this inbox")).to_contain_text("shown this once")
    assert service.asked("/inboxes")["items"][-1]["identity"] == "signed"


def test_hours_are_set_by_keyboard_alone(seats: Any, service: Service) -> None:
    page = seats("lee", "hours")
    link = page.get_by_role("link", name="Shop")
    expect(link).to_be_visible()
    _tab_to(page, "Shop")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Time zone")).to_have_value(re.compile("."))
    expect(page.get_by_role("heading", name="Hours", level=1)).to_be_focused()
    _tab_to(page, "Monday: add hours")
    page.keyboard.press("Space")
    _tab_to(page, "Tuesday: as the day before")
    page.keyboard.press("Enter")
    _tab_to(page, "Save")
    page.keyboard.press("Enter")
    told(page, "Saved")
    week = service.asked(f"/inboxes/{service.inbox}/hours")["week"]
    assert week[0] == week[1] == [["09:00", "17:00"], ["18:00", "20:00"]]
    assert week[5:] == [[], []]
    expect(page.locator("h2 .tag")).to_have_text(re.compile("Open now|Closed, opens"))


def _tab_to(page: Page, name: str) -> None:
    own = "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(own) == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_what_is_not_saved_is_not_lost_without_being_asked(seats: Any, service: Service) -> None:
    page = seats("ada", f"hours/{service.inbox}")
    page.get_by_label("Holidays").fill("tomorrow")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Holidays")).to_be_focused()  # it says what is wrong with it
    page.get_by_role("link", name="API keys").click()
    expect(page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()
    page.get_by_role("button", name="Keep it as it is").click()
    expect(page.get_by_label("Holidays")).to_have_value("tomorrow")
    page.get_by_role("link", name="API keys").click()
    sure(page, "Leave")
    expect(page.get_by_role("heading", name="API keys")).to_be_visible()


def test_a_reply_is_made_changed_and_deleted(seats: Any, service: Service) -> None:
    page = seats("lee", "replies/new")
    page.get_by_label("Name").fill("On the Way")
    page.get_by_label("Text").fill("Hello {name}, {order} is on its way. {agent}")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("OnTheWay")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("{order}: only {name} and {agent} may stand in braces")).to_be_visible()
    page.get_by_label("Text").fill("Hello {name}, it is on its way. {agent}")
    expect(page.get_by_text("Hello Anna Berger, it is on its way. lee")).to_be_visible()
    page.get_by_label("For", exact=True).select_option("Shop")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Make it").click()
    row = page.get_by_role("row", name="/ontheway")
    expect(row).to_contain_text("German")
    expect(row).to_contain_text("Shop")

    row.get_by_role("link").click()
    page.get_by_label("Name").fill("coming")
    page.get_by_role("button", name="Save").click()
    told(page, "Saved")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    (reply,) = service.asked("/canned-replies")["items"]
    assert (reply["name"], reply["language"], reply["inbox_id"]) == ("coming", "de", service.inbox)
    page.get_by_role("button", name="Delete").click()
    sure(page, "Delete")
    expect(page.get_by_text("No reply is ready yet.")).to_be_visible()
    assert service.asked("/canned-replies")["items"] == []


def test_somebody_is_invited_comes_in_and_leaves(seats: Any, service: Service) -> None:
    page = seats("ada", "people/new")
    page.get_by_label("Name").fill("Nora Nilsson")
    page.get_by_label("E-mail").fill("no address")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("E-mail").fill("nora@shop.example")
    page.get_by_role("checkbox", name="Shop").check()
    page.get_by_role("checkbox", name="Safety").check()
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_role("dialog", name="Invitation").locator("code").inner_text()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", name="Nora Nilsson")).to_be_visible()

    other = page.context.browser
    assert other
    hers = other.new_context().new_page()
    hers.goto(link)
    hers.get_by_label("Your new password").fill(PASSWORD)
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("heading", name="Sign in")).to_be_visible()
    hers.close()

    (nora,) = [each for each in service.asked("/accounts")["items"] if each["name"] == "Nora Nilsson"]
    assert (nora["inboxes"], nora["skills"]) == ([service.inbox], ["safety"])
    page.get_by_role("checkbox", name="Lead").check()
    page.get_by_role("button", name="Save").click()
    told(page, "Saved")
    page.get_by_role("button", name="They have left").click()
    sure(page, "Close the account")
    expect(page.get_by_text("do not come in any more")).to_be_visible()


def test_a_key_is_made_shown_once_and_revoked(seats: Any, service: Service) -> None:
    page = seats("ada", "keys")
    page.get_by_label("Name").fill("Order system")
    page.get_by_role("checkbox", name="Write").uncheck()
    page.get_by_role("button", name="Make it").click()
    key = page.get_by_role("dialog", name="New key").locator("code").last.inner_text()
    assert httpx2.get(f"{service.url}/v1/inboxes", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    page.get_by_role("button", name="Close").click()
    row = page.get_by_role("row", name="Order system")
    row.get_by_role("button", name="Revoke").click()
    sure(page, "Revoke")
    expect(row).to_contain_text("Revoked")
    told(page, "Order system is revoked")
    assert httpx2.get(f"{service.url}/v1/inboxes", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_webhook_is_made_and_its_log_says_why_nothing_was_taken(seats: Any, service: Service) -> None:
    page = seats("ada", "webhooks/new")
    page.get_by_label("Address").fill("https://127.0.0.1/warmline")
    page.get_by_role("checkbox", name="A message comes").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("dialog", name="Secret of this webhook")).to_contain_text("whsec_")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Send a ping").click()
    told(page, "It was not taken")
    service.talk("Anna", "Hello")
    log = page.get_by_role("region", name="What was sent")
    for _ in range(40):
        page.get_by_role("button", name="Look again").click()
        page.wait_for_timeout(500)
        if log.count():
            break
    expect(log).to_contain_text("A message comes")
    expect(log.get_by_role("row").nth(1)).not_to_contain_text("Taken")


def test_crisis_lines_are_sent_once_somebody_has_reviewed_them(seats: Any, service: Service) -> None:
    page = seats("pia", "crisis")
    expect(page.get_by_role("row", name="Germany")).to_contain_text("Not reviewed, not sent")
    page.get_by_role("link", name="Germany").click()
    page.get_by_label("Who thinks of ending").fill("Somebody")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".wrong")).to_contain_text("a name and its number")
    page.get_by_label("Who thinks of ending").fill("TelefonSeelsorge 0800 111 0 222")
    page.get_by_role("switch", name="I have checked").check()
    page.get_by_role("button", name="Save").click()
    told(page, "Saved and reviewed")
    expect(page.get_by_text("Reviewed by you on")).to_be_visible()
    page.get_by_role("link", name="All countries").click()
    expect(page.get_by_role("row", name="Germany")).to_contain_text("Sent")


def test_data_are_kept_for_as_long_as_is_allowed(seats: Any, service: Service) -> None:
    page = seats("pia", "retention")
    page.get_by_label("Feelings, days").fill("900")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Feelings, days")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".wrong")).to_have_text("the policy allows 1 to 180 days")
    page.get_by_label("Feelings, days").fill("30")
    expect(page.get_by_text("cannot be brought back: feelings")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    told(page, "Saved")
    assert service.asked("/policies/retention")["inference"] == 30


def test_everybody_sees_what_is_theirs_to_set(seats: Any) -> None:
    for name, wanted in (
        ("lee", ["Hours", "Ready replies", "Languages"]),
        ("pia", ["Crisis lines", "Retention", "Languages"]),
    ):
        page = seats(name)
        links = page.get_by_role("navigation", name="Settings").get_by_role("link")
        expect(links).to_have_count(len(wanted))
        assert links.all_inner_texts() == wanted
    page = seats("lee", "keys")
    expect(page.get_by_role("heading", name="Not for you")).to_be_visible()
    page = seats("sam")
    expect(page.get_by_role("heading", name="Not for you")).to_be_visible()


def _made(service: Service) -> dict[str, str]:
    """One of each that has a screen, with long names, by what it is."""
    given = {"name": "long" * 7, "language": "en", "text": "Hello {name}, " + "it takes a little longer. " * 9}
    for old in service.asked("/canned-replies")["items"]:
        service.api.delete(f"/v1/canned-replies/{old['id']}").raise_for_status()
    return {
        "inbox": service.inbox,
        "letters": service.made("/inboxes", name="Letters", channel="email")["id"],
        "hook": service.made("/webhooks", url=f"https://127.0.0.1/{'x' * 120}", kinds=[])["id"],
        "person": next(each["id"] for each in service.asked("/accounts")["items"] if each["name"] == "sam"),
        "reply": service.made("/canned-replies", **given)["id"],
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barrier_is_found_on_any_screen(seats: Any, service: Service, scheme: Literal["light", "dark"]) -> None:
    own = _made(service)
    page = seats("ada")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path in SCREENS:
        page.goto(f"{service.url}/desk/settings/{path.format(**own)}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        page.wait_for_load_state("networkidle") if "{inbox}" in path else None
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    page.goto(f"{service.url}/desk/settings/people/{own['person']}")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(page).violations_count == 0


def test_every_screen_fits_a_narrow_one(seats: Any, service: Service) -> None:
    own = _made(service)
    page = seats("ada", width=320)
    for path in SCREENS:
        page.goto(f"{service.url}/desk/settings/{path.format(**own)}")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        wide = page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('main').scrollWidth)"
        )
        assert wide <= 320, path
