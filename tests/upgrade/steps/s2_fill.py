"""It is filled, some rows at a time."""

from warmline.adapters.store.migrations.tables import in_batches

revision, down_revision = "fill", "add"


def upgrade() -> None:
    in_batches(
        "UPDATE messages SET length = length(text) WHERE id IN (SELECT id FROM messages WHERE length IS NULL LIMIT 500)"
    )
