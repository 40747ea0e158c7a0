"""Signing in by the company's own identity provider (OpenID Connect, authorization code with PKCE)."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from re import fullmatch
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from warmline.care.sign_in import begin_named_session
from warmline.care.trust import trusted
from warmline.care.world import World
from warmline.domain.account import IdentityProvider
from warmline.domain.errors import Conflict, NotFound, ProviderUnavailable, Unauthorised
from warmline.logic.access.openid import Begun, Description, authorization_url
from warmline.server.answers import API
from warmline.server.auth import Keys, address_of
from warmline.server.entrance import PROBLEMS, entered, sign_device_in
from warmline.server.providers import Providers

AFTER = "/desk"
"""Where whoever signed in is sent."""
BEGUN = "__Host-warmline-sign-in"
"""The cookie of a browser that has begun."""
_LASTS = 600
_PROBLEMS = PROBLEMS | {409: {}, 502: {}}
_TOKEN = "[A-Za-z0-9_-]{43}"
_HERE = r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?"
_FORGET = (b"set-cookie", f"{BEGUN}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=lax".encode())


class Forgetting(APIRoute):
    """A route after which the browser has nothing begun any more, whatever it answers."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As any route."""

        async def forgetting(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], _FORGET]
            await send(message)

        await super().handle(scope, receive, forgetting)


router = APIRouter(prefix="/sign-in", tags=["sign-in"])


@router.get("/{tenant}", status_code=303, response_class=RedirectResponse, responses=_PROBLEMS)
async def begin_sign_in(request: Request, tenant: str) -> Response:
    """Go to the company's identity provider, which sends the browser back."""
    redirect_uri = _redirect_uri(request, tenant)
    with _few_failures(request):
        world, provider = await _trusted(request, tenant)
        providers: Providers = request.app.state.providers
        described = await providers.describe(world.outbound, provider.issuer)
    begun = Begun(tenant, *(token_urlsafe(32) for _ in range(3)))
    answer = RedirectResponse(authorization_url(described, provider, begun, redirect_uri), 303)
    value = f"{tenant}.{begun.state}.{begun.nonce}.{begun.verifier}"
    answer.set_cookie(BEGUN, value, max_age=_LASTS, secure=True, httponly=True, samesite="lax")
    return answer


async def finish_sign_in(request: Request, tenant: str) -> Response:
    """Come back from the identity provider, signed in. A second factor is its business: none is asked for here."""
    redirect_uri = _redirect_uri(request, tenant)
    with _few_failures(request):
        begun = _begun(request, tenant)
        world, provider = await _trusted(request, tenant)
        providers: Providers = request.app.state.providers
        described = await providers.describe(world.outbound, provider.issuer)
        code = _code(request.query_params, described)
        identity = await providers.identify(world, provider, code, begun, redirect_uri)
        answer = RedirectResponse(AFTER, 303)
        await sign_device_in(
            answer, world, tenant, lambda opened: begin_named_session(world, provider, identity, opened)
        )
    return answer


router.add_api_route(
    "/{tenant}/callback", finish_sign_in, status_code=303, response_class=RedirectResponse, responses=_PROBLEMS,
    methods=["GET"], route_class_override=Forgetting,
)  # fmt: skip


async def _trusted(request: Request, tenant: str) -> tuple[World, IdentityProvider]:
    """Raises Unauthorised alike for a tenant that is not there and for one that trusts nobody."""
    world = await entered(request, tenant)
    try:
        return world, await trusted(world)
    except NotFound:
        raise Unauthorised("this is not right") from None


def _begun(request: Request, tenant: str) -> Begun:
    """What this browser began. Raises Unauthorised, also for what was begun elsewhere."""
    parts = request.cookies.get(BEGUN, "").split(".")
    state = request.query_params.get("state", "")
    if len(parts) != 4 or parts[0] != tenant or not all(fullmatch(_TOKEN, each) for each in parts[1:]):
        raise Unauthorised("this browser has begun no sign-in here, or too long ago: begin again")
    if not hmac.compare_digest(state.encode(), parts[1].encode()):
        raise Unauthorised("this is the answer to another sign-in: begin again")
    return Begun(*parts)


def _code(given: QueryParams, described: Description) -> str:
    """What proves to the provider that the browser was there. Raises Unauthorised, also for another provider's."""
    named = "iss" in given or described.authorization_response_iss_parameter_supported  # RFC 9207
    if named and given.get("iss") != described.issuer:
        raise Unauthorised("another identity provider answered")
    if "code" not in given:
        raise Unauthorised("the identity provider let nobody in")
    return given["code"]


def _redirect_uri(request: Request, tenant: str) -> str:
    """Where the provider sends codes: never to where a forged header says. Raises Conflict."""
    origin, host = request.app.state.house.settings.public_url, request.headers.get("host", "")
    if not origin and not fullmatch(_HERE, host):
        raise Conflict("WARMLINE_PUBLIC_URL has to be set: where browsers find this service")
    return f"{origin or f'{request.url.scheme}://{host}'}{API}/sign-in/{tenant}/callback"


@contextmanager
def _few_failures(request: Request) -> Iterator[None]:
    """Who fails often waits: each try may ask the provider something. Raises TooManyRequests."""
    keys: Keys = request.app.state.keys
    keys.failures.look(address_of(request))
    try:
        yield
    except (Unauthorised, ProviderUnavailable):
        keys.failures.take(address_of(request))
        raise
