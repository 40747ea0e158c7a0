"""People of the company sign in by its own identity provider."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Whom a tenant trusts."""
    own(
        "identity_providers",
        "id text, created_at wide, issuer text, client_id text, client_secret text?, only count",
    )
