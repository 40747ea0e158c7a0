from collections.abc import Sequence

import pytest

from tests.logic.emotion.own import prepared
from warmline.domain.emotion import FAMILIES, Appraisal, Ask, Need, Span
from warmline.logic.emotion.ask import what_to_ask

WHY = {"emotion": "they differ", "event": "what happened?", "need": "what would help?"}
PHRASES = (
    ("lexicon.gratitude.strong", "thanks"),
    ("lexicon.anger.strong", "(hate*|furious)"),
    ("lexicon.satisfaction.mild", "fine"),
    ("lexicon.surprise.strong", "wow"),
    ("lexicon.trouble.strong", "does not work"),
    ("lexicon.solved.strong", "it works"),
    ("cue.negation", "(not|never)"),
    ("cue.contrast", "but"),
    ("cue.sarcasm", "thanks for nothing"),
)
BROKE = Appraisal(event=Span(0, 2, "it"))
FIX: tuple[Need, ...] = ("fix",)


def vote(family: str) -> list[float]:
    return [0.8 if name == family else 0.05 for name in FAMILIES]


def asked(
    *families: str,
    text: str = "it",
    needs: Sequence[Need] = (),
    appraisal: Appraisal = BROKE,
    abstained: bool = False,
) -> str:
    """What it is worth asking about, if anything; "" among the families is a model that did not read."""
    votes = [vote(family) if family else () for family in families]
    found = what_to_ask(prepared(text, *PHRASES), votes, needs, appraisal, abstained, WHY)
    assert found is None or found == Ask(found.about, WHY[found.about])
    return found.about if found else ""


VOTES = [
    (("anger", "gratitude"), "emotion"),
    (("relief", "sadness"), "emotion"),
    (("anger", "frustration"), "need"),
    (("gratitude", "satisfaction"), ""),
    # neither side
    (("anger", "neutral"), ""),
    (("gratitude", "surprise"), ""),
    (("neutral", "neutral"), ""),
    (("desire", "surprise"), ""),
    # one alone
    (("anger", ""), "need"),
    (("gratitude", ""), ""),
    (("neutral", ""), ""),
]


@pytest.mark.parametrize("families, about", VOTES)
def test_models_that_disagree(families: tuple[str, ...], about: str) -> None:
    assert asked(*families) == about


WORDS = [
    # a strong feeling word against the reading
    ("anger", "thanks", "emotion"),
    ("gratitude", "I hate it", "emotion"),
    ("gratitude", "thanks", ""),
    ("anger", "I hate it", "need"),
    ("neutral", "thanks", ""),
    ("neutral", "I hate it", ""),
    # not a mild one, one of neither side or none of a feeling
    ("anger", "fine", "need"),
    ("anger", "wow", "need"),
    ("gratitude", "wow", ""),
    ("gratitude", "it does not work", ""),
    ("anger", "it works", "need"),
    # not one that is negated or outweighed
    ("anger", "not thanks", "need"),
    ("gratitude", "I never hate it", ""),
    ("anger", "thanks but no", "need"),
    ("anger", "no but thanks", "emotion"),
    ("gratitude", "furious but it is here", ""),
    # nor words that contradict each other
    ("anger", "thanks, I hate it", "need"),
    ("gratitude", "thanks, I hate it", ""),
    # nor in a sarcastic turn
    ("anger", "thanks for nothing", "need"),
    ("gratitude", "thanks for nothing, furious", ""),
]


@pytest.mark.parametrize("family, text, about", WORDS)
def test_words_against_the_reading(family: str, text: str, about: str) -> None:
    assert asked(family, text=text) == about


def test_neutral_models_and_words_of_both_sides() -> None:
    assert asked("neutral", "gratitude", text="I hate it") == "emotion"
    assert asked("neutral", "neutral", text="thanks, I hate it") == ""


UPSET: list[tuple[tuple[Need, ...], Appraisal, bool, str]] = [
    # needs, appraisal, abstained, what is asked
    ((), Appraisal(), False, "event"),
    ((), BROKE, False, "need"),
    (FIX, Appraisal(), False, ""),
    (FIX, BROKE, False, ""),
    ((), Appraisal(), True, ""),
    ((), BROKE, True, ""),
    (FIX, BROKE, True, ""),
]


@pytest.mark.parametrize("needs, appraisal, abstained, about", UPSET)
def test_who_is_upset_and_does_not_say_why_or_what_for(
    needs: tuple[Need, ...], appraisal: Appraisal, abstained: bool, about: str
) -> None:
    assert asked("anger", needs=needs, appraisal=appraisal, abstained=abstained) == about
    assert asked("gratitude", needs=needs, appraisal=appraisal, abstained=abstained) == ""


@pytest.mark.parametrize("abstained", [False, True])
@pytest.mark.parametrize("needs", [(), FIX])
def test_a_contradiction_is_asked_about_before_all_else(needs: tuple[Need, ...], abstained: bool) -> None:
    assert asked("anger", "relief", needs=needs, appraisal=Appraisal(), abstained=abstained) == "emotion"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_one_side_at_most(family: str) -> None:
    against_good, against_bad = asked(family, "gratitude"), asked(family, "anger")
    assert (against_good == "emotion") + (against_bad == "emotion") <= 1


def test_nobody_voted() -> None:
    assert asked("") == asked() == ""
    assert asked("", text="") == ""
