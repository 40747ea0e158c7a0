"""Who forgot a password may ask for an invitation, which keeps the second factor."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """One column, which a release before this one leaves as it is."""
    op.add_column("invitations", Column("recovery", Integer, nullable=False, server_default="0"))
