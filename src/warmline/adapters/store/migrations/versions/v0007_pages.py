"""Customers write from pages: of which sites, vouched for by whom, on which device; who is trained for what."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0007"
down_revision = "0006"
_NONE = "[]"


def upgrade() -> None:
    """Columns alone, which a release before this one leaves as they are."""
    op.add_column("inboxes", Column("origins", Text, nullable=False, server_default=_NONE))
    op.add_column("inboxes", Column("identity", Text, nullable=False, server_default="anyone"))
    op.add_column("accounts", Column("skills", Text, nullable=False, server_default=_NONE))
    op.add_column("sessions", Column("inbox_id", Text))
    op.add_column("sessions", Column("origin", Text))
    op.add_column("sessions", Column("vouched", Integer, nullable=False, server_default="0"))
    op.add_column("conversations", Column("session_id", Text))
