"""What a tenant proves its own tokens with."""

from __future__ import annotations

from warmline.domain.keeping import Secret
from warmline.ports import Ledger


def keep_secret(ledger: Ledger, fresh: Secret) -> Secret:
    """The one of this name that is kept; the fresh one where there is none yet."""
    found = ledger.find(Secret, fresh.name)
    if found is None:
        ledger.add(fresh)
    return found or fresh
