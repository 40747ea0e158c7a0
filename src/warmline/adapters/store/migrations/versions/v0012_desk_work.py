"""Notes, tags and replies that are ready; what is snoozed, merged and transferred."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

from warmline.adapters.store.migrations.tables import more_index, own

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Columns, which a release before this one leaves as they are, and tables of their own."""
    op.add_column("conversations", Column("tags", Text, nullable=False, server_default="[]"))
    op.add_column("conversations", Column("snoozed", Integer, nullable=False, server_default="0"))
    op.add_column("conversations", Column("snoozed_until", BigInteger))
    op.add_column("conversations", Column("merged_into", Text))
    op.add_column("conversations", Column("first_inbox_id", Text))
    more_index("conversations_by_snoozed", "conversations", "snoozed")
    more_index("conversations_by_merged", "conversations", "merged_into")
    own(
        "notes",
        "id text, conversation_id text, contact_id text, by text, at wide, text text",
        index={"notes_by_conversation": "conversation_id", "notes_by_contact": "contact_id"},
    )
    own("tags", "id text, created_at wide, name text")
    own(
        "taggings",
        "id text, tag_id text, conversation_id text, contact_id text",
        index={"taggings_by_tag": "tag_id", "taggings_by_contact": "contact_id"},
    )
    own("canned_replies", "id text, created_at wide, name text, language text, text text, inbox_id text?")
