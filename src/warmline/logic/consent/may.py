"""Whether something may be done."""

from __future__ import annotations

from warmline.domain.consent import ConsentPolicy, Standing
from warmline.domain.people import Consent, Purpose


def may(purpose: Purpose, standing: Standing, policy: ConsentPolicy) -> bool:
    """The contact's own answer where there is one, else what the policy says."""
    answer = standing.get(purpose)
    return policy.unsaid[purpose] if answer is None else answer.given


def knows_wording(answer: Consent, policy: ConsentPolicy) -> bool:
    """Whether the words that an answer names were ever shown; those shown elsewhere are not known here."""
    if answer.source.partition(":")[0].strip().casefold() not in policy.sources:
        return True
    shown = policy.wordings.get(answer.locale[:2], ())
    return (answer.purpose, answer.wording) in [(wording.purpose, wording.version) for wording in shown]
