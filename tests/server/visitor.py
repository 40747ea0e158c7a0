"""Customers who write from pages, each on a device of their own."""

from __future__ import annotations

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from tests.server.conftest import Api

SHOP = "https://shop.example"


class Visitor:
    """Somebody on a page."""

    def __init__(self, api: Api, inbox_id: str, origin: str | None = SHOP, token: str | None = None) -> None:
        self.client = TestClient(api.client.app, base_url="https://testserver")
        self.client.portal = api.client.portal  # in the event loop of the running service
        self.api, self.inbox_id, self.origin = api, inbox_id, origin
        self.session = ""
        self.came = self("POST", "/widget/sessions", {
            "tenant": api.key.split("_")[1], "inbox_id": inbox_id, **({"token": token} if token else {}),
        })  # fmt: skip
        if self.came.status_code == 200:
            self.session, self.contact_id = (self.came.json()[name] for name in ("session", "contact_id"))

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        own = {"Origin": self.origin} if self.origin else {}
        bearer = {"Authorization": f"Bearer {self.session}"} if self.session else {}
        return self.client.request(method, f"/v1{path}", json=json, headers={**own, **bearer, **headers})

    def talk(self) -> dict[str, Any]:
        """A new conversation of theirs."""
        answer = self("POST", "/conversations", {"inbox_id": self.inbox_id, "contact_id": self.contact_id})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def says(self, talk_id: str, text: str) -> dict[str, Any]:
        """A message of theirs, as it is kept."""
        answer = self("POST", f"/conversations/{talk_id}/messages", {"text": text})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


def shop(api: Api, **more: Any) -> str:
    """An inbox for pages of the shop."""
    found: str = api.made("/inboxes", {"name": "Shop", "channel": "chat", "origins": [SHOP], **more})["id"]
    return found


def signed(secret: str, inbox_id: str, who: str = "4711", algorithm: str = "HS256", **more: Any) -> str:
    """As the tenant's server vouches for somebody."""
    now = int(time.time())
    claims = {"sub": who, "aud": inbox_id, "iat": now, "exp": now + 300, **more}
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(secret), algorithms=[algorithm])
