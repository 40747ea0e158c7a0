"""The company says which identity provider it trusts to know its people, or that it trusts none."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.account import THE_ONE, Account, IdentityProvider
from warmline.domain.errors import NotFound
from warmline.ports import Ledger

_ALL = 10_000


async def trust(world: World, provider: IdentityProvider, actor: str) -> None:
    """From now on this one alone. Whom another knew this one has to name anew. Raises StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        before = ledger.find(IdentityProvider, THE_ONE)
        if before is None or (before.issuer, before.client_id) != (provider.issuer, provider.client_id):
            _unlink(ledger)  # also of a client: many name somebody differently to each
        ledger.drop(IdentityProvider, THE_ONE)
        ledger.add(provider)
        only = "yes" if provider.only else "no"
        note(world, ledger, actor, "identity_provider.set", THE_ONE, issuer=provider.issuer, only=only)

    await world.store.write(keep)


async def trusted(world: World) -> IdentityProvider:
    """Whom the company trusts. Raises NotFound, StoreUnavailable."""
    found = await world.store.read(lambda ledger: ledger.find(IdentityProvider, THE_ONE))
    if found is None:
        raise NotFound("there is no identity provider")
    return found


async def distrust(world: World, actor: str) -> None:
    """From now on people come in by password alone; who is signed in stays so. Raises NotFound, StoreUnavailable."""

    def keep(ledger: Ledger) -> None:
        if ledger.find(IdentityProvider, THE_ONE) is None:
            raise NotFound("there is no identity provider")
        ledger.drop(IdentityProvider, THE_ONE)
        note(world, ledger, actor, "identity_provider.dropped", THE_ONE)

    await world.store.write(keep)


def _unlink(ledger: Ledger) -> None:
    for account in ledger.list(Account, limit=_ALL):
        if account.subject:
            ledger.put(replace(account, subject=None))
