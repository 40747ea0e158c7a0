"""Something was said to a customer who writes by mail: a letter is owed."""

from __future__ import annotations

from datetime import datetime

from warmline.care.fence import whole
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import Errand
from warmline.domain.mail import Mailbox
from warmline.ports import Ledger


def owe_letter(ledger: Ledger, talk: Conversation, at: datetime) -> None:
    """The errand to write it, in the transaction in which it was said; none where nobody writes by mail."""
    if whole(ledger).find(Mailbox, talk.entrance):
        ledger.add(Errand("mail", talk.id, at, talk.contact_id))
