"""Whatever a provider answers is believed or refused, and nothing else happens."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry, serialize_compact

from warmline.domain.account import IdentityProvider
from warmline.domain.errors import ProviderUnavailable, Unauthorised
from warmline.logic.access.openid import believe, description_url, read_description, read_keys, refusal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ISSUER = "https://login.example/of/us"
PROVIDER = IdentityProvider(NOW, ISSUER, "desk")
ONE: Any = {"kid": "one"}
RSA = RSAKey.generate_key(2048, ONE)
SAID = {
    "iss": ISSUER, "aud": ["desk"], "sub": "4711", "nonce": "n", "iat": 1772366400, "exp": 1772366500,
    "email": "Sam@Shop.example", "email_verified": True,
}  # fmt: skip
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANY = st.recursive(
    PLAIN, lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=4), some, max_size=3)
)
HEADER = st.sampled_from(["alg", "kid", "crit", "b64", "jwk", "jku", "x5c", "typ", "x"])
CLAIM = st.sampled_from([*SAID, "azp", "nbf"])
MEMBER = st.sampled_from(["kty", "n", "e", "crv", "x", "y", "d", "k", "kid", "alg", "use", "key_ops"])


def token(header: Any, claims: Any) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "AAAA"])


@pytest.mark.parametrize(
    "key, alg",
    [
        (RSA, "RS256"), (RSA, "PS512"), (ECKey.generate_key("P-256", ONE), "ES256"),
        (ECKey.generate_key("P-521", ONE), "ES512"), (OKPKey.generate_key("Ed25519", ONE), "Ed25519"),
    ],
    ids=["RS256", "PS512", "ES256", "ES512", "Ed25519"],
)  # fmt: skip
def test_what_is_signed_as_it_should_be_is_believed(key: Key, alg: str) -> None:
    signed = serialize_compact({"alg": alg, "kid": "one", "x": 1}, json.dumps(SAID), key, registry=_lenient(alg))
    keys = read_keys(json.dumps({"keys": [{"kty": "new"}, key.as_dict(private=False)]}).encode())
    found = believe(signed, keys, PROVIDER, "n", NOW)
    assert (found.email, len(found.subject)) == ("sam@shop.example", 64)


def _lenient(alg: str) -> JWSRegistry:
    return JWSRegistry(algorithms=[alg], strict_check_header=False)


@given(st.dictionaries(HEADER, ANY, max_size=3) | ANY)
@example(["alg", "kid"])
@example("alg")
@example({"alg": ["RS256"], "kid": "one"})
@example({"alg": "RS256", "kid": "one", "crit": ["b64"], "b64": False})
def test_no_header_is_believed_or_harms(header: Any) -> None:
    with pytest.raises(Unauthorised):
        believe(token(header, SAID), [RSA], PROVIDER, "n", NOW)


@given(st.text() | st.binary().map(lambda some: some.decode("latin-1")) | st.just("\ud800"))
def test_no_text_is_believed_or_harms(text: str) -> None:
    with pytest.raises(Unauthorised):
        believe(text, [RSA], PROVIDER, "n", NOW)


@given(st.dictionaries(CLAIM, ANY, min_size=1, max_size=3) | ANY)
def test_signed_claims_are_believed_or_refused(claims: Any) -> None:
    said = json.dumps({**SAID, **claims} if isinstance(claims, dict) else claims)
    try:
        found = believe(serialize_compact({"alg": "RS256", "kid": "one"}, said, RSA), [RSA], PROVIDER, "n", NOW)
    except Unauthorised:
        return
    assert found.email in (None, "sam@shop.example") or claims["email"].lower() == found.email


@given(st.lists(st.dictionaries(MEMBER, ANY | st.sampled_from(["RSA", "EC", "OKP", "oct", "P-256", "AQAB"]))) | ANY)
def test_keys_are_read_or_left_out(keys: Any) -> None:
    try:
        found = read_keys(json.dumps({"keys": keys}).encode())
    except ProviderUnavailable:
        return
    for key in found:
        with pytest.raises(Unauthorised):
            believe(token({"alg": "RS256", "kid": key.kid}, SAID), [key], PROVIDER, "n", NOW)


@given(st.binary())
@example(b"[" * 100_000)
@example(b'{"issuer": "\xff"}')
def test_no_content_harms(content: bytes) -> None:
    for read in (lambda: read_description(content, ISSUER), lambda: read_keys(content)):
        with pytest.raises(ProviderUnavailable):
            read()
    assert "no reason" in refusal(content)


def test_where_a_provider_describes_itself() -> None:
    for issuer in (ISSUER, f"{ISSUER}/"):
        assert description_url(issuer) == "https://login.example/of/us/.well-known/openid-configuration"
