import pytest

from warmline.adapters.policies import load_consent_policy
from warmline.domain.consent import AlwaysPhrase
from warmline.domain.emotion import LANGUAGES
from warmline.logic.always.calls import calls_for_person, fold_words

PHRASES = load_consent_policy().always.phrases
ONE = (AlwaysPhrase("en", "person", "a person, please"),)
TEXTS = [
    # text, whether it calls
    ("a person please", True),
    ("I said: A PERSON -- please!!", True),
    ("a per\u00adson please", True),
    ("a pe\u0301rson please", True),
    ("a person", False),
    ("a personal please", False),
    ("banana person please", False),
    ("please a person", False),
    ("", False),
    ("a_person_please", True),
]


@pytest.mark.parametrize("text, calls", TEXTS)
def test_whole_words_in_their_order(text: str, calls: bool) -> None:
    assert calls_for_person(text, ONE) is calls


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_phrase_is_found_in_any_case(language: str) -> None:
    own = [phrase.text for phrase in PHRASES if phrase.language == language]
    assert {phrase.kind for phrase in PHRASES if phrase.language == language} == {"person", "crisis", "safety"}
    assert len(own) == len({fold_words(text) for text in own}) >= 30
    for text in own:
        assert calls_for_person(f"… {text.upper()}!", PHRASES)
        assert calls_for_person(text.replace("'", "’"), PHRASES)
        assert 1 <= len(fold_words(text)) <= 6


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?", "Your agent was nice, thank you.", "This is the worst service ever!",
        "Die Person am Telefon war nett.", "Mi pedido no llegó.", "Le colis n'est pas arrivé.",
        "Il pacco non è arrivato.", "A encomenda não chegou.", "Mijn pakje is niet aangekomen.",
    ],
)  # fmt: skip
def test_nothing_else_is(text: str) -> None:
    assert not calls_for_person(text, PHRASES)
