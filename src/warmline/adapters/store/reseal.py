"""Which keys a tenant's data are sealed with, and sealing them anew with the first.

The outbox holds one errand for each key that may have sealed something, and one for plain cells, until they are gone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from warmline.adapters.store.ledger import SqlLedger
from warmline.adapters.store.seal import TenantSeal
from warmline.domain.errors import SettingInvalid, WarmlineError
from warmline.domain.keeping import Errand
from warmline.ports import Ledger, Store

PLAIN = "plain"
_AT_ONCE = 500
"""Rows sealed in one transaction, so that nobody who writes waits long."""


async def admit(store: Store, seal: TenantSeal | None, tenant: str) -> Store:
    """The store, once it is noted what it seals with. Raises SettingInvalid where a key is missing, and closes it."""
    try:
        noted = await store.read(_noted)
        check_keys(tenant, noted, seal.ids if seal else frozenset())
        if seal and seal.id not in noted:
            noted = await store.write(lambda ledger: _note(ledger, seal.id), spare=1)
    except WarmlineError:
        await store.close()
        raise
    if seal:
        seal.takes_plain = PLAIN in noted
    return store


def check_keys(tenant: str, noted: set[str], given: frozenset[str]) -> None:
    """Raises SettingInvalid where something may be sealed with a key that is not given."""
    if missing := noted - given - {PLAIN}:
        raise SettingInvalid(
            f"tenant {tenant!r} is sealed with the key {min(missing)}, which is not given: name it by "
            "WARMLINE_ENCRYPTION_KEY or in WARMLINE_ENCRYPTION_KEY_FILE"
        )


async def reseal(store: Store, key_id: str) -> int:
    """Seals with the first key whatever is not, and forgets the older ones; how many rows. Begun anew, it goes on.

    Nobody who has another first key may write meanwhile.
    """
    sealed = 0
    for kind in await store.read(lambda ledger: _sql(ledger).sealed_kinds()):
        after: str | None = ""
        while after is not None:
            after, changed = await store.write(lambda ledger: _sql(ledger).seal_anew(kind, after or "", _AT_ONCE))  # noqa: B023
            sealed += changed
    await store.compact()
    await store.write(lambda ledger: _forget_others(ledger, key_id))
    return sealed


def _noted(ledger: Ledger) -> set[str]:
    return {errand.subject for errand in ledger.list(Errand, topic="seal", limit=1000)}


def _note(ledger: Ledger, key_id: str) -> set[str]:
    noted = _noted(ledger)
    plain = not noted and any(ledger.list(kind, limit=1) for kind in _sql(ledger).sealed_kinds())
    new = {key_id, PLAIN} if plain else {key_id} - noted
    for subject in sorted(new):
        ledger.add(Errand("seal", subject, datetime.now(UTC)))
    return noted | new


def _forget_others(ledger: Ledger, key_id: str) -> None:
    for errand in ledger.list(Errand, topic="seal", limit=1000):
        if errand.subject != key_id:
            ledger.drop(Errand, errand.position)


def _sql(ledger: Ledger) -> SqlLedger:
    assert isinstance(ledger, SqlLedger)
    return ledger
