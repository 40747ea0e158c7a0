"""Which tenants there are, and the store of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from warmline.adapters.files import FolderFiles
from warmline.adapters.home import ATTACHMENTS, DATABASE
from warmline.adapters.reserve import Reserve
from warmline.adapters.store.group import Outcome
from warmline.adapters.store.migrate import migrate_postgres, migrate_sqlite
from warmline.adapters.store.postgres import PostgresStore, postgres_engine, reaching
from warmline.adapters.store.reseal import admit
from warmline.adapters.store.seal import Keyring, TenantSeal
from warmline.adapters.store.sqlite import SqliteStore
from warmline.ports import Store

TenantObserver = Callable[[str, Sequence[Outcome], float], None]
"""Is told of a tenant what `warmline.adapters.store.group.Observer` is told."""


def unseen_by(_tenant: str, _outcomes: Sequence[Outcome], _seconds: float) -> None:
    """Nobody looks."""


class Tenants(Protocol):
    """All tenants of an installation. Everything that looks at the data raises StoreUnavailable."""

    async def migrate(self) -> None:
        """Brings every database to this release's shape."""
        ...

    async def names(self) -> list[str]:
        """All tenants, in the order of their names."""
        ...

    async def add(self, tenant: str) -> None:
        """Makes room for a tenant, unless it is there."""
        ...

    async def open(self, tenant: str) -> Store:
        """The tenant's data. Raises SettingInvalid where a key is missing."""
        ...

    def folder(self, tenant: str) -> Path:
        """Where the tenant's files are, made if need be."""
        ...

    def files(self, tenant: str) -> FolderFiles:
        """What was attached; of a tenant whose data are open."""
        ...

    async def close(self) -> None:
        """Lets go of what tenants share."""
        ...


class SqliteTenants:
    """One folder for each tenant under `home/tenants`."""

    def __init__(
        self, home: Path, reserve: Reserve, keys: Keyring | None = None, seen: TenantObserver = unseen_by
    ) -> None:
        self._home, self._folder, self._reserve = home, home / "tenants", reserve
        self._seals, self._seen = _Seals(keys), seen
        self._coming: set[str] = set()
        """Whose tables are being made: nobody looks for anything there yet."""

    async def migrate(self) -> None:
        for name in await self.names():
            await asyncio.to_thread(migrate_sqlite, self._folder / name / DATABASE)

    async def names(self) -> list[str]:
        return sorted({path.parent.name for path in self._folder.glob(f"*/{DATABASE}")} - self._coming)

    async def add(self, tenant: str) -> None:
        _made(self._home)
        file = self._folder / tenant / DATABASE
        if not file.exists():
            self._coming.add(tenant)
        try:
            await asyncio.to_thread(migrate_sqlite, file)
        finally:
            self._coming.discard(tenant)

    async def open(self, tenant: str) -> Store:
        seal = self._seals[tenant]
        store = SqliteStore(self._folder / tenant / DATABASE, seal, partial(self._seen, tenant), self._reserve)
        return await admit(store, seal, tenant)

    def folder(self, tenant: str) -> Path:
        return _made(self._folder / tenant)

    def files(self, tenant: str) -> FolderFiles:
        return FolderFiles(self.folder(tenant) / ATTACHMENTS, self._seals[tenant], self._reserve)

    async def close(self) -> None:
        pass


class PostgresTenants:
    """Rows of one database, marked by tenant."""

    def __init__(self, url: str, home: Path, keys: Keyring | None = None, seen: TenantObserver = unseen_by) -> None:
        self._folder, self._seals, self._seen = home / "tenants", _Seals(keys), seen
        self._url = "postgresql+asyncpg://" + url.partition("://")[2]
        self._engine = postgres_engine(self._url)

    async def migrate(self) -> None:
        with reaching(self._engine):
            await migrate_postgres(self._url)

    async def names(self) -> list[str]:
        with reaching(self._engine):
            async with self._engine.connect() as connection:
                found = await connection.exec_driver_sql("SELECT name FROM tenants ORDER BY name")
                return [str(row[0]) for row in found]

    async def add(self, tenant: str) -> None:
        with reaching(self._engine):
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("INSERT INTO tenants VALUES ($1) ON CONFLICT DO NOTHING", (tenant,))

    async def open(self, tenant: str) -> Store:
        seal = self._seals[tenant]
        return await admit(PostgresStore(self._engine, tenant, seal, partial(self._seen, tenant)), seal, tenant)

    def folder(self, tenant: str) -> Path:
        return _made(self._folder / tenant)

    def files(self, tenant: str) -> FolderFiles:
        return FolderFiles(self.folder(tenant) / ATTACHMENTS, self._seals[tenant])

    async def close(self) -> None:
        await self._engine.dispose()


class _Seals(dict[str, TenantSeal | None]):
    """Of each tenant one: its rows and its files are sealed alike."""

    def __init__(self, keys: Keyring | None) -> None:
        super().__init__()
        self._keys = keys

    def __missing__(self, tenant: str) -> TenantSeal | None:
        return self.setdefault(tenant, self._keys.seal(tenant) if self._keys else None)


def _made(folder: Path) -> Path:
    folder.mkdir(0o700, parents=True, exist_ok=True)
    return folder
