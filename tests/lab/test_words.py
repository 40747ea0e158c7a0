import tomllib
from pathlib import Path

from lab.datasets.shape import Example
from lab.words import own_words, write_own_words
from warmline.domain.emotion import LANGUAGES

EXAMPLES = [
    *[Example(f"the parcel no {letter}x", "en") for letter in "abcdefghijklmnopqrst"],
    *[Example(f"das Paket no {letter}y", "de") for letter in "abcdefghijklmnopqrst"],
    Example("the the the das das das", "nl"),
    Example("selten", "de"),
    *[Example("no", language) for language in LANGUAGES for _ in range(200)],
]


def test_frequent_words_of_one_language_alone() -> None:
    found = own_words(EXAMPLES)
    assert (found["en"], found["de"], found["nl"], found["pt"]) == (["parcel"], ["paket"], [], [])


def test_the_list_is_written_for_the_policies(tmp_path: Path) -> None:
    write_own_words(tmp_path / "words.toml", EXAMPLES)
    assert tomllib.loads((tmp_path / "words.toml").read_text(encoding="utf-8")) == own_words(EXAMPLES)
