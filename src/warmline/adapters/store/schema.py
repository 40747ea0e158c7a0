"""The tables; of each, whose it is, what kind of data it holds, and what becomes of it when somebody is forgotten.

Values are of four simple kinds, so that they are the same in SQLite and PostgreSQL and no driver has to think:
text, whole numbers, real numbers, and JSON as text. Moments are microseconds since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

DataClass = Literal["identity", "words", "inference", "event", "consent", "audit", "operation", "delivery"]
Forgetting = Literal["delete", "keep"]
Meaning = Literal["plain", "moment", "json", "yes_no"]


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a table holds of a person."""

    data: DataClass
    whose: str | None
    """The column that names the contact; None: it says nothing of one."""
    forget: Forgetting
    """What "forget me" does to a contact's rows."""
    inferred: bool = False
    """True: "forget my feelings" deletes them too."""
    exported: bool = True


def text(name: str, *, key: bool = False, null: bool = False, sealed: bool = False) -> Column[str]:
    """Text; `sealed` is encrypted at rest when there is a key: what people wrote and what was inferred, never ids."""
    return Column(name, Text, primary_key=key, nullable=null, info={"meaning": "plain", "sealed": sealed})


def moment(name: str, *, null: bool = False) -> Column[int]:
    """A moment in microseconds since 1970, UTC."""
    return Column(name, BigInteger, nullable=null, info={"meaning": "moment"})


def json(name: str, *, sealed: bool = False) -> Column[str]:
    """JSON as text."""
    return Column(name, Text, nullable=False, info={"meaning": "json", "sealed": sealed})


def count(name: str, *, null: bool = False) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=null, info={"meaning": "plain"})


def number(name: str, *, null: bool = False) -> Column[int]:
    """A position of another table, or any other large number."""
    return Column(name, BigInteger, nullable=null, info={"meaning": "plain"})


def yes_no(name: str) -> Column[int]:
    """0 or 1."""
    return Column(name, Integer, nullable=False, info={"meaning": "yes_no"})


def place(name: str = "position") -> Column[int]:
    """A number given by the database, from 1."""
    wide = BigInteger().with_variant(Integer, "sqlite")
    return Column(name, wide, primary_key=True, autoincrement=True, info={"meaning": "plain"})


METADATA = MetaData()


def _table(name: str, privacy: Privacy, *parts: Any) -> Table:
    return Table(name, METADATA, *parts, info={"privacy": privacy}, sqlite_autoincrement=name in ("events", "outbox"))


INBOXES = _table(
    "inboxes", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("name", sealed=True), text("channel"),
    json("origins"), text("identity"),
)  # fmt: skip
AGENTS = _table(
    "agents", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("name", sealed=True),
)  # fmt: skip
CONTACTS = _table(
    "contacts", Privacy("identity", "id", "delete"),
    text("id", key=True), moment("created_at"), text("external_id", null=True), text("name", null=True, sealed=True),
    text("email", null=True, sealed=True), text("phone", null=True, sealed=True), text("language", null=True),
    json("attributes", sealed=True), yes_no("read"), Index("contacts_by_external_id", "external_id", unique=True),
)  # fmt: skip
CONSENTS = _table(
    "consents", Privacy("consent", "contact_id", "delete"),
    text("id", key=True), text("contact_id"), text("purpose"), yes_no("given"), moment("at"),
    text("source", sealed=True), text("wording", sealed=True), text("locale"), text("proof", null=True, sealed=True),
    Index("consents_by_contact", "contact_id", "purpose", "at"),
)  # fmt: skip
CONVERSATIONS = _table(
    "conversations", Privacy("event", "contact_id", "delete"),
    text("id", key=True), text("inbox_id"), text("contact_id"), moment("started_at"), moment("last_at"),
    text("state"), count("priority"), count("messages"), text("agent_id", null=True), yes_no("guarded"),
    json("hidden_from"), text("session_id", null=True),
    moment("waiting_since", null=True),
    json("tags"), yes_no("snoozed"), moment("snoozed_until", null=True), text("merged_into", null=True),
    text("first_inbox_id", null=True),
    Index("conversations_by_contact", "contact_id"), Index("conversations_by_last", "last_at"),
    Index("conversations_by_snoozed", "snoozed"), Index("conversations_by_merged", "merged_into"),
)  # fmt: skip
MESSAGES = _table(
    "messages", Privacy("words", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), count("number"), text("role"), moment("at"),
    text("text", sealed=True), text("clean", sealed=True), json("tokens", sealed=True), text("client_id", null=True),
    text("author", null=True), text("language"),
    Index("messages_in_order", "conversation_id", "number", unique=True),
    Index("messages_by_client_id", "conversation_id", "client_id", unique=True),
    Index("messages_by_contact", "contact_id"),
)  # fmt: skip
ATTACHMENTS = _table(
    "attachments", Privacy("words", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), moment("at"), text("name", sealed=True),
    text("media_type"), count("bytes"), text("sha256", sealed=True), text("role"), text("author", null=True),
    Index("attachments_by_conversation", "conversation_id", "id"), Index("attachments_by_contact", "contact_id"),
)  # fmt: skip
READINGS = _table(
    "readings", Privacy("inference", "contact_id", "delete", inferred=True),
    text("message_id", key=True), text("conversation_id"), text("contact_id"), moment("at"),
    json("reading", sealed=True),
    Index("readings_by_conversation", "conversation_id"), Index("readings_by_contact", "contact_id"),
)  # fmt: skip
DECISIONS = _table(
    "decisions", Privacy("inference", "contact_id", "delete", inferred=True),
    text("message_id", key=True), text("conversation_id"), text("contact_id"), moment("at"),
    json("decision", sealed=True),
    Index("decisions_by_conversation", "conversation_id"), Index("decisions_by_contact", "contact_id"),
)  # fmt: skip
COURSES = _table(
    "courses", Privacy("inference", "contact_id", "delete", inferred=True, exported=False),
    text("conversation_id", key=True), text("contact_id"), moment("at"), count("number"), json("course", sealed=True),
    Index("courses_by_contact", "contact_id"),
)  # fmt: skip
CORRECTIONS = _table(
    "corrections", Privacy("inference", "contact_id", "delete", inferred=True),
    text("id", key=True), text("message_id"), text("conversation_id"), text("contact_id"), text("by"), moment("at"),
    text("emotion", sealed=True),
    Index("corrections_by_contact", "contact_id"), Index("corrections_by_message", "message_id"),
)  # fmt: skip
RATINGS = _table(
    "ratings", Privacy("event", "contact_id", "delete"),
    text("conversation_id", key=True), text("contact_id"), moment("at"), count("csat"),
    text("comment", null=True, sealed=True), Index("ratings_by_contact", "contact_id"),
)  # fmt: skip
SEEN = _table(
    "seen", Privacy("event", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), text("who"), count("number"), moment("at"),
    Index("seen_by_conversation", "conversation_id"), Index("seen_by_contact", "contact_id"),
)  # fmt: skip
HAND_OVERS = _table(
    "hand_overs", Privacy("event", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), text("inbox_id"), text("state"), text("way"),
    moment("asked_at"), count("priority"), count("asks"), text("message_id", null=True), moment("told_at", null=True),
    text("told"), moment("joined_at", null=True), text("agent_id", null=True), moment("answered_at", null=True),
    text("channel", null=True), text("address", null=True, sealed=True), moment("callback_at", null=True),
    moment("resolved_at", null=True), moment("seen_at", null=True),
    Index("hand_overs_by_conversation", "conversation_id"), Index("hand_overs_by_contact", "contact_id"),
    Index("hand_overs_in_queue", "inbox_id", "state"),
)  # fmt: skip
PASSPORTS = _table(
    "passports", Privacy("words", "contact_id", "delete"),
    text("id", key=True), text("hand_over_id"), text("conversation_id"), text("contact_id"), text("section"),
    text("by"), moment("at"), text("text", sealed=True), text("message_id", null=True), text("edited_by", null=True),
    moment("edited_at", null=True), text("struck_by", null=True), moment("struck_at", null=True),
    Index("passports_by_conversation", "conversation_id"), Index("passports_by_contact", "contact_id"),
)  # fmt: skip
HOURS = _table(
    "hours", Privacy("operation", None, "keep"),
    text("inbox_id", key=True), text("time_zone"), json("week"), json("holidays"), text("country", null=True),
)  # fmt: skip
NOTES = _table(
    "notes", Privacy("words", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), text("by"), moment("at"),
    text("text", sealed=True),
    Index("notes_by_conversation", "conversation_id"), Index("notes_by_contact", "contact_id"),
)  # fmt: skip
TAGS = _table(
    "tags", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("name", sealed=True),
)  # fmt: skip
TAGGINGS = _table(
    "taggings", Privacy("event", "contact_id", "delete", exported=False),
    text("id", key=True), text("tag_id"), text("conversation_id"), text("contact_id"),
    Index("taggings_by_tag", "tag_id"), Index("taggings_by_contact", "contact_id"),
)  # fmt: skip
CANNED_REPLIES = _table(
    "canned_replies", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("name", sealed=True), text("language"),
    text("text", sealed=True), text("inbox_id", null=True),
)  # fmt: skip
MAILBOXES = _table(
    "mailboxes", Privacy("operation", None, "keep"),
    text("inbox_id", key=True), moment("set_at"), text("address", sealed=True), text("folder"),
    json("imap", sealed=True), json("smtp", sealed=True), number("validity", null=True), number("uid"),
    moment("looked_at", null=True), text("why"), count("passed"), count("unread"), text("unread_why"),
)  # fmt: skip
MAILS = _table(
    "mails", Privacy("words", "contact_id", "delete"),
    text("id", key=True), text("conversation_id"), text("contact_id"), text("inbox_id"), moment("at"), text("way"),
    text("state"), text("name", sealed=True), json("thread", sealed=True), text("subject", sealed=True),
    text("address", sealed=True), text("text", sealed=True), json("files"), count("number"),
    text("message_id", null=True), yes_no("automatic"), count("attempts"), moment("due", null=True), text("why"),
    Index("mails_by_conversation", "conversation_id", "id"), Index("mails_by_contact", "contact_id"),
    Index("mails_by_state", "state"),
)  # fmt: skip
MAILS_TAKEN = _table(
    "mails_taken", Privacy("operation", None, "keep"), text("id", key=True), moment("at"), text("mail_id"),
)  # fmt: skip
MAIL_ADDRESSES = _table(
    "mail_addresses", Privacy("identity", "contact_id", "delete", exported=False),
    text("id", key=True), text("contact_id"), Index("mail_addresses_by_contact", "contact_id"),
)  # fmt: skip
OWN_CRISIS_LINES = _table(
    "own_crisis_lines", Privacy("audit", None, "keep"),
    text("country", key=True), text("emergency"), json("crisis"), json("safety"), moment("at"), text("by"),
    moment("reviewed_at", null=True), text("reviewed_by", null=True),
)  # fmt: skip
OWN_RETENTION = _table(
    "own_retention", Privacy("audit", None, "keep"),
    text("id", key=True), count("inference"), count("words"), count("event"), count("operation"), count("delivery"),
    moment("at"), text("by"),
)  # fmt: skip
EVENTS = _table(
    "events", Privacy("event", "contact_id", "delete"),
    place(), moment("at"), text("kind"), text("conversation_id", null=True), text("contact_id", null=True),
    text("message_id", null=True), json("event"),
    Index("events_once", "message_id", "kind", unique=True),
    Index("events_by_conversation", "conversation_id", "position"), Index("events_by_contact", "contact_id"),
)  # fmt: skip
OUTBOX = _table(
    "outbox", Privacy("operation", "contact_id", "delete", exported=False),
    place(), text("topic"), text("contact_id", null=True), text("subject"), moment("due"),
    Index("outbox_by_due", "topic", "due"),
)  # fmt: skip
WEBHOOKS = _table(
    "webhooks", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("url", sealed=True), json("kinds"), json("secrets", sealed=True),
    number("told"), moment("ok_at", null=True), moment("stopped_at", null=True), text("stopped_why", null=True),
)  # fmt: skip
LANES = _table(
    "lanes", Privacy("operation", "contact_id", "delete", exported=False),
    text("id", key=True), text("endpoint_id"), text("contact_id", null=True), text("conversation_id", null=True),
    number("told"), moment("since"), moment("due"), count("failures"),
    Index("lanes_by_endpoint", "endpoint_id"), Index("lanes_by_contact", "contact_id"),
)  # fmt: skip
DELIVERIES = _table(
    "deliveries", Privacy("delivery", "contact_id", "delete", exported=False),
    place(), moment("at"), text("endpoint_id"), number("event"), text("kind"), text("contact_id", null=True),
    text("conversation_id", null=True), count("attempt"), count("status", null=True), text("why"),
    count("milliseconds"),
    Index("deliveries_by_endpoint", "endpoint_id", "position"), Index("deliveries_by_contact", "contact_id"),
)  # fmt: skip
LEASES = _table(
    "leases", Privacy("operation", None, "keep"),
    text("name", key=True), text("holder"), moment("until"),
)  # fmt: skip
ERASURES = _table(
    "erasures", Privacy("audit", None, "keep"),
    text("id", key=True), text("contact_id"), text("what"), moment("at"), moment("done_at", null=True),
)  # fmt: skip
MADE = _table(
    "made", Privacy("operation", "contact_id", "delete", exported=False),
    text("id", key=True), text("digest"), text("kind"), text("made_id"), moment("at"), text("contact_id", null=True),
    Index("made_by_contact", "contact_id"),
)  # fmt: skip
AUDIT = _table(
    "audit", Privacy("audit", None, "keep"),
    place(), moment("at"), text("actor"), text("action"), text("object"), json("detail"), text("before"), text("hash"),
    Index("audit_by_object", "object"),
)  # fmt: skip
ACCOUNTS = _table(
    "accounts", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("email"), text("name", sealed=True), json("roles"),
    json("inboxes"), json("rights"), text("password", null=True, sealed=True),
    text("totp", null=True, sealed=True), number("totp_step"), text("subject", null=True),
    moment("closed_at", null=True), json("skills"),
    Index("accounts_by_email", "email", unique=True), Index("accounts_by_subject", "subject", unique=True),
)  # fmt: skip
SESSIONS = _table(
    "sessions", Privacy("operation", "contact_id", "delete", exported=False),
    text("id", key=True), moment("created_at"), moment("ends_at"), text("digest"), text("account_id", null=True),
    text("contact_id", null=True), moment("revoked_at", null=True), text("inbox_id", null=True),
    text("origin", null=True), yes_no("vouched"),
    Index("sessions_by_account", "account_id"), Index("sessions_by_contact", "contact_id"),
)  # fmt: skip
INVITATIONS = _table(
    "invitations", Privacy("operation", None, "keep"),
    text("id", key=True), text("account_id"), moment("created_at"), moment("ends_at"), text("digest"),
    moment("used_at", null=True), yes_no("recovery"), Index("invitations_by_account", "account_id"),
)  # fmt: skip
IDENTITY_PROVIDERS = _table(
    "identity_providers", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("issuer"), text("client_id"),
    text("client_secret", null=True, sealed=True), yes_no("only"),
)  # fmt: skip
SECRETS = _table("secrets", Privacy("operation", None, "keep"), text("name", key=True), text("secret", sealed=True))
KEYS = _table(
    "keys", Privacy("operation", None, "keep"),
    text("id", key=True), moment("created_at"), text("name", sealed=True), text("digest"), json("scopes"),
    moment("revoked_at", null=True),
)  # fmt: skip
