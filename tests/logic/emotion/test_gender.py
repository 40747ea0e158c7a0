import pytest

from warmline.domain.emotion import LANGUAGES
from warmline.logic.emotion.gender import _ENDINGS, _SAME, of_one_gender, text_of_one_gender

PAIRS = [
    ("en", "He thanked his father, himself a policeman.", "She thanked her mother, herself a policewoman."),
    ("en", "Give it to him, sir!", "Give it to her, ma'am!"),
    ("en", "HE'S my uncle and he'll pay.", "SHE'S my aunt and she'll pay."),
    ("en", "Mr Bell, the boys are his.", "Mrs Bell, the girls are hers."),
    ("en", "hes a gentleman, sir", "shes a lady, maam"),
    ("de", "Mein Vater ist Techniker, er hilft ihm.", "Meine Mutter ist Technikerin, sie hilft ihr."),
    ("de", "Dieser Mann, der Verkäufer", "Diese Frau, die Verkäuferin"),
    ("de", "der Versicherungskaufmann und sein Freund", "die Versicherungskauffrau und sein Freund"),
    ("nl", "Hij is mijn broer", "Zij is mijn zus"),
    ("fr", "Il a vu mon frère", "Elle a vu mon sœur"),
    ("es", "Su hermano y él", "Su hermana y ella"),
    ("it", "Lui e il signor Neri", "Lei e il signora Neri"),
    ("pt", "Ele e o irmão dele", "Ela e o irmã dela"),
]


@pytest.mark.parametrize("language, one, other", PAIRS)
def test_either_gender_is_seen_alike(language: str, one: str, other: str) -> None:
    assert text_of_one_gender(one, language).lower() == text_of_one_gender(other, language).lower()


@pytest.mark.parametrize("text", ["", "The parcel is late!", "Hello, man!", "Hell, a shell \ud800", "12 \u200b ok"])
def test_what_has_no_gender_stays(text: str) -> None:
    assert text_of_one_gender(text) == text


@pytest.mark.parametrize("word", ["er", "ihn", "padre", "elle", "hij"])
def test_a_language_that_is_not_read_has_no_such_words(word: str) -> None:
    assert of_one_gender("und", word) == word


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_both_stands_for_itself(language: str) -> None:
    for word in {*_SAME[language], *_SAME[language].values()}:
        assert word == word.lower()
        once = of_one_gender(language, word)
        assert of_one_gender(language, once) == once
    for ending, other in _ENDINGS.get(language, ()):
        assert of_one_gender(language, f"abcdef{ending}") == of_one_gender(language, f"abcdef{other}")
