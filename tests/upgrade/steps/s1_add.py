"""A later release adds a column: first it may be missing."""

from alembic import op
from sqlalchemy import Column, Integer

from warmline.adapters.store.migrate import newest_version

revision, down_revision = "add", newest_version()


def upgrade() -> None:
    op.add_column("messages", Column("length", Integer))
