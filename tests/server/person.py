"""People who sign in, each with a browser of their own."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.server.conftest import Api

PASSWORD = "three green kettles"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, api: Api, account: dict[str, Any], host: str = "10.0.0.1") -> None:
        self.client = TestClient(api.client.app, base_url="https://testserver", client=(host, 1))
        self.client.portal = api.client.portal  # in the event loop of the running service
        self.api, self.account, self.tenant = api, account, api.key.split("_")[1]

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        own = {"Sec-Fetch-Site": "same-origin", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.request(method, f"/v1{path}", json=json, headers=own)

    def choose(self, password: str = PASSWORD) -> Any:
        invited = self.api("POST", f"/accounts/{self.account['id']}/invitation").json()
        given = {"tenant": self.tenant, "invitation": invited["invitation"], "password": password}
        return self("POST", "/invitations/acceptance", given)

    def sign_in(self, password: str = PASSWORD, **more: Any) -> Any:
        given = {"tenant": self.tenant, "email": self.account["email"], "password": password, **more}
        return self("POST", "/sessions", given)


def person(api: Api, name: str = "sam", **more: Any) -> Person:
    """Somebody with an account, who chose a password and signed in."""
    account = api.made("/accounts", {"email": f"{name}@shop.example", "name": name, **more})
    found = Person(api, account)
    assert found.choose().status_code == 204
    assert found.sign_in().status_code == 200
    return found
