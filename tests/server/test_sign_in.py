from __future__ import annotations

import time

import pyotp
import pytest

from tests.server.conftest import Api
from tests.server.person import PASSWORD, Person, person
from warmline.server.auth import COOKIE


def test_who_was_invited_chooses_a_password_and_signs_in(api: Api) -> None:
    account = api.made("/accounts", {"email": "Sam@Shop.example", "name": "Sam", "roles": ["agent", "privacy"]})
    sam = Person(api, account)
    assert sam("GET", "/me").status_code == 401
    for weak in ("short", "password1234!", "qwertzuiopasdf", "aaaaaaaaaaaaaaaa"):
        assert sam.choose(weak).status_code == 422, weak
    assert sam.choose().status_code == 204
    assert sam.sign_in("three green bottles").status_code == 401
    answer = sam.sign_in()
    assert answer.json()["roles"] == ["agent", "privacy"]
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in (f"{COOKIE}=ws_", "HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert "Domain" not in cookie
    assert sam("GET", "/me").json()["email"] == "sam@shop.example"
    (only,) = sam("GET", "/sessions").json()["items"]
    assert only["current"]


def test_an_invitation_counts_once_and_only_the_newest(api: Api) -> None:
    account = api.made("/accounts", {"email": "sam@shop.example", "name": "Sam"})
    old, new = (api("POST", f"/accounts/{account['id']}/invitation").json()["invitation"] for _ in range(2))
    sam = Person(api, account)

    def accepted(invitation: str) -> int:
        given = {"tenant": sam.tenant, "invitation": invitation, "password": PASSWORD}
        return int(sam("POST", "/invitations/acceptance", given).status_code)

    assert [accepted(each) for each in (old, new + "x", "nothing", new, new)] == [401, 401, 401, 204, 401]


def test_signing_out_ends_the_session_at_once(api: Api) -> None:
    sam = person(api)
    phone = Person(api, sam.account, "10.0.0.2")
    assert phone.sign_in().status_code == 200
    others = [each["id"] for each in sam("GET", "/sessions").json()["items"] if not each["current"]]
    assert sam("DELETE", f"/sessions/{others[0]}").status_code == 204
    assert phone("GET", "/me").status_code == 401
    token = sam.client.cookies.get(COOKIE)
    assert sam("DELETE", "/sessions/current").status_code == 204
    assert not sam.client.cookies.get(COOKIE)
    assert sam("GET", "/me", Authorization=f"Bearer {token}").status_code == 401


def test_who_has_left_is_out_at_once_everywhere(api: Api) -> None:
    sam = person(api)
    assert api("DELETE", f"/accounts/{sam.account['id']}").json()["closed_at"]
    assert sam("GET", "/me").status_code == 401
    assert sam.sign_in().status_code == 401
    assert api("POST", f"/accounts/{sam.account['id']}/invitation").status_code == 409


def test_a_second_factor_is_asked_for_and_no_code_counts_twice(api: Api) -> None:
    sam = person(api)
    secret = sam("POST", "/me/totp").json()["secret"]
    totp = pyotp.TOTP(secret)
    assert sam("PUT", "/me/totp", {"secret": secret, "code": "000000"}).status_code in (409, 200)
    answer = sam("PUT", "/me/totp", {"secret": secret, "code": totp.now()})
    assert answer.json()["second_factor"]
    elsewhere = Person(api, sam.account, "10.0.0.3")
    assert "code" in elsewhere.sign_in().json()["detail"]
    assert elsewhere.sign_in(code=totp.now()).status_code == 401  # it was used to switch it on
    assert elsewhere.sign_in(code="12345").status_code == 422
    later = totp.at(int(time.time()) + 30)
    assert elsewhere.sign_in(code=later).status_code == 200
    assert elsewhere.sign_in(code=later).status_code == 401
    assert sam("DELETE", "/me/totp", {"password": "three green bottles"}).status_code == 403
    assert not sam("DELETE", "/me/totp", {"password": PASSWORD}).json()["second_factor"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "https://testserver.evil.example"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "null"}, 403),
        ({"Sec_Fetch_Site": ""}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "https://testserver"}, 200),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
    ],
)
def test_another_sites_page_does_nothing_with_the_cookie(api: Api, headers: dict[str, str], status: int) -> None:
    sam = person(api)
    assert sam("POST", "/me/totp", **headers).status_code == status


def test_somebody_stays_admin(api: Api) -> None:
    eve, sam = (person(api, name, roles=["admin"]) for name in ("eve", "sam"))
    assert eve("PATCH", f"/accounts/{sam.account['id']}", {"roles": ["agent"]}).status_code == 200
    assert sam("GET", "/accounts").status_code == 403
    assert eve("DELETE", f"/accounts/{eve.account['id']}").status_code == 409
    assert eve("PATCH", f"/accounts/{eve.account['id']}", {"roles": ["lead"]}).status_code == 409


def test_which_tenants_and_people_there_are_is_nobodys_business(api: Api) -> None:
    sam = person(api)
    answers = {
        sam("POST", "/sessions", {"tenant": tenant, "email": email, "password": "three green bottles"}).text
        for tenant, email in (
            (sam.tenant, sam.account["email"]), (sam.tenant, "nobody@shop.example"), ("nowhere", "sam@shop.example"),
        )
    }  # fmt: skip
    assert len(answers) == 1
