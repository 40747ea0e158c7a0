"""Who may do what: one table of operations and roles; what it does not name nobody may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from warmline.domain.account import Role
from warmline.domain.keeping import Scope
from warmline.logic.access.sight import REACHES, Reach


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do one thing, and with whose data."""

    scope: Scope | None = None
    """Which scope a key needs; None: no key may."""
    reach: Mapping[Role, Reach] = field(default_factory=dict)


def _may(scope: Scope | None = None, **reach: Reach) -> Permission:
    return Permission(scope, reach)  # type: ignore[arg-type]


_ANY_STAFF: dict[str, Reach] = dict.fromkeys(
    ("agent", "lead", "trainer", "designer", "privacy", "ethics", "admin"), "tenant"
)
_ANSWERS: dict[str, Reach] = {"agent": "mine", "lead": "groups"}
_TALKS: dict[str, Reach] = {**_ANSWERS, "customer": "own"}
_RIGHTS: dict[str, Reach] = {"privacy": "tenant", "customer": "own"}

PERMISSIONS: Mapping[str, Permission] = {
    # conversations: who answers sees own ones and those of their inboxes; nobody else of the company reads them
    "start_conversation": _may("write", **_TALKS),
    "list_conversations": _may("read", **_TALKS),
    "show_conversation": _may("read", **_TALKS),
    "hand_conversation_over": _may("write", **_TALKS),
    "show_handover": _may("read", **_TALKS),
    "ask_call_back": _may("write", customer="own"),
    "show_handover_passport": _may("read", **_TALKS),
    "edit_passport_entry": _may("write", **_TALKS),
    "add_passport_entry": _may("write", **_TALKS),
    "list_handovers": _may("read", **_ANSWERS),
    "show_wallboard": _may("read", lead="groups"),
    "show_hours": _may("read", admin="tenant", **_ANSWERS),
    "show_opening": _may("read", admin="tenant", **_ANSWERS),
    "edit_hours": _may("admin", admin="tenant", lead="groups"),
    "assign_conversation": _may("write", **_ANSWERS),
    "resolve_conversation": _may("write", **_ANSWERS),
    "rate_conversation": _may("write", customer="own"),
    "keep_message": _may("write", **_TALKS),
    "list_messages": _may("read", **_TALKS),
    "show_html": _may("read", **_TALKS),
    "add_attachment": _may("write", **_TALKS),
    "list_attachments": _may("read", **_TALKS),
    "link_attachment": _may("read", **_TALKS),
    "list_events": _may("read", **_ANSWERS),
    "list_letters": _may("read", **_ANSWERS),
    # what happens, on screens that are open
    "poll_live": _may("read", **_TALKS),
    "watch_live": _may("read", **_TALKS),
    "signal_typing": _may("write", **_TALKS),
    "signal_viewing": _may("write", **_ANSWERS),
    "mark_seen": _may("write", **_TALKS),
    "list_seen": _may("read", **_TALKS),
    # the desk
    "glance_conversations": _may("read", **_ANSWERS),
    "search_messages": _may("read", **_ANSWERS),
    "write_note": _may("write", **_ANSWERS),
    "list_notes": _may("read", **_ANSWERS),
    "delete_note": _may("write", **_ANSWERS),
    "list_tags": _may("read", **_ANSWERS),
    "tag_conversation": _may("write", **_ANSWERS),
    "untag_conversation": _may("write", **_ANSWERS),
    "snooze_conversation": _may("write", **_ANSWERS),
    "wake_conversation": _may("write", **_ANSWERS),
    "merge_conversation": _may("write", **_ANSWERS),
    "transfer_conversation": _may("write", **_ANSWERS),
    "list_all_takers": _may("read", agent="tenant", lead="tenant"),
    "list_canned_replies": _may("read", admin="tenant", **_ANSWERS),
    "make_canned_reply": _may("admin", admin="tenant", lead="groups"),
    "edit_canned_reply": _may("admin", admin="tenant", lead="groups"),
    "delete_canned_reply": _may("admin", admin="tenant", lead="groups"),
    # inferences: of customers only; there are none about anybody else
    "show_reading": _may("read", **_TALKS),
    "show_decision": _may("read", **_TALKS),
    "correct_reading": _may("write", **_TALKS),
    "read_text": _may("read", agent="tenant", lead="tenant", trainer="tenant", designer="tenant"),
    # contacts and what they have a right to
    "add_contact": _may("write", lead="tenant"),
    "list_contacts": _may("read", **_ANSWERS, privacy="tenant"),
    "show_contact": _may("read", **_ANSWERS, **_RIGHTS),
    "record_consent": _may("privacy", **_RIGHTS),
    "list_consents": _may("read", **_ANSWERS, **_RIGHTS),
    "show_standing": _may("read", **_ANSWERS, **_RIGHTS),
    "list_readings": _may("privacy", **_RIGHTS),
    "hide_conversation": _may("privacy", privacy="tenant"),
    "show_notice": _may("read", **_ANY_STAFF, customer="own"),
    "list_phrases": _may("read", **_ANY_STAFF, customer="own"),
    "list_wordings": _may("read", **_ANY_STAFF, customer="own"),
    "show_conversation_notice": _may("read", **_TALKS),
    "forget_contact": _may("privacy", **_RIGHTS),
    "list_erasures": _may("privacy", privacy="tenant"),
    "export_contact": _may("privacy", **_RIGHTS),
    "allow_reading": _may("privacy", **_RIGHTS),
    "list_audit": _may("privacy", privacy="tenant", ethics="tenant"),
    "verify_audit": _may("privacy", privacy="tenant", ethics="tenant"),
    # the house
    "list_crisis_lines": _may("privacy", admin="tenant", privacy="tenant"),
    "set_crisis_lines": _may("privacy", admin="tenant", privacy="tenant"),
    "drop_crisis_lines": _may("privacy", admin="tenant", privacy="tenant"),
    "show_retention": _may("privacy", admin="tenant", privacy="tenant"),
    "set_retention": _may("privacy", admin="tenant", privacy="tenant"),
    "drop_retention": _may("privacy", admin="tenant", privacy="tenant"),
    "list_agents": _may("read", **_ANY_STAFF),
    "add_agent": _may("admin", admin="tenant"),
    "list_inboxes": _may("read", **{**_ANY_STAFF, "agent": "mine", "lead": "groups"}),
    "make_inbox": _may("admin", admin="tenant"),
    "edit_inbox": _may("admin", admin="tenant"),
    "renew_inbox_secret": _may("admin", admin="tenant"),
    "show_mailbox": _may("admin", admin="tenant"),
    "edit_mailbox": _may("admin", admin="tenant"),
    "delete_mailbox": _may("admin", admin="tenant"),
    "check_mailbox": _may("admin", admin="tenant"),
    "list_keys": _may("admin", admin="tenant"),
    "make_key": _may("admin", admin="tenant"),
    "revoke_key": _may("admin", admin="tenant"),
    "list_webhooks": _may("admin", admin="tenant"),
    "make_webhook": _may("admin", admin="tenant"),
    "show_webhook": _may("admin", admin="tenant"),
    "change_webhook": _may("admin", admin="tenant"),
    "delete_webhook": _may("admin", admin="tenant"),
    "renew_secret": _may("admin", admin="tenant"),
    "list_deliveries": _may("admin", admin="tenant"),
    "replay_events": _may("admin", admin="tenant"),
    "ping_webhook": _may("admin", admin="tenant"),
    # who comes in by a page
    "leave_widget": _may(None, customer="own"),
    # who signs in
    "list_accounts": _may("admin", admin="tenant"),
    "add_account": _may("admin", admin="tenant"),
    "edit_account": _may("admin", admin="tenant"),
    "sign_account_out": _may("admin", admin="tenant"),
    "shut_account": _may("admin", admin="tenant"),
    "invite_account": _may("admin", admin="tenant"),
    "show_identity_provider": _may("admin", admin="tenant"),
    "set_identity_provider": _may("admin", admin="tenant"),
    "drop_identity_provider": _may("admin", admin="tenant"),
    "show_me": _may(None, **_ANY_STAFF),
    "list_sessions": _may(None, **_ANY_STAFF),
    "end_session": _may(None, **_ANY_STAFF),
    "begin_totp": _may(None, **_ANY_STAFF),
    "confirm_totp": _may(None, **_ANY_STAFF),
    "drop_totp": _may(None, **_ANY_STAFF),
}
OPEN = (
    "sign_in", "begin_sign_in", "finish_sign_in", "recover", "accept_invitation", "open_widget", "healthz", "readyz",
)  # fmt: skip
"""Operations that nobody has to be known for."""


def reach_of(operation: str, roles: Collection[Role], scopes: Collection[Scope]) -> Reach | None:
    """How far somebody's sight goes in an operation, by the widest of their roles; None: they may not do it."""
    permission = PERMISSIONS.get(operation, Permission())
    if "integration" in roles:
        has = permission.scope is not None and ("admin" in scopes or permission.scope in scopes)
        return "tenant" if has else None
    reaches = [permission.reach[role] for role in roles if role in permission.reach]
    return max(reaches, key=REACHES.index, default=None)
