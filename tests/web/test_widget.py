"""The chat in a browser: what it says of itself first, being read, a person within reach, and leaving no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from starlette.responses import PlainTextResponse

from tests.web.served import Service, running, served
from warmline.server.pages import WEB

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.skipif(not (WEB / "widget.js").exists(), reason="The web is not built: python hatch_build.py")
ANGRY = "I am really angry about this, where is my parcel?"
PAGE = """<!doctype html><title>Another site</title><script src="{url}/widget.js" data-tenant="demo"
data-inbox="{inbox}" data-color="#ffcc00" data-position="left" data-exit="/weather" async></script>"""


TOO_WIDE = """each => [each, ...each.querySelectorAll("*")]
    .filter(own => own.clientWidth > 1 && own.scrollWidth > own.clientWidth + 1)
    .filter(own => getComputedStyle(own).display != "inline").map(own => own.outerHTML)"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1100, "height": 800}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def shop(context: BrowserContext, service: Service) -> Page:
    return visited(context, service)


def visited(context: BrowserContext, service: Service, **more: str) -> Page:
    page = context.new_page()
    asked = "&".join(f"{name}={value}" for name, value in {"inbox": service.inbox, **more}.items())
    page.goto(f"{service.url}/demo?{asked}")
    return page


def opened(page: Page) -> Locator:
    """The open chat, in which one can write."""
    page.locator(".launch").click()
    page.locator("textarea").wait_for()
    return page.locator(".panel")


def written(page: Page, text: str) -> Locator:
    """A message of the visitor's, once it is kept."""
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")
    message = page.locator("li.customer:not(.unsent)", has_text=text)
    message.wait_for()
    return message


def reading_of(message: Locator) -> Locator:
    """How it was read, once it is."""
    message.get_by_role("button", name="How I am being read").click()
    reading = message.locator(".reading")
    reading.wait_for()
    return reading


def test_the_whole_walk(shop: Page, service: Service) -> None:
    panel = opened(shop)
    expect(panel.locator(".notice")).to_contain_text("You are writing with a machine.")
    expect(panel.locator(".read")).to_contain_text("you can correct it")
    reading = reading_of(written(shop, ANGRY))
    expect(reading).to_contain_text("Read as:")
    reading.get_by_text("No, I am").click()
    reading.get_by_role("button", name="worried").click()
    expect(reading).to_contain_text("You say: worried. Your word counts.")
    panel.get_by_role("button", name="A person, please").click()
    expect(panel.locator(".card")).to_contain_text("A person")
    expect(panel.get_by_role("button", name="You asked for a person")).to_be_visible()
    expect(panel.locator(".notice")).to_contain_text("machine")  # nobody has come yet
    service.writes("agent", "I am Sam. I look for it.")
    expect(panel.locator(".notice")).not_to_contain_text("machine")
    session = shop.evaluate("JSON.parse(Object.values(localStorage)[0]).session")
    shop.keyboard.press("Escape")
    shop.keyboard.press("Escape")
    shop.wait_for_url("about:blank")
    own = {"Authorization": f"Bearer {session}", "Origin": service.url}
    for _ in range(50):
        if httpx2.get(f"{service.url}/v1/conversations", headers=own).status_code == 401:
            break
    else:
        raise AssertionError("the session goes on")
    shop.goto(f"{service.url}/demo?inbox={service.inbox}")
    assert shop.evaluate("localStorage.length") == 0


def test_the_words_that_show_it_are_marked(shop: Page) -> None:
    opened(shop)
    message = written(shop, "😀 Thank you so much, that was wonderful help!")
    reading = reading_of(message)
    expect(reading).to_contain_text("grateful")
    expect(message.locator("mark").first).to_have_text(re.compile("[Tt]hank|wonderful"))


def test_who_writes_is_told_apart_by_words_and_shape(shop: Page, service: Service) -> None:
    panel = opened(shop)
    written(shop, "Hello, is somebody there?")
    service.writes("bot", "Your parcel is on its way.")
    service.writes("agent", "I am Sam. I have your order here.")
    expect(panel.locator("li.bot .who").first).to_contain_text("Machine")
    expect(panel.locator("li.agent .who")).to_contain_text("A person")
    looks = [panel.locator(f"li.{role} .text").first for role in ("customer", "bot", "agent")]
    borders = [
        each.evaluate("each => getComputedStyle(each).border + getComputedStyle(each).borderRadius") for each in looks
    ]
    assert len(set(borders)) == 3
    expect(panel.locator(".notice")).to_contain_text("A person has joined")


def test_it_is_there_again_after_a_reload_and_in_another_tab(
    context: BrowserContext, shop: Page, service: Service
) -> None:
    opened(shop)
    written(shop, "My order is 1042.")
    shop.reload()
    expect(shop.locator("li.customer")).to_contain_text("My order is 1042.")
    other = visited(context, service)
    expect(other.locator("li.customer")).to_contain_text("My order is 1042.")
    written(other, "It was promised for Tuesday.")
    expect(shop.locator("li.customer").nth(1)).to_contain_text("Tuesday")
    other.get_by_role("button", name="Leave quickly").click()
    expect(shop.locator(".launch")).to_be_visible()
    shop.wait_for_timeout(3_000)  # what it had asked for is answered
    assert shop.evaluate("localStorage.length") == 0
    opened(shop)
    expect(shop.locator("li")).to_have_count(0)


def test_what_is_written_without_a_connection_is_sent_once_there_is_one(
    context: BrowserContext, shop: Page, service: Service
) -> None:
    panel = opened(shop)
    written(shop, "First.")
    context.set_offline(True)
    for text in ("Second.", "Third."):
        shop.locator(".composer textarea").fill(text)
        shop.keyboard.press("Enter")
    expect(panel.locator(".unsent")).to_have_count(2)
    expect(panel.locator(".live")).to_contain_text("No connection")
    context.set_offline(False)
    expect(panel.locator(".unsent")).to_have_count(0)
    assert service.said() == [("customer", "First."), ("customer", "Second."), ("customer", "Third.")]


def test_what_waits_survives_the_page(context: BrowserContext, shop: Page, service: Service) -> None:
    opened(shop)
    written(shop, "Before.")
    context.route("**/messages", lambda route: route.abort())
    shop.locator(".composer textarea").fill("After.")
    shop.keyboard.press("Enter")
    expect(shop.locator(".unsent")).to_contain_text("Waits to be sent")
    context.unroute("**/messages")
    shop.reload()
    expect(shop.locator("li.customer:not(.unsent)")).to_have_count(2)
    assert service.said() == [("customer", "Before."), ("customer", "After.")]


def test_by_keyboard_alone(shop: Page) -> None:
    shop.locator(".launch").focus()
    shop.keyboard.press("Enter")
    shop.locator("textarea").wait_for()
    focused = "document.querySelector('warmline-chat').shadowRoot.activeElement"
    assert shop.evaluate(f"{focused}.localName") == "textarea"
    shop.keyboard.type("Can I change my address?")
    shop.keyboard.press("Enter")
    shop.locator("li.customer:not(.unsent)").wait_for()
    reached = set()
    for _ in range(20):
        shop.keyboard.press("Shift+Tab")
        reached.add(shop.evaluate(f"{focused}?.ariaLabel || {focused}?.textContent"))
    assert {"Attach a file", "A person, please", "How I am being read", "Conversation", "Close", "More"} <= reached
    shop.locator(".composer textarea").focus()
    shop.keyboard.press("Escape")
    expect(shop.locator(".launch")).to_be_focused()
    shop.wait_for_timeout(800)  # later than twice
    shop.keyboard.press("Escape")
    expect(shop.locator(".launch")).to_be_visible()


def test_the_narrowest_screen(context: BrowserContext, shop: Page) -> None:
    shop.set_viewport_size({"width": 320, "height": 568})
    panel = opened(shop)
    written(shop, "Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    panel.get_by_role("button", name="A person, please").click()
    expect(panel.locator(".card")).to_be_visible()
    assert shop.evaluate("document.documentElement.scrollWidth") <= 320
    assert panel.evaluate(TOO_WIDE) == []
    for part in (".composer textarea", ".call", ".exit", ".notice"):
        box = panel.locator(part).bounding_box()
        assert box
        assert box["x"] >= 0
        assert (box["x"] + box["width"] <= 320, box["y"] + box["height"] <= 568) == (True, True), part


def test_each_text_runs_its_own_way(shop: Page) -> None:
    opened(shop)
    arabic, english = written(shop, "أين طلبي؟ أنا غاضب"), written(shop, "And in English")
    assert [
        each.locator(".text").evaluate("each => getComputedStyle(each).direction") for each in (arabic, english)
    ] == ["rtl", "ltr"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(shop: Page, service: Service, scheme: Literal["light", "dark"]) -> None:
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    nothing_in_the_way(shop)
    panel = opened(shop)
    nothing_in_the_way(shop)
    reading = reading_of(written(shop, "Thank you, but I am still very angry!"))
    reading.get_by_text("No, I am").click()
    service.writes("bot", "Your parcel is on its way.")
    service.writes("agent", "I am Sam.")
    panel.locator("li.agent").wait_for()
    panel.locator(".call").click()
    nothing_in_the_way(shop)
    panel.get_by_role("button", name="More").click()
    panel.get_by_label("Plain words").check()
    nothing_in_the_way(shop)


def nothing_in_the_way(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_not_to_be_read(shop: Page) -> None:
    panel = opened(shop)
    message = written(shop, "Thank you for your help.")
    reading_of(message).get_by_role("button", name="Do not read me").click()
    expect(panel.locator(".read")).to_contain_text("How you feel is not read.")
    expect(message.get_by_role("button", name="How I am being read")).to_have_count(0)
    shop.reload()
    expect(shop.locator(".read")).to_contain_text("How you feel is not read.")


def test_a_file_goes_along_and_the_conversation_can_be_taken_home(shop: Page, tmp_path: Path) -> None:
    panel = opened(shop)
    written(shop, "Here is the receipt.")
    file = tmp_path / "receipt.txt"
    file.write_text("two packets of tea")
    panel.get_by_label("Attach a file").set_input_files(file)
    with shop.expect_download() as saved:
        panel.get_by_role("button", name="receipt.txt").click()
    assert saved.value.path().read_text() == "two packets of tea"
    panel.get_by_role("button", name="More").click()
    with shop.expect_download() as saved:
        panel.get_by_role("button", name="Take the conversation along").click()
    text = saved.value.path().read_text("utf-8")
    assert "You: Here is the receipt." in text
    assert "You are writing with a machine." in text


def test_in_another_language(context: BrowserContext, service: Service) -> None:
    page = visited(context, service, language="de")
    panel = opened(page)
    expect(panel.locator(".notice")).to_contain_text("Maschine")
    expect(panel.get_by_role("button", name="Bitte ein Mensch")).to_be_visible()


def test_on_another_site_that_the_inbox_names(context: BrowserContext, service: Service) -> None:
    page, tag = context.new_page(), PAGE.format(url=service.url, inbox=service.inbox)
    with served(PlainTextResponse(tag, media_type="text/html")) as site:
        service.api.patch(f"/v1/inboxes/{service.inbox}", json={"origins": [site]}).raise_for_status()
        page.goto(site)
        panel = opened(page)
        written(page, "From another site.")
        box = panel.bounding_box()
        assert box
        assert box["x"] < 100
        assert panel.locator(".head").evaluate("each => getComputedStyle(each).color") == "rgb(0, 0, 0)"
        panel.get_by_role("button", name="Leave quickly").click()
        page.wait_for_url(f"{site}/weather")


def test_nothing_breaks_the_policy_and_nobody_else_is_asked(context: BrowserContext, service: Service) -> None:
    told: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith(service.url) else None)
    page.on("console", lambda message: told.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{service.url}/demo?inbox={service.inbox}")
    opened(page)
    written(page, "<img src=x onerror=alert(1)> **hello** https://foreign.invalid")
    assert [each for each in told if not each.startswith(("data:", "blob:"))] == []


def test_the_chat_goes_on_where_it_was_merged(shop: Page, service: Service) -> None:
    opened(shop)
    written(shop, "Where is my kettle?")
    first = service.newest()
    whole = service.asked(f"/conversations/{first}")
    again = {"inbox_id": service.inbox, "contact_id": whole["contact_id"]}
    later = service.api.post("/v1/conversations", json=again).json()["id"]
    service.api.post(f"/v1/conversations/{later}/messages", json={"text": "By mail: where is it?"}).raise_for_status()
    shop.evaluate(
        """([talk]) => Object.keys(localStorage).filter(name => name.startsWith("warmline ")).forEach(name => {
            const kept = JSON.parse(localStorage.getItem(name))
            localStorage.setItem(name, JSON.stringify({...kept, talk}))
        })""",
        [later],
    )
    shop.reload()
    panel = shop.locator(".panel")
    if not panel.is_visible():
        opened(shop)
    expect(panel.get_by_text("By mail: where is it?")).to_be_visible()
    service.api.post(f"/v1/conversations/{later}/merge", json={"into": first}).raise_for_status()
    expect(panel.get_by_text("Where is my kettle?")).to_be_visible()
    given = {"role": "agent", "text": "It is on its way."}
    service.api.post(f"/v1/conversations/{first}/messages", json=given).raise_for_status()
    expect(panel.get_by_text("It is on its way.")).to_be_visible()
    expect(panel.get_by_text("By mail: where is it?")).to_be_visible()
    written(shop, "Thank you")
    said = service.asked(f"/conversations/{first}/messages")["items"]
    assert said[-1]["text"] == "Thank you"
