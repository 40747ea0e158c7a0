"""Mail in a browser: an admin says where it is, and an agent sees what became of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.server.post_office import ADDRESS, PASSWORD, USER, PostOffice, letter
from tests.web.served import Seat, Service, running
from tests.web.test_desk import SCHEMES
from warmline.house import House
from warmline.server.pages import WEB

pytestmark = pytest.mark.skipif(
    not (WEB / "desk" / "index.html").exists(), reason="The web is not built: python hatch_build.py"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    def often(house: House) -> None:
        house.mail = replace(house.mail, look=0.3, gather=0.3, waits=(3600.0,))

    home = tmp_path_factory.mktemp("home")
    with running(home, "Letters", "email", often, private_networks="127.0.0.0/8") as found:
        found.invite({"ada": "admin", "sam": "agent"})
        yield found


@pytest.fixture
def seats(browser: Browser, service: Service) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(name: str, path: str, width: int = 1400) -> Page:
        seat = Seat(browser, service, width)
        taken.append(seat)
        seat.enter(name)
        seat.go(path)
        return seat.page

    yield take
    for seat in taken:
        seat.context.close()
        assert not seat.complaints


@pytest.fixture
def office(service: Service) -> Iterator[PostOffice]:
    found = PostOffice()
    yield found
    service.api.delete(f"/v1/inboxes/{service.inbox}/mailbox")
    found.go()


def _mailbox(service: Service) -> Any:
    return service.asked(f"/inboxes/{service.inbox}/mailbox")


def _until(page: Page, find: Callable[[], Any]) -> None:
    for _ in range(80):
        if find():
            return
        page.wait_for_timeout(250)
    raise AssertionError("it does not come")


def test_a_mailbox_is_set_checked_and_removed(seats: Any, service: Service, office: PostOffice) -> None:
    page = seats("ada", f"/settings/inboxes/{service.inbox}")
    own = page.get_by_role("region", name="Mailbox")
    own.get_by_label("Address").fill("care")
    for which, port in (("IMAP", office.port), ("SMTP", 1)):
        server = own.get_by_role("group", name=which)
        server.get_by_label("Host").fill("127.0.0.1")
        server.get_by_label("Security").select_option("none")
        expect(server.get_by_label("Port")).to_have_value("143" if which == "IMAP" else "25")
        server.get_by_label("Port").fill(str(port))
    fetched = own.get_by_role("group", name="IMAP")
    fetched.get_by_label("User").fill(USER)
    fetched.get_by_label("Password").fill("another")
    fetched.get_by_label("Port").fill("70000")
    own.get_by_role("button", name="Save").click()
    expect(fetched.get_by_label("Port")).to_have_attribute("aria-invalid", "true")
    expect(own.get_by_text("At most 65535.")).to_be_visible()
    expect(own.get_by_label("Address")).to_be_focused()  # the first that is wrong
    fetched.get_by_label("Port").fill(str(office.port))
    own.get_by_label("Address").fill(ADDRESS)
    own.get_by_role("button", name="Save").click()
    expect(own.get_by_text("Letters cannot be fetched: it does not take this user and password")).to_be_visible()
    expect(own.get_by_text("Letters cannot be sent: nobody answers at this port.")).to_be_visible()

    expect(fetched.get_by_label("Password")).to_have_value("")
    fetched.get_by_label("Password").fill(PASSWORD)
    own.get_by_role("group", name="SMTP").get_by_label("Port").fill(str(office.smtp.port))
    own.get_by_role("button", name="Save").click()
    expect(own.get_by_text("Letters can be fetched.")).to_be_visible()
    expect(own.get_by_text("Letters can be sent.")).to_be_visible()
    expect(fetched.get_by_text("Kept; type a new one to replace it.")).to_be_visible()
    fetched.get_by_label("User").fill("somebody")
    expect(fetched.get_by_text("Type it again")).to_be_visible()
    fetched.get_by_label("User").fill(USER)

    _until(page, lambda: _mailbox(service)["looked_at"])
    office.deliver(letter("On holiday.", Auto_Submitted="auto-replied"))
    _until(page, lambda: _mailbox(service)["passed"])
    own.get_by_role("button", name="Check both servers").click()
    expect(own.get_by_text("Nobody wrote them").locator("..")).to_have_text(
        "1 Nobody wrote them: lists, automatic answers, our own"
    )
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    own.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    expect(page.locator(".done")).to_contain_text("The mailbox is removed.")
    expect(own.get_by_label("Address")).to_have_value("")
    assert service.api.get(f"/v1/inboxes/{service.inbox}/mailbox").status_code == 404


def test_an_agent_sees_that_an_answer_was_not_delivered(seats: Any, service: Service, office: PostOffice) -> None:
    service.api.put(f"/v1/inboxes/{service.inbox}/mailbox", json=office.settings).raise_for_status()
    page = seats("sam", "")
    _until(page, lambda: _mailbox(service)["looked_at"])
    office.deliver(letter("Where is my parcel?"))
    page.get_by_role("row", name="Anna Berger").click()
    box = page.get_by_label("Your reply")
    expect(page.locator("#reply-hint")).to_contain_text("It goes out by mail")
    expect(box).to_have_attribute("placeholder", "Reply by mail, as a person…")
    office.smtp.refuses = "550 never"
    box.fill("It is on its way.")
    page.keyboard.press("Control+Enter")
    answer = page.get_by_role("article").filter(has_text="It is on its way.")
    expect(answer).to_contain_text("Not delivered by mail. The reason: the mail server refuses it (550).")
    office.smtp.refuses = "451 later"
    box.fill("It comes tomorrow.")
    page.keyboard.press("Control+Enter")
    path = f"/conversations/{page.url.rpartition('/')[2]}/letters"
    _until(page, lambda: [each for each in service.asked(path)["items"] if each["state"] == "waiting" and each["why"]])
    page.reload()
    answer = page.get_by_role("article").filter(has_text="It comes tomorrow.")
    expect(answer).to_contain_text("Not sent by mail yet: the mail server puts it off (451). It is tried again at")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
