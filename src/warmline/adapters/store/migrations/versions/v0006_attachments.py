"""Files that come with conversations, and what proves that a link to one was made here."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two tables of their own."""
    own(
        "attachments",
        "id text, conversation_id text, contact_id text, at wide, name text, media_type text, bytes count, "
        "sha256 text, role text, author text?",
        index={"attachments_by_conversation": "conversation_id id", "attachments_by_contact": "contact_id"},
    )
    own("secrets", "name text, secret text", key="name")
