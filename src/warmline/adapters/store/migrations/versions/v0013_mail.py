"""Inboxes have mailboxes; letters come and go."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Four tables of their own."""
    own(
        "mailboxes",
        "inbox_id text, set_at wide, address text, folder text, imap text, smtp text, validity wide?, uid wide, "
        "looked_at wide?, why text, passed count, unread count, unread_why text",
        key="inbox_id",
    )
    own(
        "mails",
        "id text, conversation_id text, contact_id text, inbox_id text, at wide, way text, state text, name text, "
        "thread text, subject text, address text, text text, files text, number count, message_id text?, "
        "automatic count, attempts count, due wide?, why text",
        index={
            "mails_by_conversation": "conversation_id id", "mails_by_contact": "contact_id", "mails_by_state": "state",
        },
    )  # fmt: skip
    own("mails_taken", "id text, at wide, mail_id text")
    own("mail_addresses", "id text, contact_id text", index={"mail_addresses_by_contact": "contact_id"})
