"""A conversation may be guarded; who looked at something is found by what it was."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text

from warmline.adapters.store.migrations.tables import more_index

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Two columns, which a release before this one leaves as they are, and an index."""
    op.add_column("conversations", Column("guarded", Integer, nullable=False, server_default="0"))
    op.add_column("conversations", Column("hidden_from", Text, nullable=False, server_default="[]"))
    more_index("audit_by_object", "audit", "object")
