"""What is worth asking before going on, when what the models, the words and the cues say does not fit together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warmline.domain.emotion import NEGATIVE, POSITIVE, SIDES, Appraisal, Ask, Need
from warmline.domain.prepared import Prepared


def what_to_ask(
    turn: Prepared,
    votes: Sequence[Sequence[float]],
    needs: Sequence[Need],
    appraisal: Appraisal,
    abstained: bool,
    why: Mapping[str, str],
) -> Ask | None:
    """The question worth asking, if any.

    `votes` are the care families by the reading and by each model alone. About the emotion, when pleasant stands
    against unpleasant; about the event or the need, when somebody is surely upset and does not say of what or what for.
    """
    sides = {SIDES[vote.index(max(vote))] for vote in votes if vote}
    if sides | _said(turn) >= {1, -1}:
        return Ask("emotion", why["emotion"])
    if abstained or sides != {-1} or needs:
        return None
    return Ask("event", why["event"]) if appraisal.event is None else Ask("need", why["need"])


def _said(turn: Prepared) -> set[int]:
    """The side of the strong feeling words, unless a "but" outweighs them; sarcasm speaks for neither."""
    if not turn.signs.feelings or any(cue.kind == "sarcasm" for cue in turn.signs.cues):
        return set()
    strong = [feeling for feeling in turn.signs.feelings if feeling.strength == "strong" and not feeling.outweighed]
    sides = {
        1 if feeling.family in POSITIVE else -1
        for feeling in strong
        if feeling.family in POSITIVE | NEGATIVE and not feeling.negated
    }
    return sides if len(sides) == 1 else set()
