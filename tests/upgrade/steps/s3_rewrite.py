"""A whole table is written anew, as a last resort."""

from alembic import op
from sqlalchemy import BigInteger

revision, down_revision = "rewrite", "fill"


def upgrade() -> None:
    with op.batch_alter_table("messages") as table:
        table.alter_column("number", type_=BigInteger)
