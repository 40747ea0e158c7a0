"""Policies from their TOML files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Any, get_args

from warmline.domain.consent import (
    Activity,
    AlwaysKind,
    AlwaysPhrase,
    AlwaysPolicy,
    ConsentPolicy,
    Notice,
    Wording,
)
from warmline.domain.emotion import DRIVERS, FAMILIES, LANGUAGES, URGENT, CueKind, FlagKind, Need
from warmline.domain.errors import PolicyInvalid
from warmline.domain.hand_over import CrisisLines, HandOverPolicy, TellingWords
from warmline.domain.letters import LetterKind, LetterPolicy, LetterWording
from warmline.domain.mail import MailPolicy, MailWords
from warmline.domain.people import Purpose
from warmline.domain.policy import (
    AffectPolicy,
    AppraisalPolicy,
    CourseWeights,
    EvidencePolicy,
    LanguagePolicy,
    MoodPolicy,
    Phrase,
    RatingPolicy,
    ReadingPolicy,
    RetentionPolicy,
    RoutingPolicy,
    WebhookPolicy,
)  # fmt: skip
from warmline.logic.access.letters import KNOWN
from warmline.logic.always.calls import fold_words
from warmline.logic.emotion.appraise import known_kinds
from warmline.logic.hand_over.wording import TOLD, checked_lines
from warmline.logic.passport.facts import FACTS
from warmline.logic.routing.decide import NAMES

DEFAULTS = files("warmline") / "policies"
_Tables = dict[str, dict[str, Any]]


def load_reading_policy(folder: Traversable = DEFAULTS) -> ReadingPolicy:
    """Flags, cues, lexicon and weights. Raises PolicyInvalid, naming the file, for one of another shape."""
    flags = {language: _toml(folder / "flags" / f"{language}.toml") for language in LANGUAGES}
    cues = {language: _toml(folder / "cues" / f"{language}.toml") for language in LANGUAGES}
    lexicon = {language: _toml(folder / "lexicon" / f"{language}.toml") for language in LANGUAGES}
    drivers = {language: _toml(folder / "drivers" / f"{language}.toml") for language in LANGUAGES}
    appraisal = {language: _toml(folder / "appraisal" / f"{language}.toml") for language in LANGUAGES}
    words = _toml(folder / "words.toml")
    weights = _toml(folder / "reading.toml")
    with _shaped(folder):
        return ReadingPolicy(
            phrases=tuple(_all_phrases(flags, cues, lexicon, drivers, appraisal)),
            flag_p={
                (language, kind): _share(table["p"])
                for part in (flags, drivers)
                for language, tables in part.items()
                for kind, table in tables.items()
            },
            negation_reach={key: _reach(table["negation"]) for key, table in cues.items()},
            own_words=_owners(words) | _owners({name: table["short_words"] for name, table in cues.items()}),
            function_words=_owners({name: table["function_words"] for name, table in cues.items()}),
            frequent_words=frozenset(word for table in cues.values() for word in _texts(table["frequent_words"])),
            valences=tuple(_pair(weights["affect"][family])[0] for family in FAMILIES),
            arousals=tuple(_pair(weights["affect"][family])[1] for family in FAMILIES),
            arousal={kind: float(value) for kind, value in weights["arousal"].items()},
            shifts={kind: _shifts(weights["shifts"][kind]) for kind in SHIFTING},
            ask={about: str(weights["ask"][about]) for about in ("emotion", "event", "need")},
            least_words=int(weights["hints"]["least_words"]),
            appraisal=_appraisal(weights["appraisal"]),
            evidence=EvidencePolicy(int(weights["evidence"]["most"]), float(weights["evidence"]["share"])),
            language=LanguagePolicy(**_numbers(weights["language"])),
            mood=MoodPolicy(**_numbers(weights["mood"])),
            negativity=CourseWeights(**_numbers(weights["negativity"])),
            satisfaction=RatingPolicy(
                CourseWeights(**_numbers(weights["satisfaction"])), **_numbers(weights["interval"])
            ),
        )


def load_routing_policy(folder: Traversable = DEFAULTS) -> RoutingPolicy:
    """When a person is brought in. Raises PolicyInvalid, naming the folder, for a file of another shape."""
    given = _toml(folder / "routing.toml")
    with _shaped(folder / "routing.toml"):
        _known(given["priority"], frozenset(NAMES))
        _known(given["flag"], FLAGS)
        return RoutingPolicy(
            flag=_numbers({kind: given["flag"][kind] for kind in ("crisis", "safety", "minor", "person", "abuse")}),
            priority={name: int(given["priority"][name]) for name in NAMES},
            angry=float(given["mood"]["angry"]),
            patience=int(given["mood"]["patience"]),
            unhappy=float(given["mood"]["unhappy"]),
            doubtful=float(given["mood"]["doubtful"]),
            needs=_among(given["matters"]["needs"], get_args(Need)),
            cues=_among(given["matters"]["cues"], get_args(CueKind)),
            unhelpful=int(given["answers"]["unhelpful"]),
        )


def load_retention_policy(folder: Traversable = DEFAULTS) -> RetentionPolicy:
    """How long each kind of data is kept. Raises PolicyInvalid, naming the folder, for a file of another shape."""
    given = _toml(folder / "retention.toml")
    with _shaped(folder / "retention.toml"):
        days = {kind: int(value) for kind, value in given["days"].items()}
        if min(days.values()) < 0:
            raise ValueError("days cannot be fewer than 0")
        return RetentionPolicy(**days, bounds={kind: _bound(value) for kind, value in given.get("bounds", {}).items()})


def _bound(value: Any) -> tuple[int, int]:
    least, most = map(int, value)
    if not 0 < least <= most:
        raise ValueError(f"not the fewest days and the most: {value!r}")
    return least, most


def load_webhook_policy(folder: Traversable = DEFAULTS) -> WebhookPolicy:
    """How events are sent out. Raises PolicyInvalid, naming the folder, for a file of another shape."""
    given = _toml(folder / "webhooks.toml")
    with _shaped(folder / "webhooks.toml"):
        waits = tuple(float(wait) for wait in given["waits"])
        policy = WebhookPolicy(waits, float(given["timeout"]), int(given["at_once"]))
        if min((*waits, policy.timeout, policy.at_once)) <= 0:
            raise ValueError("a wait, the timeout and at_once are more than 0")
        return policy


def load_affect_policy(folder: Traversable = DEFAULTS) -> AffectPolicy:
    """What of `reading.toml` a correction needs. Raises PolicyInvalid for a file of another shape."""
    given = _toml(folder / "reading.toml")
    with _shaped(folder / "reading.toml"):
        affect = {family: _pair(given["affect"][family]) for family in FAMILIES}
        return AffectPolicy(affect, MoodPolicy(**_numbers(given["mood"])))


def load_consent_policy(folder: Traversable = DEFAULTS) -> ConsentPolicy:
    """What may be done, and what people are told. Raises PolicyInvalid, naming the place, for another shape."""
    given = _toml(folder / "consent.toml")
    wordings = {language: _toml(folder / "wordings" / f"{language}.toml") for language in LANGUAGES}
    notices = {language: _toml(folder / "notices" / f"{language}.toml") for language in LANGUAGES}
    always = {language: _toml(folder / "always" / f"{language}.toml") for language in LANGUAGES}
    with _shaped(folder / "consent.toml"):
        return ConsentPolicy(
            unsaid={purpose: _yes_no(given["unsaid"][purpose]) for purpose in Purpose},
            needs={activity: Purpose(given["needs"][activity]) for activity in get_args(Activity)},
            sources=frozenset(_texts(given["wordings"]["sources"])),
            wordings={language: tuple(_wordings(language, table)) for language, table in wordings.items()},
            notices={language: Notice(language=language, **table) for language, table in notices.items()},
            always=AlwaysPolicy(_priority(given["always"]["priority"]), tuple(_always(always))),
        )


def load_letter_policy(folder: Traversable = DEFAULTS) -> LetterPolicy:
    """What people of the company are written. Raises PolicyInvalid, naming the folder, for a file of another shape."""
    letters = {language: _toml(folder / "letters" / f"{language}.toml") for language in LANGUAGES}
    with _shaped(folder / "letters"):
        return {
            language: {kind: _letter(kind, table[kind]) for kind in get_args(LetterKind)}
            for language, table in letters.items()
        }


def _letter(kind: LetterKind, table: dict[str, str]) -> LetterWording:
    text = Template(table["text"])
    if not text.is_valid() or set(text.get_identifiers()) != KNOWN[kind] or not table["subject"].isprintable():
        raise ValueError(f"{kind}: a subject of one line, and a text with {sorted(KNOWN[kind])} in it")
    return LetterWording(table["subject"], table["text"])


def load_mail_policy(folder: Traversable = DEFAULTS) -> MailPolicy:
    """How letters are fetched and sent. Raises PolicyInvalid, naming the place, for a file of another shape."""
    given = _toml(folder / "mail.toml")
    words = {language: _toml(folder / "mail" / f"{language}.toml") for language in LANGUAGES}
    with _shaped(folder / "mail.toml"):
        policy = MailPolicy(
            waits=tuple(float(wait) for wait in given["waits"]),
            words={language: MailWords(**table) for language, table in words.items()},
            look=float(given["look"]),
            gather=float(given["gather"]),
            timeout=float(given["timeout"]),
            hour=int(given["hour"]),
            day=int(given["day"]),
            largest=int(given["largest"]),
            files=int(given["files"]),
        )
        if min((*policy.waits, policy.look, policy.timeout, policy.largest)) <= 0:
            raise ValueError("a wait, a look, the timeout and a size are more than 0")
        if not all(each.subject.isprintable() and each.person for each in policy.words.values()):
            raise ValueError("a subject of one line, and how to reach a person")
        return policy


def load_hand_over_policy(folder: Traversable = DEFAULTS) -> HandOverPolicy:
    """How people are brought in, and whom to call. Raises PolicyInvalid, naming the place, for another shape."""
    given, crisis = _toml(folder / "routing.toml"), _toml(folder / "crisis.toml")
    words = {language: _toml(folder / "hand_over" / f"{language}.toml") for language in LANGUAGES}
    with _shaped(folder / "hand_over"):
        return HandOverPolicy(
            words={language: _telling(table) for language, table in words.items()},
            crisis={country: _crisis(table) for country, table in crisis.items()},
            delicate=tuple(_delicate(folder)),
            same=timedelta(seconds=float(given["person"]["same"])),
            target=timedelta(seconds=float(given["person"]["target"])),
            rating=int(given["answers"]["rating"]),
            alike=float(given["answers"]["alike"]),
        )


def _delicate(folder: Traversable) -> Iterator[Phrase]:
    for language in LANGUAGES:
        for kind, table in _toml(folder / "drivers" / f"{language}.toml").items():
            if kind in DRIVERS:
                yield from _phrases(f"flag.{kind}", language, table)


def _telling(table: dict[str, Any]) -> TellingWords:
    told, moment, passport = table["told"], table["moment"], table["passport"]
    if set(told) != set(TOLD):
        raise ValueError(f"not what is told: {min(set(told) ^ set(TOLD))!r}")
    for name, text in told.items():
        text.format(**dict.fromkeys(TOLD[name], ""))
    if (len(moment["weekdays"]), len(moment["months"])) != (7, 12):
        raise ValueError("seven days and twelve months")
    _known(table["feelings"], frozenset(FAMILIES))
    _known(passport["asks"], frozenset(FACTS))
    return TellingWords(
        told, tuple(_texts(moment["weekdays"])), tuple(_texts(moment["months"])), str(moment["form"]),
        table["feelings"], tuple(_texts(passport["products"])), tuple(_texts(passport["tried"])),
        {kind: tuple(_texts(passport["asks"][kind])) for kind in FACTS},
    )  # fmt: skip


def _crisis(table: dict[str, Any]) -> CrisisLines:
    lines = tuple(_texts(table["crisis"])), tuple(_texts(table["safety"]))
    return checked_lines(CrisisLines(_yes_no(table["reviewed"]), str(table["emergency"]), *lines))


def _among(value: Any, known: Iterable[str]) -> frozenset[str]:
    _known(_texts(value), frozenset(known))
    return frozenset(value)


def _wordings(language: str, table: dict[str, Any]) -> Iterator[Wording]:
    for purpose in Purpose:
        if not table[purpose]:
            raise ValueError(f"{language}: no wording of {purpose}")
        yield from (Wording(purpose, language, each["version"], each["text"]) for each in table[purpose])


def _always(tables: _Tables) -> Iterator[AlwaysPhrase]:
    for language, table in tables.items():
        for kind in get_args(AlwaysKind):
            for text in _texts(table[kind]):
                if not fold_words(text):
                    raise ValueError(f"{language} {kind}: {text!r} holds no word")
                yield AlwaysPhrase(language, kind, text)


def _priority(value: Any) -> int:
    if value not in (0, 1, 2, 3):
        raise ValueError(f"no priority from 0 to 3: {value!r}")
    return int(value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"neither true nor false: {value!r}")
    return value


def fingerprints(folder: Traversable = DEFAULTS) -> dict[str, str]:
    """SHA-256 of what the files of each policy hold; all that is not named apart is `reading`."""
    own = {name: _digest([folder / f"{name}.toml"]) for name in ("routing", "retention", "webhooks")}
    parts = [folder / part / f"{language}.toml" for part in _PARTS for language in LANGUAGES]
    told = [folder / part / f"{language}.toml" for part in _TOLD for language in LANGUAGES]
    return own | {
        "consent": _digest([folder / "consent.toml", *told]),
        "mail": _digest([folder / "mail.toml", *(folder / "mail" / f"{language}.toml" for language in LANGUAGES)]),
        "letters": _digest([folder / "letters" / f"{language}.toml" for language in LANGUAGES]),
        "hand_over": _digest(
            [folder / "crisis.toml", *(folder / "hand_over" / f"{language}.toml" for language in LANGUAGES)]
        ),
        "reading": _digest([folder / "reading.toml", folder / "words.toml", *parts]),
    }


def _digest(files: Iterable[Traversable]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


_TOLD = ("wordings", "notices", "always")
_PARTS = ("flags", "cues", "lexicon", "drivers", "appraisal")


@contextmanager
def _shaped(place: Traversable) -> Iterator[None]:
    """Raises PolicyInvalid, naming the place, for what is of another shape."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PolicyInvalid(f"{place}: missing, misspelt or not what it should be: {error}") from error


def _reach(negation: dict[str, Any]) -> tuple[int, int]:
    return int(negation["before"]), int(negation["after"])


def _owners(words: dict[str, Any]) -> dict[str, str]:
    _known(words, frozenset(LANGUAGES))
    return {word: language for language, own in words.items() for word in _texts(own)}


def _all_phrases(
    flags: _Tables, cues: _Tables, lexicon: _Tables, drivers: _Tables, appraisal: _Tables
) -> Iterator[Phrase]:
    for language in LANGUAGES:
        _known(flags[language], URGENT)
        _known(drivers[language], FLAGS - URGENT)
        own = {kind: table for kind, table in cues[language].items() if not kind.endswith("_words")}
        _known(own, CUES)
        _known(appraisal[language], _APPRAISAL)
        for prefix, tables in (("flag.", flags[language]), ("flag.", drivers[language]), ("cue.", own)):
            for kind, table in tables.items():
                yield from _phrases(prefix + kind, language, table)
        for part, table in appraisal[language].items():
            if part in ("event", "goal"):
                yield from _phrases(part, language, table)
            else:
                for kind, inner in table.items():
                    _known({f"{part}.{kind}"}, known_kinds())
                    yield from _phrases(f"{part}.{kind}", language, inner)
        for family, strengths in lexicon[language].items():
            _known({family}, LEXICON)
            for strength, texts in strengths.items():
                _known({strength}, STRENGTHS)
                yield from (Phrase(f"lexicon.{family}.{strength}", language, text) for text in _texts(texts))


def _phrases(kind: str, language: str, table: dict[str, Any]) -> Iterator[Phrase]:
    _known(table, _ENTRIES)
    yield from (Phrase(kind, language, text) for text in _texts(table["match"]))
    yield from (Phrase(f"-{kind}", language, text) for text in _texts(table.get("except", [])))


FLAGS = frozenset(get_args(FlagKind))
CUES = frozenset((*get_args(CueKind), "contrast"))
LEXICON = frozenset((*FAMILIES[:-1], "trouble", "solved"))
STRENGTHS = frozenset(("strong", "mild"))
SHIFTING = ("repeated", "unanswered", "waited", "sarcasm")
_APPRAISAL = frozenset(kind.partition(".")[0] for kind in known_kinds())
_ENTRIES = frozenset(("p", "match", "except", "before", "after"))


def _known(names: Iterable[str], known: frozenset[str]) -> None:
    if unknown := set(names) - known:
        raise ValueError(f"unknown name {min(unknown)!r}")


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"not a list of phrases: {value!r:.80}")
    return value


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"not between 0 and 1: {value!r}")
    return float(value)


def _pair(value: Any) -> tuple[float, float]:
    valence, arousal = value
    return float(valence), float(arousal)


def _appraisal(table: dict[str, Any]) -> AppraisalPolicy:
    return AppraisalPolicy(_share(table["high"]), _share(table["low"]), int(table["longest"]))


def _shifts(table: dict[str, Any]) -> dict[str, float]:
    _known(table, frozenset(FAMILIES))
    return _numbers(table)


def _numbers(table: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in table.items()}


def _toml(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyInvalid(f"{path}: {error}") from error
