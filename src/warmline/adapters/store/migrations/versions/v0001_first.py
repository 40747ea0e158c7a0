"""The first release."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own, share_tenants

revision = "0001"
down_revision = None


def upgrade() -> None:
    """All tables."""
    share_tenants()
    own(
        "inboxes",
        "id text, created_at wide, name text, channel text",
    )
    own(
        "agents",
        "id text, created_at wide, name text",
    )
    own(
        "contacts",
        "id text, created_at wide, external_id text?, name text?, email text?, phone text?, language text?, "
        "attributes text, read count",
        unique={"contacts_by_external_id": "external_id"},
    )
    own(
        "consents",
        "id text, contact_id text, purpose text, given count, at wide, source text, wording text, locale "
        "text, proof text?",
        index={"consents_by_contact": "contact_id purpose at"},
    )
    own(
        "conversations",
        "id text, inbox_id text, contact_id text, started_at wide, last_at wide, state text, priority count, "
        "messages count",
        index={"conversations_by_contact": "contact_id", "conversations_by_last": "last_at"},
    )
    own(
        "messages",
        "id text, conversation_id text, contact_id text, number count, role text, at wide, text text, clean "
        "text, tokens text, client_id text?, author text?, language text",
        unique={"messages_by_client_id": "conversation_id client_id", "messages_in_order": "conversation_id number"},
        index={"messages_by_contact": "contact_id"},
    )
    own(
        "readings",
        "message_id text, conversation_id text, contact_id text, at wide, reading text",
        key="message_id",
        index={"readings_by_contact": "contact_id", "readings_by_conversation": "conversation_id"},
    )
    own(
        "decisions",
        "message_id text, conversation_id text, contact_id text, at wide, decision text",
        key="message_id",
        index={"decisions_by_contact": "contact_id", "decisions_by_conversation": "conversation_id"},
    )
    own(
        "courses",
        "conversation_id text, contact_id text, at wide, number count, course text",
        key="conversation_id",
        index={"courses_by_contact": "contact_id"},
    )
    own(
        "corrections",
        "id text, message_id text, conversation_id text, contact_id text, by text, at wide, emotion text",
        index={"corrections_by_contact": "contact_id", "corrections_by_message": "message_id"},
    )
    own(
        "ratings",
        "conversation_id text, contact_id text, at wide, csat count, comment text?",
        key="conversation_id",
        index={"ratings_by_contact": "contact_id"},
    )
    own(
        "events",
        "position place, at wide, kind text, conversation_id text?, contact_id text?, message_id text?, event text",
        key="position",
        unique={"events_once": "message_id kind"},
        index={"events_by_contact": "contact_id", "events_by_conversation": "conversation_id position"},
    )
    own(
        "outbox",
        "position place, topic text, contact_id text?, subject text, due wide",
        key="position",
        index={"outbox_by_due": "topic due"},
    )
    own(
        "erasures",
        "id text, contact_id text, what text, at wide, done_at wide?",
    )
    own(
        "audit",
        "position place, at wide, actor text, action text, object text, detail text, before text, hash text",
        key="position",
    )
    own(
        "keys",
        "id text, created_at wide, name text, digest text, scopes text, revoked_at wide?",
    )
