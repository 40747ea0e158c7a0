"""People of the company sign in; conversations are somebody's."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

from warmline.adapters.store.migrations.tables import own

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Accounts, who is signed in, who may choose a password; who answers a conversation."""
    own(
        "accounts",
        "id text, created_at wide, email text, name text, roles text, inboxes text, rights text, password text?, "
        "totp text?, totp_step wide, subject text?, closed_at wide?",
        unique={"accounts_by_email": "email", "accounts_by_subject": "subject"},
    )
    own(
        "sessions",
        "id text, created_at wide, ends_at wide, digest text, account_id text?, contact_id text?, revoked_at wide?",
        index={"sessions_by_account": "account_id", "sessions_by_contact": "contact_id"},
    )
    own(
        "invitations",
        "id text, account_id text, created_at wide, ends_at wide, digest text, used_at wide?",
        index={"invitations_by_account": "account_id"},
    )
    op.add_column("conversations", Column("agent_id", Text))
