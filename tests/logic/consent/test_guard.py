from dataclasses import replace
from datetime import UTC, datetime

import pytest

from warmline.adapters.policies import load_consent_policy
from warmline.domain.conversation import Conversation
from warmline.domain.decision import Decision, Reason
from warmline.domain.emotion import LANGUAGES
from warmline.domain.message import ConversationId
from warmline.domain.people import AgentId, ContactId, InboxId, Purpose
from warmline.logic.consent.guard import guards, may_contact
from warmline.logic.consent.telling import in_language, notice_of, shown_now

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TALK = Conversation(ConversationId("t"), InboxId("i"), ContactId("anna"), NOW, NOW)
SAM = AgentId("sam")
POLICY = load_consent_policy()


@pytest.mark.parametrize("rule, guarded", [("safety", True), ("minor", True), ("crisis", False), ("angry", False)])
def test_what_guards_a_conversation(rule: str, guarded: bool) -> None:
    assert guards(Decision("hand_over", (Reason("with_person", ""), Reason(rule, "")))) is guarded


@pytest.mark.parametrize(
    "talk, elsewhere",
    [(TALK, True), (replace(TALK, guarded=True), False), (replace(TALK, hidden_from=(SAM,)), False)],
)
def test_nothing_goes_to_another_place(talk: Conversation, elsewhere: bool) -> None:
    assert may_contact(talk, same_place=True)
    assert may_contact(talk, same_place=False) is elsewhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words(language: str) -> None:
    notice, missing = in_language(POLICY.notices, language)
    assert (notice.language, missing) == (language, None)
    texts = {notice_of(notice, joined, read) for joined in (True, False) for read in (True, False)}
    assert len(texts) == 4
    assert [each.purpose for each in shown_now(POLICY, language)] == list(Purpose)


def test_in_a_missing_language_it_is_english_and_says_so() -> None:
    notice, missing = in_language(POLICY.notices, "sv")
    assert (notice.language, missing) == ("en", "sv")
