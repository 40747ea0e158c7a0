"""Whether somebody waits for a person."""

from __future__ import annotations

from warmline.domain.hand_over import HandOver


def waits(own: HandOver | None) -> bool:
    """Whether nobody is there yet, or somebody who has not written; who took a call-back calls, which is not seen."""
    if own is None or own.state in ("none", "resolved"):
        return False
    return own.state != "joined" or (own.answered_at is None and own.callback_at is None)
