"""The report in a browser: seen, heard, reached by keyboard, and deaf to hostile text."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page

from tests.web.acted import ATTACK, acted
from warmline.adapters.render.report import write_report

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(acted(ATTACK), path, title="One week", subtitle="Acted conversations", source="acted.jsonl")
    return path.as_uri()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barrier_is_found(page: Page, address: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_it_asks_for_nothing_and_runs_nothing(page: Page, address: str) -> None:
    events: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        events.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: events.append(request.url))
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("dialog", dismissed)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.mouse.move(200, 200)
    assert [event for event in events if event not in (address, "data:,")] == []
    assert page.locator("script, iframe, object, base, img").count() == 0
    assert page.locator("[onerror], [onload], [onmouseover]").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280, 2560])
def test_nothing_has_to_be_scrolled_sideways(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_the_links(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {"#figures", "#conversations", "#alone", "#legend", "#c1-1"} <= reached


def test_the_keyboard_opens_a_line_as_a_table_and_goes_to_a_turn(page: Page, address: str) -> None:
    page.goto(address)
    summary = page.locator(".as-table summary").nth(3)
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert not page.locator(target).is_visible()
    page.keyboard.press("Enter")
    page.locator(target).wait_for(state="visible")


def test_a_dot_opens_its_turn(page: Page, address: str) -> None:
    page.goto(address)
    closed = page.locator("article:has(details:not(.as-table):not([open]))").first
    dot = closed.locator("svg a").first
    target = dot.get_attribute("href") or ""
    assert not page.locator(target).is_visible()
    dot.click()
    page.locator(target).wait_for(state="visible")


def test_the_writing_runs_its_own_way(page: Page, address: str) -> None:
    page.goto(address)
    arabic = page.locator(".said", has_text="مرحبا")
    assert arabic.evaluate("each => getComputedStyle(each).direction") == "rtl"


def test_every_feeling_can_be_told_from_its_underline_and_colour(page: Page, address: str) -> None:
    page.goto(address)
    looks = page.locator(".keys .key").evaluate_all(
        "keys => keys.map(key => [getComputedStyle(key).textDecorationStyle, getComputedStyle(key).color].join())"
    )
    assert len(looks) == 15
    assert len(set(looks)) == 15
