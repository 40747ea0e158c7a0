"""An app behind a real port, for a real browser; a running service, and who sits at its desk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import httpx2
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

from warmline.house import House
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

PASSWORD = "three green kettles"


@contextmanager
def served(app: Any, lifespan: Literal["on", "off"] = "off") -> Iterator[str]:
    """Its address; nothing of the app's own start is done unless it is asked for."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan=lifespan, log_config=None, access_log=False, timeout_keep_alive=60)
    )
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass(frozen=True)
class Service:
    """A running one, and an inbox of it."""

    url: str
    api: httpx2.Client
    inbox: str

    def made(self, path: str, **given: Any) -> Any:
        return self.api.post(f"/v1{path}", json=given).raise_for_status().json()

    def asked(self, path: str) -> Any:
        return self.api.get(f"/v1{path}").raise_for_status().json()

    def talk(self, name: str, *texts: str) -> str:
        """A conversation of somebody new."""
        contact = self.made("/contacts", name=name)["id"]
        own: str = self.made("/conversations", inbox_id=self.inbox, contact_id=contact)["id"]
        for text in texts:
            self.says(own, text)
        return own

    def says(self, own: str, text: str, role: str = "customer") -> None:
        self.made(f"/conversations/{own}/messages", text=text, role=role)

    def said(self, own: str = "") -> list[tuple[str, str]]:
        """Everything in a conversation, the newest if none is named, by whom."""
        all_of_it = self.asked(f"/conversations/{own or self.newest()}/messages?limit=500")["items"]
        return [(each["role"], each["text"]) for each in all_of_it]

    def newest(self) -> str:
        found: str = self.asked("/conversations")["items"][0]["id"]
        return found

    def writes(self, role: str, text: str) -> None:
        """In the newest conversation."""
        self.says(self.newest(), text, role)

    def invite(self, people: Mapping[str, str]) -> None:
        """Accounts of the inbox, by their names and roles."""
        for name, role in people.items():
            given = {"email": f"{name}@shop.example", "name": name, "roles": [role], "inboxes": [self.inbox]}
            invited = self.made(f"/accounts/{self.made('/accounts', **given)['id']}/invitation")["invitation"]
            chosen = {"tenant": "demo", "invitation": invited, "password": PASSWORD}
            self.api.post("/v1/invitations/acceptance", json=chosen).raise_for_status()


@contextmanager
def running(
    home: Path, name: str = "Shop", channel: str = "chat", tune: Callable[[House], None] = lambda _: None, **more: Any
) -> Iterator[Service]:
    """A service of its own, with one inbox; `more` are settings."""
    settings = Settings(home=home, reader="linear", rate_limit=0, **more)
    with ThreadPoolExecutor() as aside:  # the browser's event loop runs in this thread
        key = aside.submit(make_tenant, settings, "demo").result()
    house = House(settings)
    tune(house)
    headers = {"Authorization": f"Bearer {key}"}
    with (
        served(create_app(house), "on") as url,
        httpx2.Client(base_url=url, headers=headers, timeout=30) as api,
    ):
        yield Service(url, api, api.post("/v1/inboxes", json={"name": name, "channel": channel}).json()["id"])


def complaints_of(page: Page, home: str) -> list[str]:
    """What is wrong in a page from now on: its errors, dialogs, breaches of its policy, and who else is asked."""
    told: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    def said(message: ConsoleMessage) -> None:
        if "Security Policy" in message.text:
            told.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            told.append(request.url)

    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", dismissed)
    page.on("console", said)
    page.on("request", asked)
    return told


class Seat:
    """Somebody's own browser; what its pages complain of fails the test."""

    def __init__(self, browser: Browser, service: Service, width: int = 1400, **more: Any) -> None:
        size: Any = {"width": width, "height": 800}
        self.context: BrowserContext = browser.new_context(viewport=size, locale="en-GB", **more)
        self.page, self.service = self.context.new_page(), service
        self.complaints = complaints_of(self.page, service.url)

    def enter(self, name: str) -> None:
        """Signed in, without the form."""
        given = {"tenant": "demo", "email": f"{name}@shop.example", "password": PASSWORD}
        own = {"Sec-Fetch-Site": "same-origin"}
        assert self.context.request.post(f"{self.service.url}/v1/sessions", data=given, headers=own).ok

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.get_by_label("Team").fill("demo")
        self.page.get_by_label("E-mail").fill(f"{name}@shop.example")
        self.page.get_by_label("Password").fill(password)
        self.page.keyboard.press("Enter")

    def go(self, path: str = "") -> None:
        self.page.goto(f"{self.service.url}/desk{path}")
