"""Sentences about the other gender."""

import pytest

from lab.counterpart import of_other_gender


@pytest.mark.parametrize(
    "text, other",
    [
        ("My husband is a nurse.", "My wife is a nurse."),
        ("SHE told him. He's late.", "HE told her. She's late."),
        ("I gave it to her.", "I gave it to him."),
        ("her parcel, not his", "his parcel, not her"),
        ("I saw her at the shop", "I saw him at the shop"),
        ("Mr Lee and Mrs Lee", "Mrs Lee and Mr Lee"),
        ("Where is my order?", "Where is my order?"),
        ("", ""),
    ],
)
def test_of_other_gender(text: str, other: str) -> None:
    assert of_other_gender(text) == other
