"""Start the service, and what has to be there before."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import uvicorn

from warmline.adapters.home import hold_home
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.settings import Settings


def make_tenant(settings: Settings, tenant: str) -> str:
    """Makes the tenant, if it is not there, and returns a new key with all rights."""

    async def whole() -> str:
        house = House(settings)
        await house.open()
        try:
            _, shown = await issue_key(await house.add_tenant(tenant), tenant, "first", ("admin",))
            assert shown
        finally:
            await house.close()
        return shown

    return asyncio.run(whole())


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serves until it is told to stop."""
    with nullcontext() if settings.database_url else hold_home(settings.home):
        uvicorn.run(
            create_app(House(settings)), host=host, port=port, log_level="info", access_log=False, server_header=False,
            timeout_graceful_shutdown=10,
        )  # fmt: skip
