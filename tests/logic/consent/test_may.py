from dataclasses import replace
from datetime import UTC, datetime

import pytest

from warmline.adapters.policies import load_consent_policy
from warmline.domain.people import Consent, ContactId, Purpose
from warmline.logic.consent.may import knows_wording, may

POLICY = load_consent_policy()
SAID = Consent(
    "c1", ContactId("anna"), Purpose.RESEARCH, True, datetime(2026, 11, 1, tzinfo=UTC), "widget", "2026-11", "de-DE"
)


@pytest.mark.parametrize("purpose", Purpose)
def test_an_answer_counts_more_than_the_default(purpose: Purpose) -> None:
    assert may(purpose, {}, POLICY) is may(purpose, {purpose: None}, POLICY) is (purpose in ("answer", "remember"))
    for given in (True, False):
        assert may(purpose, {purpose: replace(SAID, purpose=purpose, given=given)}, POLICY) is given


WORDINGS = [
    # source, wording, locale, whether it can be
    ("widget", "2026-11", "de-DE", True),
    ("Widget: checkout", "2026-11", "pt", True),
    ("widget", "2020-01", "de-DE", False),
    ("desk", "2026-11", "sv-SE", False),
    ("letter", "of May", "sv-SE", True),
]


@pytest.mark.parametrize("source, wording, locale, known", WORDINGS)
def test_words_of_ours_are_known(source: str, wording: str, locale: str, known: bool) -> None:
    assert knows_wording(replace(SAID, source=source, wording=wording, locale=locale), POLICY) is known
