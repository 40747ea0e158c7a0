"""How tags and replies that are ready are called, and what may stand in a reply."""

from __future__ import annotations

import pytest

from warmline.domain.errors import UnreadableInput
from warmline.logic.desk.names import check_places, reply_name, tag_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Late", "late"), ("  LATE   parcel ", "late parcel"), ("Straße", "strasse"), ("ＶＩＰ", "vip"),
        ("Rückruf", "rückruf"), ("İ", "i̇"), ("a" * 30, "a" * 30), ("late\tparcel", "late parcel"),
    ],
)  # fmt: skip
def test_ways_to_write_a_tag_are_the_same(given: str, name: str) -> None:
    assert tag_name(given) == name == tag_name(name)


@pytest.mark.parametrize("given", ["", " ", "a" * 31, "a\u202eb", "a\x00b", "ß" * 16])
def test_no_tag(given: str) -> None:
    with pytest.raises(UnreadableInput):
        tag_name(given)


@pytest.mark.parametrize("given", ["two words", "a/b", ""])
def test_a_reply_is_called_by_one_word(given: str) -> None:
    with pytest.raises(UnreadableInput):
        reply_name(given)
    assert reply_name("Rückruf") == "rückruf"


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Hello {name}, I am {agent}.", True), ("plain", True), ("{name}{name}", True), ("{Name}", False),
        ("{ name }", False), ("{order}", False), ("{}", False), ("{", False), ("a } b", False), ("{{name}}", False),
        ("{name.__class__}", False),
    ],
)  # fmt: skip
def test_what_may_stand_in_braces(text: str, fine: bool) -> None:
    if fine:
        check_places(text)
        return
    with pytest.raises(UnreadableInput, match=r"only \{name\} and \{agent\}"):
        check_places(text)
