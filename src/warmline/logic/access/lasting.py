"""How long somebody who came in may stay."""

from __future__ import annotations

from datetime import datetime

from warmline.domain.account import Session
from warmline.domain.people import Inbox


def is_over(session: Session, inbox: Inbox | None, now: datetime) -> bool:
    """Whether a session counts no more: its time, or what the inbox of a customer's asks for by now."""
    if session.revoked_at or session.ends_at <= now:
        return True
    if session.contact_id is None:
        return False
    return inbox is None or _elsewhere(session, inbox) or (inbox.identity == "signed" and not session.vouched)


def _elsewhere(session: Session, inbox: Inbox) -> bool:
    return session.origin is not None and session.origin not in inbox.origins
