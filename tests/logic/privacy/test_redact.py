"""Tokens, the way back, disguises, the contact's own values."""

import pytest

from warmline.logic.privacy import Known, redact

ANNA = Known(
    names=("Anna-Maria Müller",),
    emails=("Anna.Mueller@Example.org",),
    phones=("+49 151 23456789", "0301234"),
    orders=("AB-1234/56",),
)


def test_the_same_words_get_the_same_token() -> None:
    redacted = redact("a@b.de, c@d.de, a@b.de")
    assert redacted.text == "[EMAIL_1], [EMAIL_2], [EMAIL_1]"
    assert redacted.restore("Dear [EMAIL_2], not [EMAIL_3]") == "Dear c@d.de, not [EMAIL_3]"


def test_tokens_that_the_text_holds_are_not_ours() -> None:
    text = "[EMAIL_1] [EMAIL_2] my password is [SECRET_1] a@b.de [[EMAIL_1]"
    redacted = redact(text)
    assert redacted.text == text.replace("a@b.de", "[EMAIL_3]")
    assert redacted.restore(redacted.text) == text


@pytest.mark.parametrize(
    "text, clean",
    [
        ("４５５６ ７３７５ ８６８９ ９８５５!", "[CARD_1]!"),
        ("x a\u200b@b\u00ad.com\u200b y", "x [EMAIL_1]\u200b y"),
        ("ｊａｎｅ＠ｓｈｏｐ．ｃｏｍ", "[EMAIL_1]"),
        ("jane@shop。com", "[EMAIL_1]"),
        ("tel ٠٦ ١٢ ٣٤ ٥٦ ٧٨", "tel [PHONE_1]"),
        ("+4\u202e9 30 90\u206018\u200f20", "[PHONE_1]"),
        ("mi contrasen\u0303a es verano\u0301", "mi contrasen\u0303a es [SECRET_1]"),
        ("4️⃣5️⃣5️⃣6️⃣ 7375 8689 9855", "[CARD_1]"),
        ("020‑7946–0958", "[PHONE_1]"),
        ("\ud800a@b.de\udfff", "\ud800[EMAIL_1]\udfff"),
        ("\0my password is \0hunter2", "\0my password is [SECRET_1]"),
    ],
)
def test_disguises_are_seen_through(text: str, clean: str) -> None:
    redacted = redact(text)
    assert redacted.text == clean
    assert redacted.restore(redacted.text) == text


def test_finds_that_overlap_become_one() -> None:
    assert redact("my password is 4556 7375 8689 9855").text == "my password is [CARD_1]"
    assert redact("password: jane@shop.com").text == "password: [EMAIL_1]"


@pytest.mark.parametrize(
    "text, clean",
    [
        ("ANNA-MARIA MULLER here", "[NAME_1] here"),
        ("anna maria mueller", "[NAME_1]"),
        ("annamaria  müller's", "[NAME_1]'s"),
        ("Anna wrote, Annabel did not", "[NAME_1] wrote, Annabel did not"),
        ("anna wrote to MÜLLER", "anna wrote to [NAME_1]"),
        ("anna.mueller @ example.org", "[EMAIL_1]"),
        ("0151-234 567 89", "[PHONE_1]"),
        ("0049 (0)151 23456789", "[PHONE_1]"),
        ("it is 15123456789 there", "it is [PHONE_1] there"),
        ("local 30 1234", "local [PHONE_1]"),
        ("order ab 1234 56 is late", "order [ORDER_1] is late"),
        ("xab123456", "xab123456"),
    ],
)
def test_the_contacts_own_values_are_found_in_any_spelling(text: str, clean: str) -> None:
    assert redact(text, ANNA).text == clean


def test_values_too_short_to_mean_somebody_are_passed_over() -> None:
    assert redact("a 12 x", Known(("a", ""), ("x",), ("12", ""), ("12",))).text == "a 12 x"


def test_nothing_known_is_shown() -> None:
    shown = repr(ANNA) + repr(redact("a@b.de"))
    assert "Anna" not in shown
    assert "a@b.de" not in shown


def test_spans_travel_both_ways() -> None:
    text = "Hi, a@b.com is mine, c@d.com too"
    redacted = redact(text)
    mine, clean = text.index("mine"), redacted.text.index("mine")

    assert redacted.to_clean(mine, mine + 4) == (clean, clean + 4)
    assert redacted.to_original(clean, clean + 4) == (mine, mine + 4)
    assert redacted.to_clean(0, 2) == (0, 2)
    assert redacted.to_clean(5, 6) == (4, 13)
    assert redacted.to_original(5, 6) == (4, 11)
    assert redacted.to_clean(4, 4) == (4, 4)
    assert redacted.to_clean(11, 11) == (13, 13)
    assert redacted.to_original(0, len(redacted.text)) == (0, len(text))
    assert redacted.to_clean(0, len(text)) == (0, len(redacted.text))
