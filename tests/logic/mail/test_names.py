"""Our Message-IDs are known again, and nobody can make one up."""

from __future__ import annotations

import pytest

from warmline.logic.mail.names import mail_name, names_in, own_names

SECRET, OWN = b"s" * 32, "01a20728-23c7-7168-96c4-00ebf624b23a"
NAME = mail_name(SECRET, "in", "message", OWN, "care@Shop.example")


def test_a_name_is_always_the_same_and_known_again() -> None:
    assert mail_name(SECRET, "in", "message", OWN, "care@shop.example") == NAME
    assert NAME.endswith("@shop.example>")
    talk = mail_name(SECRET, "in", "conversation", OWN, "care@shop.example")
    assert own_names(SECRET, "in", [talk, "<x@y>", NAME]) == [("message", OWN), ("conversation", OWN)]
    assert (
        own_names(SECRET, "in", [NAME.upper(), NAME.replace("shop.example", "relay.example")]) == [("message", OWN)] * 2
    )


@pytest.mark.parametrize(
    "forged",
    [
        NAME.replace("<m.", "<c."), NAME.replace(OWN, OWN[:-1] + "b"), NAME.replace("@", "a@", 1), f" {NAME}",
        NAME.replace(NAME[-20], "2" if NAME[-20] != "2" else "3", 1), "<m.1." + "a" * 26 + "@shop.example>", "", "<>",
    ],
)  # fmt: skip
def test_what_was_changed_is_none_of_ours(forged: str) -> None:
    assert own_names(SECRET, "in", [forged]) == []


def test_a_name_of_another_inbox_or_tenant_is_none_of_ours() -> None:
    assert own_names(SECRET, "other", [NAME]) == own_names(b"t" * 32, "in", [NAME]) == []


def test_names_in_a_header() -> None:
    assert names_in("<a@b> text <c@d>\t<e f@g> <<h@i>> <" + "x" * 400 + "@y>") == ("<a@b>", "<c@d>", "<h@i>")
    assert len(names_in("<a@b>" * 1000)) == 50
