"""Hostile strings in a browser, as HTML of ours and with no policy to help: nothing runs and nobody is asked."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it import MarkdownIt
from playwright.sync_api import Dialog, Page, Request, Route

from tests.hostile import BLNS
from tests.web.attacks import ATTACKS
from warmline.adapters.render.markdown import SCHEMES, TAGS, markdown_html

HOME = "http://here.invalid/"
PLACE = """fragments => {
    const home = document.body.appendChild(document.createElement("main"));
    for (const fragment of fragments) {
        const own = home.appendChild(document.createElement("div"));
        own.innerHTML = fragment;
        own.innerHTML = own.innerHTML;  // what is written out and read again may become something else
    }
}"""
TOUCH = """() => {
    document.addEventListener("click", event => event.preventDefault());
    const kinds = ["click", "mouseover", "mouseenter", "focus", "blur", "toggle", "load", "error", "animationstart"];
    for (const each of document.body.querySelectorAll("*"))
        for (const kind of kinds)
            each.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
}"""
FOUND = """() => {
    const all = [...document.body.querySelectorAll("main > div *")];
    const links = all.filter(each => each.hasAttribute("href"));
    return [
        [...new Set(all.map(each => each.localName))],
        [...new Set(all.flatMap(each => each.getAttributeNames()))],
        [...new Set(links.map(each => each.protocol))],
    ];
}"""
COUNT = 562
"""At least so many are tried."""


def shown(page: Page, fragments: Iterable[str]) -> list[str]:
    """Dialogs and requests to others that come of fragments in a page, read by the browser in two ways."""
    told: list[str] = []
    whole = list(fragments)
    body = "<!DOCTYPE html>" + "".join(f"<div>{each}</div>" for each in whole)

    def answer(route: Route, request: Request) -> None:
        if request.url == HOME:
            return route.fulfill(body=body, content_type="text/html; charset=utf-8")
        told.append(request.url)
        return route.abort()

    def dismissed(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    page.route("**", answer)
    page.on("dialog", dismissed)
    page.goto(HOME)
    page.evaluate(PLACE, whole)
    page.evaluate(TOUCH)
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    return [each for each in told if not each.endswith("/favicon.ico")]


def test_no_dialog_and_no_foreign_request(page: Page) -> None:
    texts = (*ATTACKS, *BLNS)
    assert len(texts) >= COUNT
    assert shown(page, map(markdown_html, texts)) == []
    tags, names, schemes = page.evaluate(FOUND)
    assert set(tags) <= TAGS
    assert set(names) <= {"href", "target", "rel"}
    assert {scheme.rstrip(":") for scheme in schemes} <= SCHEMES


def test_what_lets_html_through_would_be_found_out(page: Page) -> None:
    careless = MarkdownIt("commonmark", {"html": True})
    loading = [each for each in ATTACKS if each.startswith("<img src=") and "foreign" in each]
    told = shown(page, map(careless.render, ("<img src=x onerror=alert(1)>", *loading)))
    assert "1" in told
    assert any("foreign.invalid" in each for each in told)
