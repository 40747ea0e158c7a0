"""Signing in by the company's identity provider: nobody gets in whom it has not proven, whatever anybody sends."""

from __future__ import annotations

import hmac
import json
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pyotp
import pytest
from joserfc import jwt
from joserfc.jws import JWSRegistry, serialize_compact
from oidc_provider_mock import User, run_server_in_thread
from starlette.testclient import TestClient

from tests.server.conftest import Api, new_api
from tests.server.person import PASSWORD, Person, person
from tests.server.provider import CLIENT, SECRET, Provider, new_key
from tests.server.receiving import scaled_policies
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import COOKIE
from warmline.server.routes.sign_in import BEGUN
from warmline.settings import Settings

SAM = {"email": "sam@shop.example", "email_verified": True}


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, House]]:
    home = tmp_path_factory.mktemp("home")
    mine = {"private_networks": "127.0.0.0/8", "public_url": "https://testserver"}
    policies = scaled_policies(home / "policies", 1)
    house = House(Settings(home=home, reader="linear", rate_limit=0, policies=policies, **mine))
    with TestClient(create_app(house)) as client:
        yield client, house


@pytest.fixture
def api(trusting: tuple[TestClient, House]) -> Api:
    return new_api(*trusting)


@pytest.fixture
def other(trusting: tuple[TestClient, House]) -> Api:
    return new_api(*trusting)


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider(claims=dict(SAM)).come()
    yield found
    found.go()


def trust(api: Api, provider: Provider, **more: Any) -> Any:
    given = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, **more}
    return api("PUT", "/identity-provider", given)


def somebody(api: Api, name: str = "sam", **more: Any) -> Person:
    """Somebody with an account and no password."""
    return Person(api, api.made("/accounts", {"email": f"{name}@shop.example", "name": name, **more}))


def begin(sam: Person) -> str:
    """Where the browser is sent."""
    answer = sam.client.get(f"/v1/sign-in/{sam.tenant}", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def finish(sam: Person, url: str) -> Any:
    """The answer once the browser came back; after it nothing is begun."""
    answer = sam.client.get(url, follow_redirects=False)
    assert BEGUN not in sam.client.cookies
    assert f"{BEGUN}=;" in str(answer.headers.get_list("set-cookie"))
    return answer


def walk(sam: Person, provider: Provider, **more: str) -> Any:
    return finish(sam, provider.authorize(begin(sam), **more))


def is_out(sam: Person, answer: Any, status: int = 401) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text
    return COOKIE not in sam.client.cookies and sam("GET", "/me").status_code == 401


def test_the_whole_walk_at_a_real_provider(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with run_server_in_thread(require_nonce=True, user_claims=[User(sub="4711", claims=SAM)]) as server:
        issuer = f"http://127.0.0.1:{server.server_port}"
        assert (
            api(
                "PUT", "/identity-provider", {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET}
            ).status_code
            == 200
        )
        sam = somebody(api, roles=["lead"])
        for _ in range(2):
            there = httpx2.post(begin(sam), data={"sub": "4711"})
            assert there.status_code == 302
            answer = sam.client.get(there.headers["location"])
            me = sam("GET", "/me").json()
            assert (answer.url.path, me["id"], me["roles"]) == ("/desk", sam.account["id"], ["lead"])
            httpx2.put(f"{issuer}/users/4711", json={"email": "new@shop.example"})  # who they are stays
        refused = httpx2.post(begin(sam), data={"action": "deny"}).headers["location"]
        assert finish(sam, refused).status_code == 401


def test_it_begins_a_session_like_any_other(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = somebody(api)
    begun = sam.client.get(f"/v1/sign-in/{sam.tenant}", follow_redirects=False).headers["set-cookie"]
    for part in (f"{BEGUN}={sam.tenant}.", "HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"):
        assert part in begun
    assert "Domain" not in begun
    answer = walk(sam, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}=")]
    assert all(part in cookie for part in (f"{COOKIE}=ws_", "HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    (session,) = sam("GET", "/sessions").json()["items"]
    assert session["current"]
    assert sam("DELETE", "/sessions/current").status_code == 204
    assert walk(sam, provider).status_code == 303
    noted = [each["action"] for each in api("GET", "/audit").json()["items"]]
    assert (noted.count("account.linked"), noted.count("session.begun")) == (1, 2)


def unsigned(provider: Provider, **header: Any) -> Callable[[dict[str, Any]], str]:
    """Without a signature, whatever it says of one."""
    return lambda claims: "{}.{}.".format(
        *(plain64(part) for part in ({"alg": "none", "kid": "one", **header}, claims))
    )


def with_key(key: Callable[[Provider], bytes]) -> Callable[[Provider], Callable[[dict[str, Any]], str]]:
    """HS256 with what others know too."""
    return lambda own: (
        lambda claims: "{}{}".format(
            whole := unsigned(own, alg="HS256")(claims), plain64(hmac.digest(key(own), whole[:-1].encode(), "sha256"))
        )
    )


def plain64(part: Any) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(content).decode().rstrip("=")


FORGED: dict[str, Callable[[Provider], Callable[[dict[str, Any]], str]]] = {
    "unsigned": unsigned,
    "unsigned, said to be signed": lambda own: unsigned(own, alg="RS256"),
    "algorithms that are none": lambda own: unsigned(own, alg=["RS256"]),
    "signed with the public key": with_key(lambda own: own.key.as_pem(private=False)),
    "signed with its DER": with_key(lambda own: own.key.as_der(private=False)),
    "signed with its modulus": with_key(lambda own: str(own.key.as_dict()["n"]).encode()),
    "signed with the secret": with_key(lambda own: SECRET.encode()),
    "another's key": lambda own: lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, new_key()),
    "a key that comes along": lambda own: brought(own, "jwk"),
    "a key from elsewhere": lambda own: brought(own, "jku"),
    "no kid": lambda own: several(own, {"alg": "RS256"}),
    "no kid and another's key": lambda own: lambda claims: jwt.encode({"alg": "RS256"}, claims, new_key(None)),
    "an unknown kid": lambda own: lambda claims: own.signed(claims, kid="other"),
    "a kid that is none": lambda own: unsigned(own, alg="RS256", kid=1),
    "changed afterwards": lambda own: lambda claims: changed(own.signed({**claims, "email": "a@b"}), claims),
    "rubbish": lambda own: lambda claims: "canary.canary.canary",
    "nothing": lambda own: lambda claims: "",
    "ever deeper": lambda own: lambda claims: deep(own),
    "very long": lambda own: lambda claims: own.signed({**claims, "picture": "x" * 300_000}),
}  # fmt: skip


def brought(own: Provider, how: str) -> Callable[[dict[str, Any]], str]:
    key = new_key()
    what = {"jwk": key.as_dict(private=False), "jku": f"{own.issuer}/keys"}[how]
    own.lies["/others"] = (200, {}, json.dumps({"keys": [key.as_dict(private=False)]}).encode())
    registry = JWSRegistry()
    registry.max_header_length = 5000
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "one", how: what}, claims, key, registry=registry)


def several(own: Provider, header: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """Which of its keys it is nobody can know."""
    own.others = (new_key("two"),)
    return lambda claims: jwt.encode(header, claims, own.key)


def changed(token: str, claims: dict[str, Any]) -> str:
    first, _, last = token.split(".")
    return f"{first}.{urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.{last}"


def deep(own: Provider) -> str:
    return serialize_compact({"alg": "RS256", "kid": "one"}, b"[" * 90_000, own.key)


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_signs_nobody_in(api: Api, provider: Provider, how: str) -> None:
    trust(api, provider)
    sam = somebody(api)
    provider.sign = FORGED[how](provider)
    assert is_out(sam, walk(sam, provider))
    provider.sign = None
    assert walk(sam, provider).status_code == 303


def hence(seconds: int) -> int:
    return int(time.time()) + seconds


WRONG: dict[str, Callable[[], dict[str, Any]]] = {
    "for another client": lambda: {"aud": "other"},
    "for nobody": lambda: {"aud": []},
    "for several, and nobody says who asked": lambda: {"aud": [CLIENT, "other"]},
    "for several, another asked": lambda: {"aud": [CLIENT, "other"], "azp": "other"},
    "another asked": lambda: {"azp": "other"},
    "by another": lambda: {"iss": "https://else.example"},
    "by almost the same": lambda: {"iss": "http://127.0.0.1/"},
    "by nobody": lambda: {"iss": None},
    "another nonce": lambda: {"nonce": "x" * 43},
    "no nonce": lambda: {"nonce": None},
    "over": lambda: {"exp": hence(-61), "iat": hence(-300)},
    "without end": lambda: {"exp": None},
    "an end that is none": lambda: {"exp": float("nan")},
    "from the future": lambda: {"iat": hence(120)},
    "from no time": lambda: {"iat": None},
    "not yet": lambda: {"nbf": hence(120)},
    "about nobody": lambda: {"sub": None},
    "about nothing": lambda: {"sub": ""},
    "about a number": lambda: {"sub": 4711},
    "about what is no text": lambda: {"sub": "\ud800"},
    "an address that is not verified": lambda: {"email_verified": False},
    "an address that is said to be": lambda: {"email_verified": "true"},
    "an address that is almost": lambda: {"email_verified": 1},
    "an address of which nothing is said": lambda: {"email_verified": None},
    "no address": lambda: {"email": None},
    "several addresses": lambda: {"email": [SAM["email"]]},
    "an address that looks the same": lambda: {"email": "\u212aay@shop.example"},
    "an address with more": lambda: {"email": "sam@shop.example\0"},
    "a stranger": lambda: {"email": "eve@shop.example"},
    "somebody who has left": lambda: {"email": "kim@shop.example"},
    "somebody who is another there": lambda: {"email": "lee@shop.example"},
}  # fmt: skip


@pytest.mark.parametrize("how", WRONG)
def test_a_token_that_says_something_else_signs_nobody_in(api: Api, provider: Provider, how: str) -> None:
    trust(api, provider)
    sam, kim, lee, _ = (somebody(api, name) for name in ("sam", "kim", "lee", "kay"))
    assert api("DELETE", f"/accounts/{kim.account['id']}").status_code == 200
    provider.claims = SAM | {"email": "lee@shop.example", "sub": "1"}
    assert walk(lee, provider).status_code == 303
    provider.claims = SAM | WRONG[how]()
    assert is_out(sam, walk(sam, provider))
    provider.claims = SAM | {"email": "Sam@Shop.example", "aud": [CLIENT, "other"], "azp": CLIENT, "exp": hence(-30)}
    assert walk(sam, provider).status_code == 303


def test_who_has_left_stays_out_though_they_were_linked(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = somebody(api)
    assert walk(sam, provider).status_code == 303
    assert api("DELETE", f"/accounts/{sam.account['id']}").status_code == 200
    provider.claims["email"] = somebody(api, "kim").account["email"]
    sam.client.cookies.clear()
    assert is_out(sam, walk(sam, provider))


def test_only_the_browser_that_began_comes_in_and_once(api: Api, other: Api, provider: Provider) -> None:
    for each in (api, other):
        trust(each, provider)
    sam, eve, elsewhere = somebody(api), somebody(api, "eve"), somebody(other)
    url = provider.authorize(begin(eve))  # eve sends sam a link to her own end of a sign-in
    assert is_out(sam, finish(sam, url))
    begin(sam)
    assert is_out(sam, finish(sam, url))
    mine, foreign = provider.authorize(begin(sam)), provider.authorize(begin(elsewhere))
    assert is_out(sam, finish(sam, foreign))
    value = f"{sam.tenant}.{'a' * 43}.{'b' * 43}.{'c' * 43}"
    for cookie in (value, value.replace(".", ""), f"{value}.x", "", value.replace("a", "\x22")):
        sam.client.cookies.set(BEGUN, cookie, domain="testserver.local", path="/")
        assert is_out(sam, finish(sam, f"{mine}x"))
    assert "/token" not in provider.asked  # nobody's code was even tried
    url = provider.authorize(begin(sam))
    cookie = str(sam.client.cookies[BEGUN])
    assert finish(sam, url).status_code == 303
    assert finish(sam, url).status_code == 401
    kim = somebody(api, "kim")
    kim.client.cookies.set(BEGUN, cookie, domain="testserver.local", path="/")
    assert is_out(kim, finish(kim, url))  # the provider takes no code twice


def test_the_cookie_of_one_tenant_is_none_of_another(api: Api, other: Api, provider: Provider) -> None:
    for each in (api, other):
        trust(each, provider)
    sam = somebody(api)
    somebody(other)
    url = provider.authorize(begin(sam)).replace(sam.tenant, other.key.split("_")[1])
    assert is_out(sam, finish(sam, url))
    assert "/token" not in provider.asked


def test_another_provider_cannot_mix_itself_in(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = somebody(api)
    for iss in ("https://else.example", "", f"{provider.issuer}/"):
        assert is_out(sam, walk(sam, provider, iss=iss))
    assert walk(sam, provider, iss=provider.issuer).status_code == 303
    sam.client.cookies.clear()
    provider.described["authorization_response_iss_parameter_supported"] = True
    trust(api, provider)
    assert is_out(sam, walk(sam, provider))
    assert walk(sam, provider, iss=provider.issuer).status_code == 303


@pytest.mark.parametrize(
    "described, why",
    [
        ({"issuer": "https://else.example"}, "another issuer"),
        ({"issuer": None}, "cannot be read"),
        ({"response_types_supported": ["id_token"]}, "`code`"),
        ({"code_challenge_methods_supported": ["plain"]}, "S256"),
        ({"code_challenge_methods_supported": []}, ""),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs in no way"),
        ({"token_endpoint": "file:///etc/passwd"}, "addresses"),
        ({"jwks_uri": "http://a b/"}, "addresses"),
        ({"authorization_endpoint": "javascript:alert(1)//"}, "addresses"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client secret"),
        ({"token_endpoint": 1}, "cannot be read"),
    ],
)
def test_a_provider_with_which_nobody_could_sign_in_is_not_taken(
    api: Api, provider: Provider, described: dict[str, Any], why: str
) -> None:
    provider.described = described
    answer = trust(api, provider)
    if why:
        assert (answer.status_code, why in answer.json()["detail"]) == (422, True), answer.text
        assert api("GET", "/identity-provider").status_code == 404
    else:
        assert answer.status_code == 200


LIES: dict[str, tuple[int, dict[str, str], bytes] | None] = {
    "it answered 302": (302, {"location": "http://127.0.0.1:1/"}, b""),
    "it sent more than 1,000,000 bytes": (200, {}, b"x" * 10_000_000),
    "it answered 500": (500, {}, b"canary"),
    "what it answers cannot be read": (200, {}, b"<html>canary"),
    "no answer within 5 s": None,
}


@pytest.mark.parametrize("why", LIES)
def test_a_provider_that_fails_is_said_to(api: Api, provider: Provider, why: str) -> None:
    page = "/.well-known/openid-configuration"
    provider.lies[page] = LIES[why]
    assert trust(api, provider).json()["detail"] == f"issuer: {why}"
    del provider.lies[page]
    trust(api, provider)
    sam = somebody(api)
    for path in ("/keys", "/token"):
        provider.lies = {path: LIES[why]}
        answer = walk(sam, provider)
        assert is_out(sam, answer, 502)
        assert answer.json()["detail"] == f"the identity provider cannot be asked: {why}"
    provider.lies = {}
    assert walk(sam, provider).status_code == 303


def test_a_provider_that_is_away(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = somebody(api)
    url = provider.authorize(begin(sam))
    provider.go()
    assert is_out(sam, finish(sam, url), 502)
    assert trust(api, provider).status_code == 422


@pytest.mark.parametrize(
    "body, said",
    [(b'{"error": "invalid_client"}', "invalid_client"), (b'{"error": "canary"}', "no reason"), (b"[", "no reason")],
)
def test_a_provider_that_refuses(api: Api, provider: Provider, body: bytes, said: str) -> None:
    trust(api, provider)
    sam = somebody(api)
    provider.lies["/token"] = (400, {}, body)
    answer = walk(sam, provider)
    assert is_out(sam, answer)
    assert said in answer.json()["detail"]


NO_KEYS = (
    {"kty": "RSA"}, {"kty": "oct", "k": "YQ"}, {"kty": "RSA", "n": 1, "e": []}, {"kty": "RSA", "n": "", "e": ""},
    {"kty": ["RSA"]}, {"kty": "EC", "crv": "P-256", "x": "YQ", "y": "YQ"}, {"kty": "OKP", "crv": "none", "x": "YQ"},
    {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "EC", "crv": [], "x": None, "y": {}}, {"use": []}, {"key_ops": 1},
    {"kty": "RSA", "n": "AQAB", "e": "AQAB", "use": "sig", "key_ops": 1}, {"kty": "EC", "crv": "P-256", "x": "\u00e4"},
)  # fmt: skip


@pytest.mark.parametrize("key", NO_KEYS, ids=str)
def test_keys_that_are_none(api: Api, provider: Provider, key: dict[str, Any]) -> None:
    trust(api, provider)
    sam = somebody(api)
    provider.lies["/keys"] = (200, {}, json.dumps({"keys": [{**key, "kid": "one"}]}).encode())
    assert is_out(sam, walk(sam, provider))


def test_new_keys_are_found_and_asked_for_once_a_minute(
    api: Api, provider: Provider, trusting: tuple[TestClient, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    providers, start = trusting[0].app.state.providers, time.monotonic()  # type: ignore[attr-defined]
    monkeypatch.setattr(providers, "now", lambda: start)
    trust(api, provider)
    sam = somebody(api)
    assert walk(sam, provider).status_code == 303
    provider.key = new_key("two")
    sam.client.cookies.clear()
    for _ in range(3):
        assert is_out(sam, walk(sam, provider))
    assert provider.asked.count("/keys") == 1
    monkeypatch.setattr(providers, "now", lambda: start + 61)
    provider.sign = lambda claims: provider.signed(claims, kid="three")
    for _ in range(3):
        assert is_out(sam, walk(sam, provider))
    provider.sign = None
    assert walk(sam, provider).status_code == 303
    assert provider.asked.count("/keys") == 2
    monkeypatch.setattr(providers, "now", lambda: start + 3700)
    assert walk(sam, provider).status_code == 303
    assert provider.asked.count("/keys") == 3


def test_the_secret_is_proven_and_never_shown(api: Api, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.CRITICAL, "httpx2")  # the browser's own
    sam = somebody(api)
    for way in ("client_secret_post", "client_secret_basic"):
        provider.described["token_endpoint_auth_methods_supported"] = [way]
        shown = [trust(api, provider), api("GET", "/identity-provider")]
        assert [set(each.json()) for each in shown] == [{"issuer", "client_id", "only", "created_at"}] * 2
        assert walk(sam, provider).status_code == 303
    provider.sign = lambda claims: provider.signed(claims)[:-9]
    answer = walk(sam, provider)
    assert answer.status_code == 401
    seen = caplog.text + api("GET", "/audit").text + "".join(each.text for each in (*shown, answer))
    assert "identity_provider.set" in seen
    assert [each for each in (SECRET, *provider.secrets) if each in seen] == []
    sam.client.cookies.clear()
    assert trust(api, provider, client_secret=None).status_code == 200
    assert is_out(sam, walk(sam, provider))


def test_another_provider_knows_nobody_yet(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = somebody(api)
    assert walk(sam, provider).status_code == 303
    second = Provider(claims=SAM | {"sub": "other"}).come()
    trust(api, second)
    assert walk(sam, second).status_code == 303
    trust(api, second, only=True)
    second.claims["email_verified"] = False
    assert walk(sam, second).status_code == 303
    url = second.authorize(begin(sam))
    assert api("DELETE", "/identity-provider").status_code == 204
    assert [api(method, "/identity-provider").status_code for method in ("GET", "DELETE")] == [404, 404]
    assert finish(sam, url).status_code == 401
    assert sam("GET", "/me").status_code == 200  # who is signed in stays so
    second.go()


def test_where_only_the_provider_counts_an_admin_keeps_a_way_in(api: Api, provider: Provider) -> None:
    sam, eve = person(api), person(api, "eve", roles=["agent", "admin"])
    trust(api, provider, only=True)
    answer = sam.sign_in()
    assert (answer.status_code, answer.json()["detail"]) == (401, "sign in by the company's identity provider")
    assert sam.sign_in("three green bottles").json()["detail"] == "this is not right"
    assert eve.sign_in().status_code == 200
    assert walk(sam, provider).status_code == 303
    trust(api, provider)
    assert sam.sign_in(PASSWORD).status_code == 200


def test_a_second_factor_is_the_providers_business(api: Api, provider: Provider) -> None:
    trust(api, provider)
    sam = person(api)
    secret = sam("POST", "/me/totp").json()["secret"]
    assert sam("PUT", "/me/totp", {"secret": secret, "code": pyotp.TOTP(secret).now()}).status_code == 200
    assert walk(sam, provider).status_code == 303


def test_which_tenants_there_are_is_nobodys_business(api: Api) -> None:
    sam = somebody(api)
    tenants = (sam.tenant, "nowhere", "x" * 150, "%2e%2e%2f", "a.b")
    for path in ("", "/callback?code=x&state=y"):
        answers = [sam.client.get(f"/v1/sign-in/{tenant}{path}") for tenant in tenants]
        assert {each.status_code for each in answers} <= {401, 404}
        assert len({each.text for each in answers if each.status_code == 401}) == 1
        assert answers[0].status_code == answers[1].status_code == 401


@pytest.mark.parametrize(
    "host", ["care.example", "localhost.evil", "127.0.0.1.evil", "localhost:x", "[", "a@localhost"]
)
def test_no_forged_host_chooses_where_codes_go(
    api: Api, provider: Provider, trusting: tuple[TestClient, House], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    trust(api, provider)
    sam, path = somebody(api), f"/v1/sign-in/{api.key.split('_')[1]}"
    forged = sam.client.get(path, headers={"host": host}, follow_redirects=False)
    assert "redirect_uri=https%3A%2F%2Ftestserver%2Fv1" in forged.headers["location"]
    house = trusting[1]
    monkeypatch.setattr(house, "settings", replace(house.settings, public_url=""))
    answer = sam.client.get(path, headers={"host": host}, follow_redirects=False)
    assert (answer.status_code, "WARMLINE_PUBLIC_URL" in answer.json()["detail"]) == (409, True)
    for own in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert sam.client.get(path, headers={"host": own}, follow_redirects=False).status_code == 303
