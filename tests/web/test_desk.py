"""The desk in a browser: live, by keyboard, without barriers, and two of them agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.served import Seat, Service, running
from warmline.server.pages import WEB

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.skipif(
    not (WEB / "desk" / "index.html").exists(), reason="The web is not built: python hatch_build.py"
)
ANGRY = "📦 This is ridiculous, I am really angry now. I am furious and I want to speak to a person."
HEBREW = "שלום, ההזמנה שלי לא הגיעה!"
PEOPLE = {"sam": "agent", "kim": "agent", "lee": "lead"}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("home")) as found:
        found.invite(PEOPLE)
        yield found


@pytest.fixture
def seats(browser: Browser, service: Service) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(name: str = "", path: str = "", width: int = 1400) -> Seat:
        seat = Seat(browser, service, width)
        taken.append(seat)
        if name:
            seat.enter(name)
        seat.go(path)
        return seat

    yield take
    for seat in taken:
        seat.context.close()
        assert not seat.complaints


def said_in(page: Page) -> Locator:
    return page.get_by_role("log", name="What was said")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row", name=name)


def test_who_signs_in_is_in_and_who_signs_out_leaves_nothing(seats: Any, service: Service) -> None:
    own = service.talk("Ines Gil", "Hello")
    seat = seats(path=f"/c/{own}")
    seat.sign_in("sam", "wrong")
    expect(seat.page.get_by_role("status").get_by_text("not right")).to_be_visible()
    seat.sign_in("sam")
    seat.page.get_by_label("Your reply").fill("a draft")
    seat.page.reload()
    expect(seat.page.get_by_label("Your reply")).to_have_value("a draft")
    seat.page.get_by_role("button", name="sam").click()
    seat.page.get_by_role("menuitem", name="Sign out").click()
    expect(seat.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not seat.page.evaluate("Object.keys(localStorage).filter(each => each.includes('draft'))")


@pytest.mark.parametrize(("name", "where"), [("new", "/desk/invitation"), ("forgot", "/recover")])
def test_who_is_invited_chooses_a_password(seats: Any, service: Service, name: str, where: str) -> None:
    own = service.made("/accounts", email=f"{name}@shop.example", name=name, roles=["agent"], inboxes=[])["id"]
    invited = service.made(f"/accounts/{own}/invitation")["invitation"]
    seat = seats()
    seat.page.goto(f"{service.url}{where}#demo.{invited}")
    seat.page.get_by_label("Your new password").fill("four blue bicycles")
    seat.page.keyboard.press("Enter")
    expect(seat.page.get_by_role("heading", name="Sign in")).to_be_visible()
    seat.sign_in(name, "four blue bicycles")
    expect(seat.page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    assert invited not in seat.page.url


def test_the_whole_walk(seats: Any, service: Service) -> None:
    own = service.talk("Anna Berger", "Hello")
    seat = seats("sam")
    page = seat.page
    row(page, "Anna Berger").click()
    service.says(own, ANGRY)
    message = page.get_by_role("article").filter(has_text="ridiculous")
    expect(message.locator("mark.evidence").filter(has_text="angry")).to_have_text("angry")  # behind an emoji
    expect(message.locator(".feels")).to_contain_text("Anger")
    expect(row(page, "Anna Berger")).to_contain_text("Anger")
    message.get_by_role("button", name="Why").click()
    message.get_by_role("button", name="What was done about it?").click()
    expect(message.locator(".decision")).to_contain_text("Brought in a person")

    said_in(page).focus()
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_contain_text("ridiculous")
    page.keyboard.press("d")
    expect(message.locator(".feels")).to_contain_text("Disappointment corrected by an agent")
    expect(row(page, "Anna Berger")).to_contain_text("Disappointment")

    page.keyboard.press("Alt+l")
    page.keyboard.type("I am looking for it now.")
    page.keyboard.press("Control+Enter")
    expect(said_in(page)).to_contain_text("I am looking for it now.")
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert service.said(own)[-1] == ("agent", "I am looking for it now.")

    page.keyboard.press("Alt+t")
    expect(page.locator(".facts")).to_contain_text("Yours")
    page.keyboard.press("Alt+e")
    expect(page.locator(".facts")).to_contain_text("Resolved")
    expect(row(page, "Anna Berger")).to_have_count(0)
    assert service.asked(f"/conversations/{own}")["state"] == "resolved"


def test_two_desks_agree_and_warn_each_other(seats: Any, service: Service) -> None:
    own = service.talk("Bea Cole", "Where is my parcel?")
    sam, lee = seats("sam", f"/c/{own}"), seats("lee", f"/c/{own}")
    for seat in (sam, lee):
        expect(seat.page.locator(".others")).to_contain_text("is looking at this too")
    sam.page.get_by_label("Your reply").press_sequentially("On its way.")
    expect(lee.page.locator(".others")).to_have_text("sam is writing here too")
    sam.page.keyboard.press("Control+Enter")
    for seat in (sam, lee):
        expect(said_in(seat.page)).to_contain_text("On its way.")
        expect(seat.page.locator(".message.agent")).to_have_count(1)
    lee.page.get_by_label("Give it to").select_option("kim")
    expect(sam.page.get_by_role("heading", name="Not here")).to_be_visible()  # nobody's but kim's, and the lead's
    lee.page.get_by_role("button", name="Resolve").click()
    expect(row(lee.page, "Bea Cole")).to_have_count(0)
    service.says(own, "It has not come.")
    expect(row(lee.page, "Bea Cole")).to_be_visible()


def test_all_by_keyboard(seats: Any, service: Service) -> None:
    own = service.talk("Cem Demir", "Hello there")
    seat = seats("sam", "?q=cem+demir")
    page = seat.page
    expect(row(page, "Cem Demir")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "row":
            break
    page.keyboard.press("Enter")
    expect(said_in(page)).to_contain_text("Hello there")
    assert own in page.url
    assert "q=cem" in page.url
    said_in(page).focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(said_in(page)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("unassig")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("who=unassigned"))
    page.keyboard.press("Alt+j")
    expect(page).to_have_url(re.compile("/c/"))
    first = page.url
    page.keyboard.press("Alt+j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("Alt+k")
    expect(page).to_have_url(first)


def test_words_are_found_and_filters_are_in_the_address(seats: Any, service: Service) -> None:
    service.talk("Dora Ek", "I am looking for a turquoise samovar.")
    angry = service.talk("Emil Fox", ANGRY)
    seat = seats("sam")
    seat.page.get_by_role("searchbox").fill("samovar")
    expect(seat.page.get_by_role("row")).to_have_count(1)
    expect(row(seat.page, "Dora Ek")).to_contain_text("turquoise samovar")
    seat.go("?mood=anger")
    expect(row(seat.page, "Emil Fox")).to_be_visible()
    expect(row(seat.page, "Dora Ek")).to_have_count(0)
    service.api.post(f"/v1/conversations/{angry}/resolution", json={})
    seat.go("?state=resolved")
    expect(row(seat.page, "Emil Fox")).to_be_visible()


def test_nothing_stays_on_the_screen_of_who_is_no_longer_read(seats: Any, service: Service) -> None:
    own = service.talk("Edda Falk", ANGRY)
    page = seats("sam", f"/c/{own}").page
    expect(page.locator(".feels")).to_contain_text("Anger")
    expect(row(page, "Edda Falk")).to_contain_text("Anger")
    contact = service.asked(f"/conversations/{own}")["contact_id"]
    service.api.put(f"/v1/contacts/{contact}/reading", json={"on": False}).raise_for_status()
    expect(page.locator(".feels, mark")).to_have_count(0)
    expect(row(page, "Edda Falk")).to_contain_text("Not read")
    expect(page.get_by_role("complementary")).to_contain_text("does not want to be read")


def test_files_go_both_ways(seats: Any, service: Service) -> None:
    own = service.talk("Finn Gade", "Here is a photo")
    service.api.post(f"/v1/conversations/{own}/attachments?name=from.txt", content=b"from the customer")
    page = seats("sam", f"/c/{own}").page
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save from.txt").click()
    assert saved.value.path().read_bytes() == b"from the customer"
    page.locator("input[type=file]").set_input_files({"name": "back.txt", "mimeType": "text/plain", "buffer": b"back"})
    expect(said_in(page)).to_contain_text("back.txt")
    assert {each["role"] for each in service.asked(f"/conversations/{own}/attachments")["items"]} == {
        "customer", "agent",
    }  # fmt: skip


def test_right_to_left_and_hostile_words_are_words(seats: Any, service: Service) -> None:
    hostile = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) I am angry"
    own = service.talk("<b>דניאל</b>", HEBREW, hostile)
    page = seats("sam", f"/c/{own}").page
    words = page.locator(".message.customer .words")
    expect(words).to_have_count(2)
    assert [words.nth(at).evaluate("each => getComputedStyle(each).direction") for at in (0, 1)] == ["rtl", "ltr"]
    expect(words.nth(1)).to_have_text(hostile)
    expect(page.get_by_role("heading", level=1)).to_have_text("<b>דניאל</b>")
    page.get_by_label("Your reply").fill("שלום")
    assert page.get_by_label("Your reply").evaluate("each => getComputedStyle(each).direction") == "rtl"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barrier_is_found(seats: Any, service: Service, scheme: Literal["light", "dark"]) -> None:
    own = service.talk(f"Gro {scheme}", "Hello", ANGRY, "I want a person, NOW!!")
    service.talk("Hal Ives", "Thank you so much, that is wonderful!")
    seat = seats()
    page = seat.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def clear(where: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    clear("sign in")
    seat.go("/invitation#demo.nothing")
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    clear("invitation")
    seat.go()
    seat.sign_in("lee")
    expect(row(page, f"Gro {scheme}")).to_contain_text("High")
    clear("inbox")
    seat.go(f"/c/{own}")
    expect(page.locator(".read")).to_have_count(3)
    page.get_by_role("button", name="Why").last.click()
    page.get_by_role("button", name="What was done about it?").click()
    expect(page.locator(".decision")).to_be_visible()
    page.get_by_role("button", name="As a table").click()
    clear("conversation")
    for key, name in (("c", "How was it really?"), ("?", "Shortcuts"), ("Control+k", "Go anywhere")):
        said_in(page).press(key)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        clear(name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="lee").click()
    clear("menu")
    page.get_by_role("menuitem", name="Preferences").click()
    expect(page.get_by_role("dialog", name="Preferences")).to_be_visible()
    clear("settings")
    seat.go("/wallboard")
    expect(page.locator(".figure").first).to_be_visible()
    clear("wallboard")


def test_it_fits_a_narrow_screen(seats: Any, service: Service) -> None:
    own = service.talk("Ida Juhl", ANGRY, "x" * 300)
    seat = seats("lee", width=320)
    for path in ("", f"/c/{own}", "/wallboard"):
        seat.go(path)
        expect(seat.page.locator(":is(.row, .message, .figure):visible").first).to_be_visible()
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 320, path
    seat.go(f"/c/{own}")
    seat.page.get_by_role("button", name="Details").click()
    expect(seat.page.get_by_role("complementary")).to_contain_text("What they agreed to")
    assert Axe().run(seat.page).violations_count == 0
    seat.page.get_by_role("link", name="Back to the list").click()
    expect(row(seat.page, "Ida Juhl")).to_be_visible()


def test_colours_can_be_chosen(seats: Any) -> None:
    page = seats("sam").page
    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("colours: dark")
    page.keyboard.press("Enter")
    page.reload()
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def made_later(service: Service, own: str, *texts: str) -> str:
    """Another conversation of the same customer."""
    contact = service.asked(f"/conversations/{own}")["contact_id"]
    later: str = service.made("/conversations", inbox_id=service.inbox, contact_id=contact)["id"]
    for text in texts:
        service.says(later, text)
    return later


def test_notes_and_tags_are_on_every_desk_and_for_nobody_else(seats: Any, service: Service) -> None:
    own = service.talk("Jana Kok", "Where is my parcel?")
    sam, lee = seats("sam", f"/c/{own}"), seats("lee", f"/c/{own}")
    expect(said_in(sam.page)).to_contain_text("Where is my parcel?")
    sam.page.keyboard.press("Alt+n")
    sam.page.keyboard.type("She called, too.")
    sam.page.keyboard.press("Control+Enter")
    note = lee.page.get_by_role("article", name="Note by sam")
    expect(note).to_contain_text("not for the customer")
    expect(note).to_contain_text("She called, too.")
    assert service.said(own) == [("customer", "Where is my parcel?")]
    note.get_by_role("button", name="Delete this note").click()
    expect(sam.page.get_by_role("article", name="Note by sam")).to_have_count(0)

    sam.page.keyboard.press("Alt+g")
    sam.page.get_by_role("dialog", name="Tags").get_by_role("searchbox").fill("Late Parcel")
    sam.page.keyboard.press("ArrowDown")
    sam.page.keyboard.press("Enter")
    expect(sam.page.get_by_role("dialog").get_by_role("status")).to_have_text("late parcel is added.")
    sam.page.keyboard.press("Escape")
    expect(row(lee.page, "Jana Kok")).to_contain_text("late parcel")
    service.talk("Kai Lund", "Hello")
    expect(row(lee.page, "Kai Lund")).to_be_visible()
    lee.page.get_by_label("Tag", exact=True).select_option("late parcel")
    expect(row(lee.page, "Kai Lund")).to_have_count(0)
    expect(row(lee.page, "Jana Kok")).to_be_visible()
    expect(lee.page).to_have_url(re.compile(r"tag=late\+parcel"))


def test_a_reply_that_is_ready_is_called_by_its_name(seats: Any, service: Service) -> None:
    service.made("/canned-replies", name="late", language="en", text="Hello {name}, it is late. {agent}")
    service.made("/canned-replies", name="lost", language="en", text="It is lost.")
    own = service.talk("Lia Moor", "Where is it?")
    page = seats("sam", f"/c/{own}").page
    box = page.get_by_label("Your reply")
    box.press_sequentially("Well. /l")
    ready = page.get_by_role("listbox", name="Replies that are ready")
    expect(ready.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(ready.get_by_role("option", selected=True)).to_contain_text("/lost")
    assert box.get_attribute("aria-activedescendant") == ready.get_by_role("option").nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Well. Hello Lia Moor, it is late. sam")
    box.press_sequentially(" /lo")
    page.keyboard.press("Escape")
    expect(ready).to_have_count(0)
    expect(box).to_have_value("Well. Hello Lia Moor, it is late. sam /lo")
    box.fill("")
    page.keyboard.press("Control+k")
    page.keyboard.type("reply: lost")
    page.keyboard.press("Enter")
    expect(box).to_have_value("It is lost.")


def test_what_is_snoozed_is_out_of_the_way_until_the_customer_writes(seats: Any, service: Service) -> None:
    own = service.talk("Mia Nord", "When do you open tomorrow?")
    sam, lee = seats("sam", f"/c/{own}"), seats("lee")
    expect(row(lee.page, "Mia Nord")).to_be_visible()
    expect(said_in(sam.page)).to_contain_text("tomorrow")
    sam.page.keyboard.press("Alt+s")
    sam.page.get_by_role("option", name="Tomorrow, 9:00").click()
    expect(sam.page.locator(".facts")).to_contain_text("Snoozed until")
    expect(row(lee.page, "Mia Nord")).to_have_count(0)
    lee.page.get_by_label("State").select_option("snoozed")
    expect(row(lee.page, "Mia Nord")).to_contain_text("09:00")
    lee.page.get_by_label("State").select_option("")
    service.says(own, "Hello?")
    expect(row(lee.page, "Mia Nord")).to_be_visible()
    service.made(f"/conversations/{own}/handover")
    sam.page.keyboard.press("Alt+s")
    sam.page.keyboard.press("Enter")
    expect(sam.page.get_by_role("status").get_by_text("waits for a person")).to_be_visible()


def test_two_that_are_one_are_shown_as_one(seats: Any, service: Service) -> None:
    earlier = service.talk("Nora Oak", "Where is my kettle?")
    later = made_later(service, earlier, "It is me again.")
    page = seats("sam", f"/c/{later}").page
    expect(said_in(page)).to_contain_text("It is me again.")
    page.keyboard.press("Alt+m")
    expect(page.get_by_role("dialog", name="Merge with")).to_contain_text("cannot be undone")
    page.get_by_role("radio").check()
    page.get_by_role("button", name="Merge for good").click()
    expect(page).to_have_url(re.compile(earlier))
    for words in ("Where is my kettle?", "It is me again."):
        expect(said_in(page)).to_contain_text(words)
    expect(row(page, "Nora Oak")).to_have_count(1)
    service.says(later, "Hello?")
    expect(said_in(page)).to_contain_text("Hello?")
    assert service.said(earlier)[-1] == ("customer", "Hello?")
    page.goto(f"{service.url}/desk/c/{later}")
    expect(page.get_by_text("This was merged.")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_count(0)


def test_who_passes_it_on_sees_it_no_more(seats: Any, service: Service) -> None:
    own = service.talk("Ola Pim", "I need a person, please!")
    sam, kim = seats("sam", f"/c/{own}"), seats("kim")
    expect(said_in(sam.page)).to_contain_text("I need a person")
    sam.page.keyboard.press("Alt+p")
    window = sam.page.get_by_role("dialog", name="Pass it on")
    window.get_by_label("To", exact=True).select_option("kim")
    window.get_by_label("A note for them").fill("Knows the case.")
    window.get_by_role("button", name="Pass it on").click()
    expect(sam.page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    expect(row(sam.page, "Ola Pim")).to_have_count(0)
    row(kim.page, "Ola Pim").click()
    expect(kim.page.get_by_role("article", name="Note by sam")).to_contain_text("Knows the case.")
    expect(said_in(kim.page)).to_contain_text("kim, a person from our team")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barrier_is_found_in_the_work(seats: Any, service: Service, scheme: Literal["light", "dark"]) -> None:
    own = service.talk(f"Pia {scheme}", "When do you open?")
    made_later(service, own, "It is me again.")
    service.made("/canned-replies", name=f"open-{scheme}", language="en", text="At nine.")
    service.api.post(f"/v1/conversations/{own}/tags", json={"name": "hours"}).raise_for_status()
    service.made(f"/conversations/{own}/notes", text="A note")
    page = seats("lee", f"/c/{own}").page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def clear(where: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"

    expect(page.get_by_role("article", name="Note by")).to_be_visible()
    expect(row(page, f"Pia {scheme}").first).to_contain_text("Neutral")
    page.get_by_label("Your reply").press_sequentially(f"/open-{scheme}")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    clear("a reply that is ready")
    page.get_by_label("Your reply").fill("")
    page.keyboard.press("Alt+n")
    clear("a note")
    for keys, title in (
        ("Alt+s", "Snooze until"), ("Alt+g", "Tags"), ("Alt+m", "Merge with"), ("Alt+p", "Pass it on"),
    ):  # fmt: skip
        page.keyboard.press(keys)
        window = page.get_by_role("dialog", name=title)
        expect(window).to_be_visible()
        if title == "Merge with":
            expect(window.get_by_role("radio")).to_have_count(1)
        clear(title)
        page.keyboard.press("Escape")
        expect(window).to_have_count(0)
    page.get_by_role("button", name="More to do").click()
    expect(page.get_by_role("menuitem", name="Merge…")).to_be_visible()
    clear("more to do")
    page.set_viewport_size({"width": 320, "height": 700})
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for keys in ("Alt+s", "Alt+g", "Alt+m", "Alt+p"):
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog")).to_be_visible()
        wide = "each => [each, ...each.querySelectorAll('*')].every(own => own.getBoundingClientRect().right <= 320)"
        assert page.get_by_role("dialog").evaluate(wide), keys
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
