"""Since when a contact waits; who has read up to where."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column

from warmline.adapters.store.migrations.tables import own

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A column, which a release before this one leaves as it is, and a table of its own."""
    op.add_column("conversations", Column("waiting_since", BigInteger))
    own(
        "seen",
        "id text, conversation_id text, contact_id text, who text, number count, at wide",
        index={"seen_by_conversation": "conversation_id", "seen_by_contact": "contact_id"},
    )
