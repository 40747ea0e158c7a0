"""How the customer sees what happened (Smith & Ellsworth 1985), and what the customer needs, from phrases."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import cast, get_args

from warmline.domain.emotion import Appraisal, Need, Responsible, Span
from warmline.domain.policy import AppraisalPolicy
from warmline.domain.prepared import Words
from warmline.logic.emotion.clauses import clauses_of
from warmline.logic.emotion.phrases import Hit

_NEEDS: tuple[Need, ...] = get_args(Need)
_RESPONSIBLE: tuple[Responsible, ...] = ("customer", "nobody", "third_party", "company")
"""Who is named most seldom comes first: who blames another often mentions the company too."""
DETAILS = ("goal", "responsible", "certainty", "controllability")
"""What is said of an event."""
_NOTHING = Appraisal()


def needs_of(hits: Sequence[Hit]) -> tuple[Need, ...]:
    """The needs that were found, in the order of the vocabulary."""
    found = {hit.kind for hit in hits if hit.kind.startswith("need.")}
    return tuple([need for need in _NEEDS if f"need.{need}" in found]) if found else ()


def appraise(hits: Sequence[Hit], words: Words, policy: AppraisalPolicy) -> Appraisal:
    """What happened, who is responsible, how sure and how changeable it is, and what is blocked.

    The event is the clause of its first sign, the goal what follows its first sign. Where nothing happened there
    is nothing else to say; what happened is certain unless it is doubted; what else has no sign is unknown.
    """
    event = _event(hits, words, policy.longest)
    if event is None:
        return _NOTHING
    found = {hit.kind for hit in hits}
    responsible = [name for name in _RESPONSIBLE if f"responsible.{name}" in found]
    return Appraisal(
        event=event,
        responsible=responsible[0] if responsible else "unknown",
        certainty=policy.low if "certainty.low" in found else policy.high,
        controllability=_controllability(found, policy),
        goal=_goal(hits, words, policy.longest),
    )


def _controllability(found: set[str], policy: AppraisalPolicy) -> float | None:
    """That it cannot be changed outweighs what is asked for beside it."""
    if "controllability.low" in found:
        return policy.low
    return policy.high if "controllability.high" in found else None


def _event(hits: Sequence[Hit], words: Words, longest: int) -> Span | None:
    signs = sorted((hit for hit in hits if hit.kind == "event"), key=lambda hit: (hit.first, -hit.last))
    if not signs:
        return None
    turns = {index for hit in hits if hit.kind == "cue.contrast" for index in range(hit.first, hit.last + 1)}
    clauses = clauses_of(words, turns)
    first, last = signs[0].first, signs[0].last
    while first > 0 and last - first + 1 < longest and _joins(words, clauses, first - 1, first, turns):
        first -= 1
    while last + 1 < len(clauses) and last - first + 1 < longest and _joins(words, clauses, last + 1, last, turns):
        last += 1
    return _span(words, first, last)


def _goal(hits: Sequence[Hit], words: Words, longest: int) -> Span | None:
    signs = sorted((hit for hit in hits if hit.kind == "goal"), key=lambda hit: (hit.first, -hit.last))
    clauses = clauses_of(words, set()) if signs else []
    for sign in signs:
        first, last = sign.last + 1, sign.last
        while last + 1 < len(clauses) and last - sign.last < longest and _joins(words, clauses, last + 1, sign.last):
            last += 1
        if last >= first:
            return _span(words, first, last)
    return None


def _joins(words: Words, clauses: Sequence[int], index: int, beside: int, turns: Container[int] = ()) -> bool:
    """Whether a word goes on the clause of the one beside it; one of `turns`, a "but", belongs to neither."""
    return clauses[index] == clauses[beside] and words.kinds[index] != "stop" and index not in turns


def _span(words: Words, first: int, last: int) -> Span:
    start, end = words.starts[first], words.ends[last]
    return Span(start, end, words.text[start:end])


def known_kinds() -> frozenset[str]:
    """Every kind of phrase that an appraisal is made of."""
    levels = ("certainty.low", "controllability.high", "controllability.low")
    blamed = (f"responsible.{name}" for name in _RESPONSIBLE)
    return frozenset(("event", "goal", *levels, *blamed, *(f"need.{cast(str, need)}" for need in _NEEDS)))
