"""Who forgot their password asks for a new one: what that does, anybody may do to anybody."""

from __future__ import annotations

from datetime import timedelta

from warmline.care.audit import note
from warmline.care.sign_in import Opened, find_account
from warmline.care.world import World
from warmline.domain.account import Account, AccountId, Invitation
from warmline.ports import Ledger

LASTS = timedelta(hours=1)
_APART, _DAY, _A_DAY = timedelta(minutes=5), timedelta(days=1), 5


async def begin_recovery(world: World, email: str, opened: Opened) -> Account | None:
    """Whose mailbox gets the code that lets them choose a password; None: there is no such account, or they got some.

    Whatever else they were sent still counts, and nothing of the account changes. Raises StoreUnavailable.
    """
    account = await find_account(world, email)
    if account is None or await world.store.read(lambda ledger: _has_enough(world, ledger, account.id)):
        return None

    def keep(ledger: Ledger) -> Account | None:
        found = ledger.get(Account, account.id)
        if found.closed_at or _has_enough(world, ledger, found.id):
            return None
        now = world.clock.now()
        ledger.add(Invitation(opened.id, found.id, now, now + LASTS, opened.digest, recovery=True))
        note(world, ledger, "anybody", "recovery.asked", found.id)
        return found

    return await world.store.write(keep)


def _has_enough(world: World, ledger: Ledger, account_id: AccountId) -> bool:
    """Somebody who signs in elsewhere alone has no password to forget; the others get a few letters a day."""
    account = ledger.get(Account, account_id)
    if account.subject and not account.password:
        return True
    sent = ledger.list(Invitation, account_id=account_id, recovery=1, newest=True, limit=_A_DAY)
    ages = [world.clock.now() - invitation.created_at for invitation in sent]
    return bool(ages) and (ages[0] < _APART or (len(ages) == _A_DAY and ages[-1] < _DAY))
