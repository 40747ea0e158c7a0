"""What a conversation that may put somebody in danger does not allow."""

from __future__ import annotations

from warmline.domain.conversation import Conversation
from warmline.domain.decision import Decision

GUARDING = frozenset(("safety", "minor"))
"""Rules after which a conversation is guarded."""


def guards(decision: Decision) -> bool:
    """Whether the conversation is guarded from this decision on."""
    return any(reason.rule in GUARDING for reason in decision.reasons)


def may_contact(talk: Conversation, same_place: bool) -> bool:
    """Whether something may be sent: of a guarded or hidden conversation only to where the contact wrote from.

    Every way out asks this first: somebody else may read the other address, or hold the other device.
    """
    return same_place or not (talk.guarded or talk.hidden_from)
