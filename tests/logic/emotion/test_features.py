import pytest

from tests.hostile import BLNS, SMALL
from tests.logic.emotion.own import prepared
from warmline.domain.emotion import FAMILIES
from warmline.logic.emotion.features import (
    GRAM,
    NAMED,
    NAMED_ROWS,
    TABLE_BITS,
    WORD,
    named_features,
    negated_rows,
    pair_rows,
    word_rows,
)

PHRASES = (
    ("lexicon.satisfaction.strong", "happy"),
    ("lexicon.trouble.mild", "late"),
    ("cue.negation", "not"),
    ("cue.contrast", "but"),
    ("cue.urgency", "now"),
    ("cue.profanity", "damn"),
)
TABLE = 1 << TABLE_BITS


def named(text: str, language: str = "en") -> dict[str, tuple[float, int, int]]:
    names = {row: name for name, row in NAMED.items()}
    found = [
        (names[row], (value, *place))
        for row, value, *place in named_features(prepared(text, *PHRASES, language=language))
    ]
    return dict(found)


def test_a_words_pieces() -> None:
    assert [weight for _, weight in word_rows("en", "happy")] == [WORD] + [GRAM] * (5 + 4 + 3)
    assert len(word_rows("en", "ok")) == len(word_rows("en", "12,50")) == len(word_rows("en", "😡")) == 1
    assert len(word_rows("en", "a" * 500)) == len(word_rows("en", "a" * 40))


def test_the_same_word_in_another_language_has_other_rows() -> None:
    english, german = ({row for row, _ in word_rows(language, "total")} for language in ("en", "de"))
    assert not english & german


def test_a_row_does_not_change_from_run_to_run() -> None:
    assert word_rows("en", "happy")[0] == (181010, 1.0)
    assert word_rows("de", "grün")[0] == (145434, 1.0)


def test_named_rows_are_few_and_distinct() -> None:
    assert len(set(NAMED.values())) == len(NAMED) <= NAMED_ROWS
    assert set(NAMED.values()) == set(range(len(NAMED)))
    for family in FAMILIES[:-1]:
        assert {f"lexicon.{family}.{strength}" for strength in ("strong", "mild", "negated")} <= set(NAMED)


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("happy", {"lexicon.satisfaction.strong": (1.0, 0, 0)}),
        ("not happy", {"lexicon.satisfaction.negated": (1.0, 1, 1)}),
        ("late but happy", {"lexicon.trouble.mild": (0.3, 0, 0), "lexicon.satisfaction.strong": (1.0, 2, 2)}),
        ("parcel", {}),
        ("where is it?", {"question": (1.0, 3, 3)}),
        ("happy now now", {"lexicon.satisfaction.strong": (1.0, 0, 0), "urgency": (1.0, 1, 1)}),
        (
            "damn, happy!!",
            {"lexicon.satisfaction.strong": (1.0, 1, 1), "profanity": (1.0, 0, 0), "exclamation": (1.0, 2, 2)},
        ),
        ("", {}),
    ],
)
def test_named_features(text: str, wanted: dict[str, tuple[float, int, int]]) -> None:
    assert named(text) == wanted


def test_named_features_are_shared_by_languages_and_words_are_not() -> None:
    english, german = (prepared("not happy now!!", *PHRASES, language=language) for language in ("en", "de"))
    assert list(named_features(english)) == list(named_features(german))
    assert not set(pair_rows(english)) & set(pair_rows(german))
    assert english.negated
    assert not {row for row, _ in negated_rows(english)} & {row for row, _ in negated_rows(german)}


def test_a_negated_word_has_a_row_of_its_own() -> None:
    turn = prepared("not happy", *PHRASES)
    [(row, index)] = negated_rows(turn)
    assert index == 1
    assert row not in {own for word in turn.words.words for own, _ in word_rows("en", word)}


@pytest.mark.parametrize("text", [*SMALL, *BLNS, "not happy but late"], ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize("language", ["en", "und", "\ud800"], ids=ascii)
def test_rows_are_inside_the_table(text: str, language: str) -> None:
    turn = prepared(text, *PHRASES, language=language)
    hashed = [row for word in turn.words.words for row, _ in word_rows(language, word)]
    hashed += [*pair_rows(turn), *(row for row, _ in negated_rows(turn))]
    assert all(NAMED_ROWS <= row < TABLE for row in hashed)
    assert all(0 <= row < len(NAMED) for row, *_ in named_features(turn))
    assert len(pair_rows(turn)) == max(0, len(turn.words.words) - 1)
