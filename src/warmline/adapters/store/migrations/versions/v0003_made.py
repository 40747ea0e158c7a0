"""What a request made is remembered, so that it may be sent again."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A table of its own."""
    own(
        "made",
        "id text, digest text, kind text, made_id text, at wide, contact_id text?",
        index={"made_by_contact": "contact_id"},
    )
