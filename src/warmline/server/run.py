"""Start the service, and what has to be there before."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from contextlib import nullcontext, suppress
from typing import Any

import uvicorn

from warmline.adapters.home import hold_home
from warmline.adapters.store.reseal import reseal
from warmline.adapters.store.seal import load_keys
from warmline.adapters.store.tenants import Tenants
from warmline.domain.errors import SettingInvalid
from warmline.house import House, open_tenants, reserve_of
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.server.first import begin
from warmline.server.logs import log_to_stderr
from warmline.settings import Settings

_LOG = logging.getLogger(__name__)
_TURN = 0.001
"""Seconds that another thread may hold the interpreter while a message waits to be kept; Python's own are 5 ms, and
several such turns make one acknowledgement."""


def make_tenant(settings: Settings, tenant: str) -> str:
    """Makes the tenant, if it is not there, and what the settings ask for; returns a new key with all rights."""

    async def whole() -> str:
        house = House(settings)
        await house.open()
        try:
            _, shown = await issue_key(await house.add_tenant(tenant), tenant, "first", ("admin",))
            await begin(house, "")
            assert shown
        finally:
            await house.close()
        return shown

    return asyncio.run(whole())


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serves until it is told to stop. Raises SettingInvalid, StoreUnavailable before anybody can call."""
    sys.setswitchinterval(_TURN)
    with nullcontext() if settings.database_url else hold_home(settings.home):
        log_to_stderr(settings.log)
        house = House(settings)
        config = uvicorn.Config(
            create_app(house), host=host, port=port, loop="uvloop", http="httptools", log_config=None,
            log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=10,
            timeout_keep_alive=75,  # longer than proxies and clients keep one: else they see it reset
        )  # fmt: skip

        async def whole() -> None:
            await house.open()
            await house.warm()
            await begin(house, host)
            gc.freeze()  # models and policies stay: looking through them for garbage holds everybody up for 0.2 s
            await _Server(config).serve()

        with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(whole())


class _Server(uvicorn.Server):
    """Says where it serves once it does; uvicorn's own lines tell requests' addresses too."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for each in server.sockets:
                _LOG.info("serving at http://%s:%d", *each.getsockname()[:2])
        app: Any = self.config.app
        if getattr(app.state, "actors", None):
            _LOG.info("a demo with invented customers: open that address in a browser")


def reseal_tenants(settings: Settings) -> dict[str, int]:
    """Seals what every tenant keeps with the first key; how many rows and files were not. Raises SettingInvalid."""
    keys = load_keys(settings.encryption_key, settings.encryption_key_file)
    if keys is None:
        raise SettingInvalid("there is no key: give WARMLINE_ENCRYPTION_KEY or WARMLINE_ENCRYPTION_KEY_FILE")
    first = keys.ids[0]

    async def whole() -> dict[str, int]:
        tenants = open_tenants(settings, reserve_of(settings))
        await tenants.migrate()
        try:
            return {name: await _reseal(tenants, name, first) for name in await tenants.names()}
        finally:
            await tenants.close()

    with nullcontext() if settings.database_url else hold_home(settings.home):
        return asyncio.run(whole())


async def _reseal(tenants: Tenants, tenant: str, key_id: str) -> int:
    """Files come first: what the store forgets of older keys at its end holds for them too."""
    store = await tenants.open(tenant)
    try:
        return tenants.files(tenant).seal_anew() + await reseal(store, key_id)
    finally:
        await store.close()
