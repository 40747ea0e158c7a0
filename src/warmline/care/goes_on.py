"""Where a conversation goes on."""

from __future__ import annotations

from warmline.domain.conversation import Conversation
from warmline.domain.message import ConversationId
from warmline.ports import Ledger


def goes_on_in(ledger: Ledger, conversation_id: ConversationId) -> Conversation:
    """The conversation, or the one it was merged into where that may be seen. Raises NotFound."""
    talk = ledger.get(Conversation, conversation_id)
    return (talk.merged_into and ledger.find(Conversation, talk.merged_into)) or talk
