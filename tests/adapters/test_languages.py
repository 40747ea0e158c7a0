import pytest

from tests.hostile import HOSTILE
from warmline.adapters.languages import FastTextDetector

SENTENCES = {
    "en": "I would like to know where my order is, it should have arrived last week.",
    "de": "Ich möchte gerne wissen, wo meine Bestellung bleibt, sie sollte letzte Woche kommen.",
    "nl": "Ik wil graag weten waar mijn bestelling blijft, die had vorige week moeten komen.",
    "fr": "Je voudrais savoir où est ma commande, elle devait arriver la semaine dernière.",
    "es": "Me gustaría saber dónde está mi pedido, debería haber llegado la semana pasada.",
    "it": "Vorrei sapere dov'è il mio ordine, sarebbe dovuto arrivare la settimana scorsa.",
    "pt": "Gostaria de saber onde está a minha encomenda, devia ter chegado na semana passada.",
    "ru": "Я хотел бы узнать, где мой заказ, он должен был прийти на прошлой неделе.",
}


@pytest.fixture(scope="module")
def detector() -> FastTextDetector:
    return FastTextDetector()


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_of_a_sentence(detector: FastTextDetector, language: str) -> None:
    best, p = detector.detect(SENTENCES[language])[0]
    assert best == language
    assert p > 0.5


def test_lines_are_one_text(detector: FastTextDetector) -> None:
    text = SENTENCES["de"]
    assert detector.detect(text.replace(" ", "\n")) == detector.detect(text)


def test_only_the_beginning_is_looked_at(detector: FastTextDetector) -> None:
    beginning = (SENTENCES["en"] + " ") * 6
    assert detector.detect(beginning + SENTENCES["ru"] * 50) == detector.detect(beginning)


def test_any_text_has_likely_languages_best_first(detector: FastTextDetector) -> None:
    for text in HOSTILE:
        found = detector.detect(text)
        assert len(found) <= 5
        assert all(0 <= p <= 1 for _, p in found)
        assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
        assert len({language for language, _ in found}) == len(found)
