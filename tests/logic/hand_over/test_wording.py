from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.logic.hand_over.test_steps import NOW, hand_over
from warmline.adapters.policies import load_hand_over_policy
from warmline.domain.emotion import LANGUAGES
from warmline.domain.errors import UnreadableInput
from warmline.domain.hand_over import CrisisLines, Hours
from warmline.domain.message import CleanText, ConversationId, Message, MessageId, Role
from warmline.domain.people import AgentId, ContactId, InboxId
from warmline.logic.hand_over.address import as_address, dialled_country
from warmline.logic.hand_over.unhelpful import unhelpful_in_a_row
from warmline.logic.hand_over.wording import TOLD, country_of, fill, help_text, language_of, moment_in, which

POLICY = load_hand_over_policy()
HOURS = Hours(InboxId("in"), "Europe/Berlin", ((("09:00", "17:00"),),) * 7)


@pytest.mark.parametrize(
    "more, place, open_now, opens, name",
    [
        ({}, 1, True, False, "next"),
        ({}, 2, True, False, "queued"),
        ({}, 1, False, True, "closed"),
        ({}, 2, False, False, "no_hours"),
        ({"state": "callback", "channel": "phone"}, 0, True, False, "phone_open"),
        ({"state": "callback", "channel": "email"}, 0, False, True, "email_closed"),
        ({"state": "callback", "channel": "email"}, 0, False, False, "email_no_hours"),
        ({"state": "joined", "agent_id": AgentId("sam")}, 0, False, True, "joined"),
        ({"state": "joined"}, 0, True, False, "joined_unnamed"),
        ({"state": "resolved"}, 0, False, True, "resolved"),
    ],
)
def test_what_there_is_to_tell(more: Any, place: int, open_now: bool, opens: bool, name: str) -> None:
    assert which(hand_over(**more), place, open_now, NOW if opens else None) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_everything_and_never_why(language: str) -> None:
    words = POLICY.words[language]
    texts = [fill(words, name, 3, NOW, HOURS, "Sam") for name in TOLD if name != "help"]
    assert len(set(texts)) == len(texts)
    assert "3" in fill(words, "queued", 3, None, None, "")
    assert "Sam" in fill(words, "joined", 0, None, None, "Sam")
    for text in texts:
        assert not any(each in text for each in "{}")
        assert not any(each in text.lower() for each in ("crisis", "krise", "suici", "suizid", "safety", "abuse"))
    assert "10:00" in fill(words, "closed", 0, NOW, HOURS, "")


def test_a_moment_is_told_by_the_clock_of_the_inbox() -> None:
    assert moment_in(POLICY.words["en"], NOW, "Europe/Berlin") == "Monday, 23 November, 10:00 (Europe/Berlin)"
    assert (
        moment_in(POLICY.words["de"], NOW, "America/New_York") == "Montag, 23. November, 04:00 Uhr (America/New_York)"
    )


def test_their_own_language_counts_first_then_that_of_their_words() -> None:
    assert language_of(LANGUAGES, "de", "fr") == "de"
    assert language_of(LANGUAGES, None, "", "fr") == "fr"
    assert language_of(LANGUAGES, "sv", "it") == "it"
    assert language_of(LANGUAGES, "sv", None) == "en"


def test_whom_to_call_is_told_once_somebody_has_reviewed_it() -> None:
    assert not any(lines.reviewed for lines in POLICY.crisis.values())
    lines = CrisisLines(True, "112", ("Line 116 123",), ())
    assert "116 123" in (help_text(POLICY.words["en"], lines, "crisis") or "")
    assert help_text(POLICY.words["en"], lines, "safety") is None
    assert help_text(POLICY.words["en"], CrisisLines(False, "112", ("Line 116 123",), ()), "crisis") is None


@pytest.mark.parametrize(
    "attributes, phone, default, country",
    [
        ({"country": "nl"}, "+4930123456", "US", "NL"),
        ({}, "+4930123456", "US", "DE"),
        ({"country": "Nederland"}, None, "US", "US"),
        ({}, "nothing", None, None),
    ],
)
def test_where_the_customer_is(attributes: Any, phone: str | None, default: str | None, country: str | None) -> None:
    assert country_of(attributes, dialled_country(phone), default) == country


@pytest.mark.parametrize(
    "channel, given, country, kept",
    [
        ("phone", "+49 30 901820", None, "+4930901820"),
        ("phone", "030 901820", "DE", "+4930901820"),
        ("phone", "(415) 555-2671", "US", "+14155552671"),
        ("email", " anna.berger@mail.example.org ", None, "anna.berger@mail.example.org"),
    ],
)
def test_addresses(channel: Any, given: str, country: str | None, kept: str) -> None:
    assert as_address(channel, given, country) == kept


@pytest.mark.parametrize(
    "channel, given",
    [
        ("phone", "030 901820"), ("phone", "12"), ("phone", "call me"), ("phone", "+49 1"), ("email", "anna"),
        ("email", "anna@"), ("email", "a b@c.de"), ("email", "a@b"), ("email", "a@b.de\nBcc: x@y.de"),
        ("email", "<a@b.de>"), ("email", "a,b@c.de"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_saying_it_again(channel: Any, given: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        as_address(channel, given, None)
    assert given not in str(refused.value)


def messages(*said: tuple[Role, str]) -> list[Message]:
    return [
        Message(
            MessageId(str(number)), ConversationId("t"), ContactId("anna"), number, role,
            NOW + timedelta(minutes=number), text, CleanText(text), client_id="warmline:1" if text == "TOLD" else None,
        )
        for number, (role, text) in enumerate(said, 1)
    ]  # fmt: skip


C, B, A = Role.CUSTOMER, Role.BOT, Role.AGENT
WHERE, AGAIN = "Where is my parcel?", "so where is my parcel??"


@pytest.mark.parametrize(
    "said, rated, count",
    [
        ([(C, WHERE)], None, 0),
        ([(C, WHERE), (C, AGAIN), (C, WHERE)], None, 0),  # nobody answered: nothing did not help
        ([(C, WHERE), (B, "It comes."), (C, AGAIN)], None, 1),
        ([(C, WHERE), (B, "It comes."), (C, AGAIN), (B, "Soon."), (C, WHERE)], None, 2),
        ([(C, WHERE), (B, "It comes."), (C, AGAIN), (B, "Soon."), (C, "Thank you!")], None, 0),
        ([(C, WHERE), (B, "It comes."), (C, AGAIN), (A, "I am Sam."), (C, WHERE)], None, 0),
        ([(C, WHERE), (B, "TOLD"), (C, AGAIN), (B, "TOLD"), (C, WHERE)], None, 0),
        ([(C, WHERE), (B, "It comes.")], 9, 1),
        ([(C, WHERE), (B, "It comes."), (C, AGAIN), (B, "Soon.")], 9, 2),
        ([(C, WHERE), (B, "It comes."), (C, "Thank you!"), (B, "Welcome.")], 2.5, 0),
        ([(C, "Hello"), (B, "Hello"), (C, "Hello"), (B, "Hello"), (C, "Hello")], None, 0),
    ],
)
def test_answers_that_did_not_help(said: Any, rated: float | None, count: int) -> None:
    low_at = NOW + timedelta(minutes=rated) if rated else None
    assert unhelpful_in_a_row(messages(*said), low_at, POLICY.alike) == count
