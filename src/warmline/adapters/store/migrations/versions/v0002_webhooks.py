"""Other software is told what happens."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Endpoints, what waits for them, the log of attempts; who alone does it."""
    own(
        "webhooks",
        "id text, created_at wide, url text, kinds text, secrets text, told wide, ok_at wide?, stopped_at wide?, "
        "stopped_why text?",
    )
    own(
        "lanes",
        "id text, endpoint_id text, contact_id text?, conversation_id text?, told wide, since wide, due wide, "
        "failures count",
        index={"lanes_by_endpoint": "endpoint_id", "lanes_by_contact": "contact_id"},
    )
    own(
        "deliveries",
        "position place, at wide, endpoint_id text, event wide, kind text, contact_id text?, conversation_id text?, "
        "attempt count, status count?, why text, milliseconds count",
        key="position",
        index={"deliveries_by_endpoint": "endpoint_id position", "deliveries_by_contact": "contact_id"},
    )
    own("leases", "name text, holder text, until wide", key="name")
