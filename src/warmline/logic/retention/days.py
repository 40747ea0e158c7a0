"""Whether a tenant may have its data kept for so long."""

from __future__ import annotations

from collections.abc import Mapping

KINDS = ("inference", "words", "event", "operation", "delivery")
"""Kinds of data that go by themselves, the shortest-lived of the case first."""


def why_not_kept(days: Mapping[str, int], bounds: Mapping[str, tuple[int, int]], now: Mapping[str, int]) -> str | None:
    """What of `days` is not allowed, and why, naming the kind first; None: all of it is. `now` always is."""
    for kind in KINDS:
        least, most = bounds.get(kind, (now[kind], now[kind]))
        if days[kind] != now[kind] and kind not in bounds:
            return f"{kind}: the policy sets no bounds for it, so that only the operator may change it"
        if days[kind] != now[kind] and not least <= days[kind] <= most:
            return f"{kind}: the policy allows {least} to {most} days"
    for shorter, longer in (("inference", "words"), ("words", "event")):
        if days[longer] and not 0 < days[shorter] <= days[longer]:
            return f"{shorter}: may not be kept longer than {longer}, {days[longer]} days"
    return None
