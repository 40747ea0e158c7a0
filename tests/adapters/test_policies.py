import re
import shutil
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from warmline import Reader
from warmline.adapters.policies import DEFAULTS, load_affect_policy, load_consent_policy, load_reading_policy
from warmline.domain.emotion import FAMILIES, LANGUAGES, CueKind, FlagKind
from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.logic.emotion.appraise import known_kinds
from warmline.logic.emotion.features import NAMED
from warmline.logic.emotion.phrase_text import parse_phrase
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.emotion.words import spell_plain, split_words
from warmline.settings import Settings

CUES = {*get_args(CueKind), "contrast"}
NO_WORDS = "short_words = []\nfunction_words = []\nfrequent_words = []\n"
EMPTY = "[negation]\nbefore = 2\nafter = 1\nmatch = []\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy of one phrase of each part, in English."""
    for part in ("flags", "cues", "lexicon", "drivers", "appraisal"):
        (tmp_path / part).mkdir()
        for language in LANGUAGES:
            (tmp_path / part / f"{language}.toml").write_text(NO_WORDS + EMPTY if part == "cues" else "")
    (tmp_path / "flags/en.toml").write_text('[person]\np = 0.75\nmatch = ["a person"]\nexcept = ["not a person"]\n')
    (tmp_path / "cues/en.toml").write_text(
        'short_words = ["hello"]\nfunction_words = ["the"]\nfrequent_words = ["of"]\n' + EMPTY.replace("[]", '["not"]')
    )
    (tmp_path / "lexicon/en.toml").write_text('[anger]\nstrong = ["hate*"]\nmild = []\n')
    (tmp_path / "drivers/en.toml").write_text('[minor]\np = 0.5\nmatch = ["i am twelve"]\n')
    (tmp_path / "appraisal/en.toml").write_text(
        '[need.fix]\nmatch = ["repair"]\n[event]\nmatch = ["broke"]\nexcept = ["broke even"]\n'
    )
    (tmp_path / "words.toml").write_text('de = ["immer"]\n')
    shutil.copy(str(DEFAULTS / "reading.toml"), tmp_path)
    return tmp_path


def test_a_folder_of_policies(folder: Path) -> None:
    policy = load_reading_policy(folder)
    assert policy.phrases == (
        Phrase("flag.person", "en", "a person"),
        Phrase("-flag.person", "en", "not a person"),
        Phrase("flag.minor", "en", "i am twelve"),
        Phrase("cue.negation", "en", "not"),
        Phrase("need.fix", "en", "repair"),
        Phrase("event", "en", "broke"),
        Phrase("-event", "en", "broke even"),
        Phrase("lexicon.anger.strong", "en", "hate*"),
    )
    assert policy.flag_p == {("en", "person"): 0.75, ("en", "minor"): 0.5}
    assert policy.negation_reach == dict.fromkeys(LANGUAGES, (2, 1))
    assert policy.own_words == {"hello": "en", "immer": "de"}
    assert policy.function_words == {"the": "en"}


DAMAGES = [
    # file, what is replaced, by what, what the error names
    ("flags/en.toml", "p = 0.75\n", "", "'p'"),
    ("flags/en.toml", "match", "matches", "'matches'"),
    ("flags/en.toml", 'match = ["a person"]\n', "", "'match'"),
    ("flags/en.toml", "[person]", "[person", "flags/en.toml"),
    ("flags/de.toml", None, "", "flags/de.toml"),
    ("cues/fr.toml", "before", "befor", "'befor'"),
    ("cues/fr.toml", "before = 2\n", "", "'before'"),
    ("cues/fr.toml", "[negation]", "[negations]", "'negations'"),
    ("cues/fr.toml", EMPTY, "", "'negation'"),
    ("words.toml", "de", "dx", "'dx'"),
    ("words.toml", '["immer"]', '"immer"', "not a list"),
    ("words.toml", None, "", "words.toml"),
    ("cues/it.toml", "short_words = []\n", "", "'short_words'"),
    ("cues/it.toml", "function_words = []", "function_words = [1]", "not a list of phrases"),
    ("drivers/en.toml", "[minor]", "[major]", "'major'"),
    ("drivers/en.toml", "[minor]", "[safety]", "'safety'"),
    ("flags/en.toml", "[person]", "[health]", "'health'"),
    ("appraisal/en.toml", "[event]", "[even]", "'even'"),
    ("appraisal/en.toml", "need.fix", "need.fixing", "'need.fixing'"),
    ("appraisal/en.toml", "match", "mach", "'mach'"),
    ("lexicon/en.toml", "[anger]\nstrong", "anger", "no attribute 'items'"),
    ("lexicon/pt.toml", None, "", "lexicon/pt.toml"),
    ("reading.toml", "memory", "memories", "memories"),
    ("reading.toml", "[affect]", "[affects]", "'affect'"),
    ("reading.toml", "[satisfaction]", "[rating]", "'satisfaction'"),
    ("reading.toml", "anger = [-0.9, 0.9]", "anger = -0.9", "non-iterable"),
]


@pytest.mark.parametrize("name, old, new, named", DAMAGES)
def test_what_is_missing_or_misspelt_is_named(folder: Path, name: str, old: str | None, new: str, named: str) -> None:
    path = folder / name
    if old is None:
        path.unlink()
    else:
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PolicyInvalid, match=re.escape(named)) as error:
        load_reading_policy(folder)
    assert str(folder) in str(error.value)


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("flags/en.toml", '["a person"]', "[1]"),
        ("flags/en.toml", "0.75", "-0.1"),
        ("flags/en.toml", '["a person"]', '"robot"'),
        ("flags/en.toml", "0.75", '"often"'),
        ("flags/en.toml", "0.75", "75"),
        ("flags/en.toml", "[person]", "[persona]"),
        ("flags/en.toml", "except", "exept"),
        ("cues/en.toml", "[negation]", '[urgent]\nmatch = ["now"]\n[negation]'),
        ("lexicon/en.toml", "anger", "angre"),
        ("lexicon/en.toml", "strong", "stronger"),
        ("reading.toml", "anger = [-0.9, 0.9]\n", ""),
        ("reading.toml", "memory = 0.6", 'memory = "long"'),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PolicyInvalid):
        load_reading_policy(folder)


@pytest.mark.parametrize(
    "name, text",
    [
        ("flags/de.toml", '[person]\np = 0.5\nmatch = ["ein (Mensch"]\n'),
        ("flags/it.toml", '[person]\np = 0.5\nmatch = []\nexcept = ["*"]\n'),
        ("cues/fr.toml", NO_WORDS + EMPTY.replace("[]", '["ne ~"]')),
        ("lexicon/pt.toml", '[anger]\nmild = ["(raiva|)"]\n'),
    ],
)
def test_a_phrase_that_is_none_is_refused_at_the_start(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(PolicyInvalid):
        Reader(Settings(policies=folder))


def test_each_language_has_its_own_certainty(folder: Path) -> None:
    (folder / "flags/pt.toml").write_text('[person]\np = 0.5\nmatch = ["uma pessoa"]\n')
    finder = SignFinder(load_reading_policy(folder))
    for language in ("en", "pt"):
        assert [flag.p for flag in finder.find_signs(split_words("a person"), language).flags] == [0.75]
        assert [flag.p for flag in finder.find_signs(split_words("uma pessoa"), language).flags] == [0.5]


def test_the_shipped_policy_speaks_the_vocabulary() -> None:
    policy = load_reading_policy()
    for phrase in policy.phrases:
        part, _, kind = phrase.kind.removeprefix("-").partition(".")
        assert phrase.language in LANGUAGES
        assert kind in {"flag": get_args(FlagKind), "cue": CUES}.get(part, ()) or {phrase.kind.removeprefix("-")} & (
            NAMED.keys() | known_kinds()
        ), phrase
    assert len(policy.valences) == len(policy.arousals) == len(FAMILIES)
    assert all(-1 <= valence <= 1 for valence in policy.valences)
    assert all(0 <= arousal <= 1 for arousal in policy.arousals)
    assert set(policy.arousal) <= CUES
    assert all(0 < p <= 1 for p in policy.flag_p.values())
    flags = {(phrase.language, phrase.kind.partition(".")[2]) for phrase in policy.phrases if "flag." in phrase.kind}
    assert flags <= set(policy.flag_p)
    assert any(phrase.kind.startswith("-flag.") for phrase in policy.phrases)
    assert set(policy.own_words.values()) <= set(LANGUAGES)
    assert set(policy.negation_reach) == set(LANGUAGES)


def test_a_function_word_belongs_to_one_language_alone() -> None:
    listed = [
        word
        for language in LANGUAGES
        for word in tomllib.loads((DEFAULTS / f"cues/{language}.toml").read_text())["function_words"]
    ]
    assert len(listed) == len(set(listed))
    assert all(word == spell_plain(word) and " " not in word for word in listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_phrase_is_one(language: str) -> None:
    wrong = []
    for phrase in load_reading_policy().phrases:
        if phrase.language == language:
            try:
                parse_phrase(phrase)
            except PolicyInvalid as error:
                wrong.append(str(error))
    assert not wrong


TOLD = [
    # file, what is replaced, by what, what the error names
    ("consent.toml", "research = false\n", "", "'research'"),
    ("consent.toml", "research = false", "research = 0", "neither true nor false"),
    ("consent.toml", 'voice = "voice"', 'voice = "voices"', "'voices'"),
    ("consent.toml", "priority = 3", "priority = 4", "priority"),
    ("consent.toml", 'sources = ["widget", "desk", "page"]', 'sources = "widget"', "not a list"),
    ("wordings/fr.toml", "[[voice]]", "[[voices]]", "'voice'"),
    ("notices/de.toml", "unread", "unred", "unred"),
    ("always/es.toml", "crisis", "crises", "'crisis'"),
    ("always/es.toml", '"agente humano"', '"..."', "holds no word"),
]


@pytest.mark.parametrize("name, old, new, named", TOLD)
def test_what_people_are_told_is_whole(tmp_path: Path, name: str, old: str, new: str, named: str) -> None:
    shutil.copytree(str(DEFAULTS), tmp_path / "policies")
    path = tmp_path / "policies" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PolicyInvalid, match=re.escape(named)):
        load_consent_policy(tmp_path / "policies")


def test_a_correction_knows_every_family() -> None:
    policy = load_affect_policy()
    assert list(policy.affect) == list(FAMILIES)
    assert policy.mood == load_reading_policy().mood
