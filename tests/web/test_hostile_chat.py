"""Hostile strings as customers write them, in the chat and at the desk, with no policy to help: they stay words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hostile import BLNS
from tests.web.attacks import ATTACKS, FOREIGN
from tests.web.served import Seat, Service, running
from tests.web.test_hostile_text import COUNT
from tests.web.test_widget import opened, written
from warmline.server.pages import WEB

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.skipif(
    not (WEB / "desk" / "index.html").exists(), reason="The web is not built: python hatch_build.py"
)
TEXTS = tuple(each for each in (*ATTACKS, *BLNS) if each.strip() and "\x00" not in each)
TYPED = TEXTS[::200]
MOST_NAME, MOST_ENTRY, MOST_NOTE, MOST_TAG, MOST_TAGS = 300, 1_000, 10_000, 30, 20
WITHIN = """texts => texts.flatMap(each => [...each.querySelectorAll("*")].map(own => own.localName))"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("home")) as found:
        found.invite({"lee": "lead"})
        yield found


@pytest.fixture
def bare(browser: Browser, service: Service) -> Iterator[Any]:
    """Browsers that hold no page to its policy; what their pages complain of fails the test."""
    taken: list[Seat] = []

    def take() -> Seat:
        taken.append(Seat(browser, service, bypass_csp=True))
        return taken[-1]

    yield take
    for seat in taken:
        seat.context.close()
        assert not seat.complaints


def bundles(texts: Iterable[str], most: int) -> list[str]:
    """The texts, as many in one as there is room for."""
    found = [""]
    for text in texts:
        if len(found[-1]) + len(text) >= most:
            found.append("")
        found[-1] += f"{text}\n"
    return [each.strip() for each in found]


def visitor(page: Page, service: Service) -> httpx2.Client:
    """The API as the one who visits this page may use it."""
    session = page.evaluate("JSON.parse(Object.values(localStorage)[0]).session")
    headers = {"Authorization": f"Bearer {session}", "Origin": service.url}
    return httpx2.Client(base_url=f"{service.url}/v1", headers=headers, timeout=30)


def only_words(page: Page, where: str, known: set[str]) -> None:
    """Nothing that was written became a part of the page."""
    assert set(page.locator(where).evaluate_all(WITHIN)) <= known


def test_what_customers_write_is_words_in_the_chat_and_at_the_desk(bare: Any, service: Service) -> None:
    assert len(TEXTS) >= COUNT
    texts = bundles(TEXTS, MOST_ENTRY)
    chat = bare()
    chat.page.goto(f"{service.url}/demo?inbox={service.inbox}")
    opened(chat.page)
    for text in TYPED:
        written(chat.page, text)
    own = service.newest()
    with visitor(chat.page, service) as api:
        for text in texts:
            api.post(f"/conversations/{own}/messages", json={"text": text}).raise_for_status()
    chat.page.reload()
    told = chat.page.locator("li.customer .text")
    expect(told).to_have_count(len(TYPED) + len(texts))
    assert told.all_text_contents()[len(TYPED) :] == texts
    chat.page.get_by_role("button", name="How I am being read").first.click()
    chat.page.locator(".reading").wait_for()
    only_words(chat.page, "li.customer .text", {"mark"})

    desk = bare()
    desk.enter("lee")
    desk.go(f"/c/{own}")
    told = desk.page.locator(".message.customer .words")
    expect(told).to_have_count(len(TYPED) + len(texts))
    assert told.all_text_contents()[len(TYPED) :] == texts
    expect(desk.page.locator(".message.customer .read")).to_have_count(len(TYPED) + len(texts))
    only_words(desk.page, ".message.customer .words", {"mark"})


def test_names_previews_and_what_is_found_are_words(bare: Any, service: Service) -> None:
    names = bundles(TEXTS[::5], MOST_NAME)[:50]
    for name in names:
        service.talk(name, f"samovar {name}")
    desk = bare()
    desk.enter("lee")
    desk.go("?q=samovar")
    rows = desk.page.get_by_role("row")
    expect(rows).to_have_count(len(names))
    expect(rows.locator(".last", has_text="samovar")).to_have_count(len(names))
    expect(rows.locator("strong", has_text="Somebody")).to_have_count(0)
    assert {each.strip() for each in rows.locator("strong").all_text_contents()} == set(names)
    desk.page.get_by_role("searchbox").fill("<img src=x onerror=alert(1)>")
    expect(desk.page.get_by_role("searchbox")).to_have_value("<img src=x onerror=alert(1)>")
    desk.page.get_by_role("searchbox").fill("")
    expect(rows.locator(".last", has_text="samovar")).to_have_count(len(names))
    only_words(desk.page, ".row :is(strong, .last)", set())
    rows.first.click()
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    only_words(desk.page, "h1 bdi", set())


def test_passports_notes_tags_and_files_are_words(bare: Any, service: Service) -> None:
    chat = bare()
    chat.page.goto(f"{service.url}/demo?inbox={service.inbox}")
    opened(chat.page)
    written(chat.page, "Here is a photo.")
    chat.page.get_by_role("button", name="A person, please").click()
    own = service.newest()
    entries = bundles(TEXTS, MOST_ENTRY)
    with visitor(chat.page, service) as api:
        for text in entries:
            given = {"section": "facts", "text": text}
            api.post(f"/conversations/{own}/passport/entries", json=given).raise_for_status()
        given = {"name": "<img src=x onerror=alert(1)>.txt"}
        api.post(f"/conversations/{own}/attachments", params=given, content=b"words").raise_for_status()
    chat.page.reload()
    chat.page.get_by_role("button", name="What the person will be told").click()
    expect(chat.page.locator(".page li p")).to_have_count(len(entries))
    only_words(chat.page, ".page li p", {"small"})

    tags = list(dict.fromkeys(each for each in TEXTS if len(each) <= MOST_TAG and "<" in each))[:MOST_TAGS]
    answers = [service.api.post(f"/v1/conversations/{own}/tags", json={"name": name}).status_code for name in tags]
    assert set(answers) <= {200, 201, 422}
    assert len([each for each in answers if each < 300]) > len(tags) / 2
    notes = bundles(TEXTS, MOST_NOTE)
    for text in notes:
        service.made(f"/conversations/{own}/notes", text=text)
    desk = bare()
    desk.enter("lee")
    desk.go(f"/c/{own}")
    panel = desk.page.get_by_role("complementary")
    expect(panel.locator(".entries li")).to_have_count(len(entries))
    expect(desk.page.locator(".message.note .words")).to_have_count(len(notes))
    assert desk.page.locator(".message.note .words").all_text_contents() == notes
    expect(desk.page.get_by_role("button", name="Save _img")).to_be_visible()
    expect(desk.page.locator(".facts .tag.own").first).to_be_visible()
    only_words(desk.page, ".message.note .words", set())
    only_words(desk.page, ".entries li", {"span"})
    only_words(desk.page, ".facts .tag.own bdi", set())
    desk.page.keyboard.press("Alt+g")
    choices = desk.page.get_by_role("dialog", name="Tags")
    expect(choices.get_by_role("menuitem").first).to_be_visible()
    only_words(desk.page, "[role=menuitem] bdi", set())


def test_what_lets_html_through_would_be_found_out(browser: Browser, service: Service) -> None:
    own = service.talk("Somebody", "Hello")
    seat = Seat(browser, service, bypass_csp=True)
    seat.enter("lee")
    seat.go(f"/c/{own}")
    words = seat.page.locator(".message.customer .words")
    expect(words).to_have_text("Hello")
    with seat.page.expect_event("dialog"), seat.page.expect_request(f"{FOREIGN}/**"):
        words.evaluate(f"each => each.innerHTML = '<img src={FOREIGN}/i><img src=x onerror=alert(1)>'")
    seat.context.close()
    assert "1" in seat.complaints
    assert f"{FOREIGN}/i" in seat.complaints
