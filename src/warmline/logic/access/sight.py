"""Whose data somebody sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from warmline.domain.conversation import Conversation
from warmline.domain.people import AgentId, ContactId, InboxId

Reach = Literal["own", "mine", "groups", "tenant"]
REACHES: tuple[Reach, ...] = get_args(Reach)
"""From narrow to wide: a customer's own; what an agent answers or could take; whole inboxes; all."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees, and from where."""

    reach: Reach
    agent_id: AgentId | None = None
    inboxes: tuple[InboxId, ...] = ()
    contact_id: ContactId | None = None

    def sees_inbox(self, inbox_id: InboxId) -> bool:
        """Whether they answer or lead it; a customer may write to any."""
        return self.reach in ("own", "tenant") or inbox_id in self.inboxes

    def sees(self, talk: Conversation) -> bool:
        """Whether a conversation is theirs to see."""
        match self.reach:
            case "own":
                return talk.contact_id == self.contact_id
            case "mine":
                return self._led(talk) and talk.agent_id in (None, self.agent_id)
            case "groups":
                return self._led(talk)
        return True

    def _led(self, talk: Conversation) -> bool:
        """In one of their inboxes, and not hidden from them by whom it is about."""
        return talk.inbox_id in self.inboxes and self.agent_id not in talk.hidden_from
