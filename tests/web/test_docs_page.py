"""The API's description in a browser: it is drawn under its policy, from this service alone."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Page

from tests.web.served import served
from warmline.house import House
from warmline.server.app import create_app

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", each => violations.push(each.violatedDirective + each.blockedURI));
"""


def test_every_operation_is_shown_and_nothing_breaks_the_policy(page: Page) -> None:
    app = create_app(cast(House, None))
    wanted = sum(len(each) for each in app.openapi()["paths"].values())
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith(address) else None)
    page.add_init_script(LISTEN)
    with served(app) as address:
        page.goto(f"{address}/docs")
        page.locator(".opblock").nth(wanted - 1).wait_for()
        assert page.locator(".opblock").count() == wanted
        page.locator(".opblock-summary-control").first.click()
        page.locator(".opblock-body").first.wait_for()
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=window.ran=true>x</b>')")
        page.evaluate("document.querySelector('b[onclick]').click()")
        assert page.evaluate("[window.ran, window.violations]") == [None, ["script-src-attrinline"]]
    assert [each for each in told if not each.startswith(("data:", "Executing inline event"))] == []
