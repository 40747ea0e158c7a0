"""OpenID Connect: what an identity provider is asked, and what of its answers is believed."""

from __future__ import annotations

import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from re import fullmatch
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus, urlencode

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from warmline.domain.account import Identity, IdentityProvider
from warmline.domain.errors import ProviderUnavailable, Unauthorised
from warmline.ports import ADDRESS

T = TypeVar("T")
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA",
)  # fmt: skip
"""All that an ID token may be signed with: `none` proves nothing, and with HS256 the company could sign itself."""
_THERE: jwt.ClaimsOption = {"essential": True}
_SIGNS = ("RSA", "EC", "OKP")
_NO_TOKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library raises for tokens and keys that are none: it takes any JSON for a header."""
_SKEW = 60
"""Seconds that two clocks may be apart."""
_REFUSALS = ("invalid_client", "invalid_grant", "invalid_request", "unauthorized_client", "unsupported_grant_type")
"""What a provider may answer that is worth telling (RFC 6749, section 5.2); anything else may be anybody's words."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun; nobody but the browser that began it knows these."""

    tenant: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Description(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    response_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    code_challenge_methods_supported: list[str] | None = None
    token_endpoint_auth_methods_supported: list[str] = msgspec.field(default_factory=lambda: ["client_secret_basic"])
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(msgspec.Struct):
    id_token: str


class _Refusal(msgspec.Struct):
    error: str


class _Keys(msgspec.Struct):
    keys: list[dict[str, Any]]


def description_url(issuer: str) -> str:
    """Where a provider describes itself."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def read_description(content: bytes, issuer: str) -> Description:
    """What the provider of an issuer says of itself. Raises ProviderUnavailable where nobody can sign in by that.

    One that does not say whether it takes S256 is asked with it all the same: some large ones do and do not say so.
    """
    found = _read(content, Description)
    addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    for holds, why in (
        (found.issuer == issuer, "it names another issuer"),
        (all(_is_as_safe(each, issuer) for each in addresses), "its addresses are none, or less safe than its own"),
        ("code" in found.response_types_supported, "it has no response type `code`"),
        ("S256" in (found.code_challenge_methods_supported or ["S256"]), "it has no PKCE with S256"),
        (set(ALGORITHMS) & set(found.id_token_signing_alg_values_supported), "it signs in no way that is taken here"),
    ):
        if not holds:
            raise ProviderUnavailable(why)
    return found


def authorization_url(found: Description, provider: IdentityProvider, begun: Begun, redirect_uri: str) -> str:
    """Where the browser goes to prove who it is of."""
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": redirect_uri,
        "scope": "openid email profile", "state": begun.state, "nonce": begun.nonce,
        "code_challenge": _plain64(hashlib.sha256(begun.verifier.encode()).digest()), "code_challenge_method": "S256",
    }  # fmt: skip
    own = found.authorization_endpoint
    return f"{own}{'&' if '?' in own else '?'}{urlencode(asked, quote_via=quote)}"


def proof(found: Description, provider: IdentityProvider) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and fields by which the company proves to be the client. Raises ProviderUnavailable."""
    if provider.client_secret is None:
        return {}, {"client_id": provider.client_id}
    ways = found.token_endpoint_auth_methods_supported
    if "client_secret_basic" in ways:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}, {}
    if "client_secret_post" in ways:
        return {}, {"client_id": provider.client_id, "client_secret": provider.client_secret}
    raise ProviderUnavailable("it takes a client secret in no way that is known here")


def read_token(content: bytes) -> str:
    """The ID token of an answer. Raises ProviderUnavailable."""
    return _read(content, _Tokens).id_token


def refusal(content: bytes) -> str:
    """Why a provider gave no token, in words that are safe to show."""
    try:
        said = _read(content, _Refusal).error
    except ProviderUnavailable:
        said = ""
    return f"the identity provider refused: {said if said in _REFUSALS else 'no reason that is known'}"


def read_keys(content: bytes) -> tuple[Key, ...]:
    """Keys that the provider signs with, as far as they can be read; never one that others could sign with too.

    Raises ProviderUnavailable.
    """
    found = (_key(each) for each in _read(content, _Keys).keys if each.get("use", "sig") == "sig")
    return tuple(key for key in found if key)


def kid_of(token: str) -> str | None:
    """Which key a token says that it is signed with; None: the only one. Raises Unauthorised."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except _NO_TOKEN:
        raise Unauthorised("the ID token cannot be read") from None
    return None if kid is None else str(kid)


def believe(token: str, keys: Sequence[Key], provider: IdentityProvider, nonce: str, now: datetime) -> Identity:
    """Who an ID token proves somebody to be (OpenID Connect Core 1.0, section 3.1.3.7). Raises Unauthorised."""
    kid = kid_of(token)
    fitting = [key for key in keys if kid is None or key.kid == kid]
    if not fitting or (kid is None and len(fitting) > 1):
        raise Unauthorised("the ID token is signed with a key that is not known")
    rules = jwt.JWTClaimsRegistry(
        int(now.timestamp()), _SKEW, exp=_THERE, iat=_THERE, sub=_THERE,
        iss=_equal(provider.issuer), aud=_equal(provider.client_id), nonce=_equal(nonce),
    )  # fmt: skip
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        claims = jwt.decode(token, fitting[0], registry=registry).claims
        rules.validate(claims)
        identity = _identity(claims)
    except _NO_TOKEN as error:
        raise Unauthorised(f"the ID token does not hold: {getattr(error, 'error', 'invalid')}") from None
    if not _is_for(claims, provider.client_id):
        raise Unauthorised("the ID token is somebody else's")
    return identity


def _equal(value: str) -> jwt.ClaimsOption:
    return {"essential": True, "value": value}


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """Who asked for a token has to be named where it is for several, and where anybody is named it has to be us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims["azp"] == client_id if "azp" in claims else not several)


def _identity(claims: Mapping[str, Any]) -> Identity:
    email = claims.get("email")
    plain = isinstance(email, str) and email.isascii() and email.isprintable()  # lower case makes a `k` of two letters
    subject = hashlib.sha256(f"{claims['iss']} {claims['sub']}".encode()).hexdigest()
    return Identity(subject, str(email).lower() if plain and claims.get("email_verified") is True else None)


def _key(given: dict[str, Any]) -> Key | None:
    try:
        return JWKRegistry.import_key(given) if given.get("kty") in _SIGNS else None
    except _NO_TOKEN:
        return None


def _is_as_safe(address: str, issuer: str) -> bool:
    plain = issuer.startswith("http://")
    return bool(fullmatch(ADDRESS, address)) and len(address) <= 2000 and (plain or address.startswith("https://"))


def _read(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (ValueError, RecursionError):
        raise ProviderUnavailable("what it answers cannot be read") from None


def _plain64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
