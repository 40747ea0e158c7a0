"""The identity provider by which the company's people sign in: an admin names it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from warmline.care.trust import distrust, trust, trusted
from warmline.domain.account import IdentityProvider
from warmline.domain.errors import ProviderUnavailable, UnreadableInput
from warmline.logic.access.openid import proof
from warmline.server.auth import Who
from warmline.server.providers import Providers
from warmline.server.routes.webhooks import Url
from warmline.server.schema import Flag, Short, Wire

router = APIRouter(prefix="/identity-provider", tags=["sign-in"])


class OpenProvider(Wire):
    issuer: Annotated[Url, Field(description="As the provider itself writes it.")]
    client_id: Short
    only: Annotated[Flag, Field(description="Passwords let in nobody but admins.")] = False


class NewIdentityProvider(OpenProvider):
    client_secret: Annotated[Short | None, Field(description="Never shown again.")] = None


class IdentityProviderOut(OpenProvider):
    created_at: datetime


@router.get("", responses={404: {}})
async def show_identity_provider(caller: Who) -> IdentityProviderOut:
    """By whom people sign in; 404 where it is by password alone."""
    return _shown(await trusted(caller.world))


@router.put("")
async def set_identity_provider(request: Request, caller: Who, given: NewIdentityProvider) -> IdentityProviderOut:
    """Let people sign in by an OpenID provider, instead of any before; it is asked at once whether that can be."""
    provider = IdentityProvider(
        caller.world.clock.now(), given.issuer, given.client_id, given.client_secret, given.only
    )
    providers: Providers = request.app.state.providers
    try:
        proof(await providers.describe(caller.world.outbound, given.issuer, anew=True), provider)
    except ProviderUnavailable as error:
        raise UnreadableInput("issuer", error.why) from None
    await trust(caller.world, provider, caller.name)
    return _shown(provider)


@router.delete("", status_code=204, responses={404: {}})
async def drop_identity_provider(caller: Who) -> None:
    """Sign in by password alone again."""
    await distrust(caller.world, caller.name)


def _shown(provider: IdentityProvider) -> IdentityProviderOut:
    return IdentityProviderOut(
        issuer=provider.issuer, client_id=provider.client_id, only=provider.only, created_at=provider.created_at
    )
