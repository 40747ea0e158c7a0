"""Which letters nobody wrote: answered, two machines would write to each other for ever (RFC 3834)."""

from __future__ import annotations

from collections.abc import Mapping

from warmline.domain.mail import MailKind

_DAEMONS = frozenset(("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "bounce", "bounces"))
_UNANSWERED = frozenset(("noreply", "no-reply", "donotreply", "do-not-reply", "no.reply", "nicht-antworten"))
_BULK = frozenset(("bulk", "junk", "list", "auto_reply", "auto-reply"))
_SIGNS = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-reply", "x-autorespons")
"""Headers that stand in such letters alone."""


def kind_of(headers: Mapping[str, str], content_type: str, sender: str, named_apart: bool) -> MailKind:
    """Whether a person wrote a letter, by its headers (in lower case) and the address that wants an answer.

    A form on a page is a machine that writes for a person: it names whom to answer apart from who sent it.
    """
    if _is_returned(headers, content_type, sender):
        return "returned"
    submitted = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    if submitted != "no" and not (submitted == "auto-generated" and named_apart):
        return "automatic"
    bulk = headers.get("precedence", "").strip().lower() in _BULK
    suppressed = any(sign in headers.get("x-auto-response-suppress", "").lower() for sign in ("all", "autoreply"))
    if bulk or suppressed or any(sign in headers for sign in _SIGNS) or headers.get("return-path", "").strip() == "<>":
        return "automatic"
    return "automatic" if sender.partition("@")[0] in _UNANSWERED else "person"


def _is_returned(headers: Mapping[str, str], content_type: str, sender: str) -> bool:
    """A report of what became of a letter (RFC 3464), or what is left of one: from the mail system itself."""
    if content_type == "multipart/report" and "delivery-status" in headers.get("content-type", "").lower():
        return True
    return sender.partition("@")[0] in _DAEMONS or ("x-failed-recipients" in headers and not sender)
