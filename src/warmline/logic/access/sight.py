"""Whose data somebody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from warmline.domain.account import Account
from warmline.domain.conversation import Conversation
from warmline.domain.people import AgentId, ContactId, InboxId

Reach = Literal["own", "mine", "groups", "tenant"]
REACHES: tuple[Reach, ...] = get_args(Reach)
"""From narrow to wide: a customer's own; what an agent answers or could take; whole inboxes; all."""


SAFETY = "safety"
"""The skill to answer people in danger, and children."""


def is_trained(account: Account) -> bool:
    """Whether they answer people in danger, and are still there."""
    return SAFETY in account.skills and account.closed_at is None


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees, and from where."""

    reach: Reach
    agent_id: AgentId | None = None
    inboxes: tuple[InboxId, ...] = ()
    contact_id: ContactId | None = None
    session_id: str | None = None
    skills: tuple[str, ...] = ()

    def sees_inbox(self, inbox_id: InboxId) -> bool:
        """Whether they answer it, lead it or, as a customer, write to it."""
        return self.reach == "tenant" or inbox_id in self.inboxes

    def sees(self, talk: Conversation) -> bool:
        """Whether a conversation is theirs to see."""
        match self.reach:
            case "own":
                return self._own(talk)
            case "mine":
                return self._led(talk) and talk.agent_id in (None, self.agent_id)
            case "groups":
                return self._led(talk)
        return True

    def shown(self, talk: Conversation) -> Conversation:
        """The conversation as they are shown it: what people who answer keep for each other is not for the contact."""
        if self.reach != "own":
            return talk
        own = replace(talk, inbox_id=talk.entrance, first_inbox_id=None)
        return replace(own, tags=(), snoozed=False, snoozed_until=None)

    def needs_training(self, talk: Conversation) -> bool:
        """Whether it is for people who are trained for it, and they are none: a guarded one that nobody has yet."""
        return self.reach == "mine" and talk.guarded and talk.agent_id is None and SAFETY not in self.skills

    def _own(self, talk: Conversation) -> bool:
        """A guarded one on the device alone it goes on at: somebody else may hold the others."""
        here = not talk.guarded or talk.session_id == self.session_id
        return talk.contact_id == self.contact_id and talk.entrance in self.inboxes and here

    def _led(self, talk: Conversation) -> bool:
        """In one of their inboxes, and not hidden from them by whom it is about."""
        return talk.inbox_id in self.inboxes and self.agent_id not in talk.hidden_from
