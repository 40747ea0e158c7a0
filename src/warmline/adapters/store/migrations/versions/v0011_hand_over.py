"""Who was brought in and when, what they were told, and when an inbox is open."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Three tables of their own."""
    own(
        "hand_overs",
        "id text, conversation_id text, contact_id text, inbox_id text, state text, way text, asked_at wide, "
        "priority count, asks count, message_id text?, told_at wide?, told text, joined_at wide?, agent_id text?, "
        "answered_at wide?, channel text?, address text?, callback_at wide?, resolved_at wide?, seen_at wide?",
        index={
            "hand_overs_by_conversation": "conversation_id", "hand_overs_by_contact": "contact_id",
            "hand_overs_in_queue": "inbox_id state",
        },
    )  # fmt: skip
    own(
        "passports",
        "id text, hand_over_id text, conversation_id text, contact_id text, section text, by text, at wide, text text, "
        "message_id text?, edited_by text?, edited_at wide?, struck_by text?, struck_at wide?",
        index={"passports_by_conversation": "conversation_id", "passports_by_contact": "contact_id"},
    )
    own("hours", "inbox_id text, time_zone text, week text, holidays text, country text?", key="inbox_id")
