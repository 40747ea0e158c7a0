"""An identity provider that does as it should, unless it is told how to lie."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc.jwk import RSAKey
from joserfc.jws import serialize_compact

CLIENT, SECRET = "desk", "canary-secret: 100 %"
ANSWER = tuple[int, dict[str, str], bytes]


def new_key(kid: str | None = "one") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid} if kid else {})


@dataclass
class Provider:
    """Knows one person; asks for PKCE, the client's secret and every code once."""

    key: RSAKey = field(default_factory=new_key)
    others: tuple[RSAKey, ...] = ()
    port: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    """What it says of the person beside, or instead of, what it should; None: nothing."""
    sign: Callable[[dict[str, Any]], str] | None = None
    """How it makes an ID token of claims, if not as it should."""
    described: dict[str, Any] = field(default_factory=dict)
    """What it says of itself beside, or instead of, what is so; None: nothing."""
    lies: dict[str, ANSWER | None] = field(default_factory=dict)
    """What it answers at a path whatever was asked; None: it never does."""
    asked: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    """All that nobody else may know."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ends: Event = field(default_factory=Event)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def description(self) -> dict[str, Any]:
        plain = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize?how=well",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip
        return {name: value for name, value in (plain | self.described).items() if value is not None}

    def authorize(self, url: str, **more: str) -> str:
        """Where it sends the browser back to, that came by this address."""
        place, asked = url.partition("?")[0], dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
        assert place == f"{self.issuer}/authorize"
        assert asked["how"] == "well"
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["scope"], asked["code_challenge_method"]) == ("openid email profile", "S256")
        code = f"canary-code-{len(self.codes)}"
        self.codes[code] = asked
        self.secrets += [code, asked["nonce"], asked["state"]]
        given = {"code": code, "state": asked["state"], **more}
        return f"{asked['redirect_uri']}?{urlencode(given)}"

    def answer(self, path: str, headers: dict[str, str], content: bytes) -> ANSWER | None:
        self.asked.append(path)
        if path in self.lies:
            return self.lies[path]
        match path:
            case "/.well-known/openid-configuration":
                return _json(self.description)
            case "/keys":
                return _json(
                    {"keys": [{**key.as_dict(private=False), "use": "sig"} for key in (self.key, *self.others)]}
                )
            case "/token":
                return self._token(headers, {name: value for name, (value,) in parse_qs(content.decode()).items()})
        return 404, {}, b""

    def _token(self, headers: dict[str, str], given: dict[str, str]) -> ANSWER:
        asked = self.codes.pop(given["code"], None)
        self.secrets.append(given["code_verifier"])
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        right = asked and urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        if not asked or not right or given["redirect_uri"] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant", "error_description": "canary"}, 400)
        if self._client(headers, given) != (CLIENT, SECRET):
            return _json({"error": "invalid_client"}, 401)
        now = int(time.time())
        plain = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "4711",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        claims = {name: value for name, value in (plain | self.claims).items() if value is not None}
        token = self.sign(claims) if self.sign else self.signed(claims)
        self.secrets.append(token)
        return _json({"access_token": "canary-access", "token_type": "Bearer", "id_token": token})

    def _client(self, headers: dict[str, str], given: dict[str, str]) -> tuple[str, str]:
        if "client_secret_post" in self.described.get("token_endpoint_auth_methods_supported", ()):
            return given["client_id"], given["client_secret"]
        if "authorization" not in headers:
            return given["client_id"], ""
        name, secret = b64decode(headers["authorization"].removeprefix("Basic ")).decode().split(":")
        (pair,) = parse_qsl(f"{name}={secret}")
        return pair

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """As it should be."""
        return serialize_compact({"alg": "RS256", "kid": self.key.kid, **header}, json.dumps(claims), self.key)

    def come(self) -> Provider:
        """From now on it can be reached."""
        provider = self

        class Own(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                found = provider.answer(self.path, headers, content)
                if found is None:
                    provider.ends.wait()
                    return
                status, more, body = found
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):  # whoever asked has heard enough
                    self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Own)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def go(self) -> None:
        """Nobody answers any more."""
        self.ends.set()
        self.server.shutdown()
        self.server.server_close()


def _json(content: Any, status: int = 200) -> ANSWER:
    return status, {"content-type": "application/json"}, json.dumps(content).encode()
