"""Signs in a turn that need no model: flags, cues and feeling words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from warmline.domain.emotion import LANGUAGES, Cue, CueKind, Flag, FlagKind
from warmline.domain.policy import ReadingPolicy
from warmline.domain.prepared import Feeling, Signs, Words
from warmline.logic.emotion.phrases import Hit, PhraseIndex
from warmline.logic.emotion.words import split_words

EMOJI = (
    r"[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
    r"(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\u2600-\u27bf\U0001f000-\U0001faff])*"
)
_SURFACE = re.compile(rf"(?P<exclamation>!{{2,}})|(?P<question_marks>\?{{2,}})|(?P<emoji>{EMOJI})")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-zß-ÿ]{2}")


class SignFinder:
    """Finds the signs that a policy describes; a language's phrases are made ready when first needed."""

    def __init__(self, policy: ReadingPolicy) -> None:
        self._policy = policy
        self._indexes: dict[str, PhraseIndex] = {}

    def find_signs(self, words: Words, language: str, certain: bool = True) -> Signs:
        """Flags, cues and feelings in `language`; places are offsets in the text.

        Unless the language is certain and one that is read, flags are looked for in every language.
        """
        languages = (language,) if certain and language in LANGUAGES else LANGUAGES
        hits = _without_exceptions([hit for one in languages for hit in self._index(one).find(words)])
        own = [hit for hit in hits if hit.language == language]
        cues = [*_surface_cues(words), *_shouting(words, own), *_phrase_cues(own, words)]
        return Signs(
            tuple(sorted(cues, key=lambda cue: (cue.start, cue.end))),
            tuple(self._flags(hits, words)),
            tuple(self._feelings(own, words, language)),
        )

    def negation_reach(self, language: str) -> tuple[int, int]:
        """How many words after and before it a negation turns around in `language`."""
        return self._policy.negation_reach.get(language, (0, 0))

    def flags_of(self, text: str) -> set[str]:
        """The kinds of flag that the text raises, in whatever language."""
        return {flag.kind for flag in self.find_signs(split_words(text), "").flags}

    def _index(self, language: str) -> PhraseIndex:
        if language not in self._indexes:
            own = (phrase for phrase in self._policy.phrases if phrase.language == language)
            self._indexes[language] = PhraseIndex(own)
        return self._indexes[language]

    def _flags(self, hits: list[Hit], words: Words) -> Iterator[Flag]:
        best: dict[str, Hit] = {}
        for hit in hits:
            part, _, kind = hit.kind.partition(".")
            if part == "flag" and _longer(hit, best.get(kind)):
                best[kind] = hit
        for kind, hit in best.items():
            p = self._policy.flag_p[kind]
            yield Flag(cast(FlagKind, kind), p, words.starts[hit.first], words.ends[hit.last])

    def _feelings(self, own: list[Hit], words: Words, language: str) -> Iterator[Feeling]:
        hits = _longest([hit for hit in own if hit.kind.startswith("lexicon.")])
        if not hits:
            return
        before, after = self.negation_reach(language)
        negations = [hit for hit in own if hit.kind == "cue.negation"]
        turning = max((hit.last for hit in own if hit.kind == "cue.contrast"), default=-1)
        for hit in hits:
            _, family, strength = hit.kind.split(".")
            negated = any(
                0 < hit.first - negation.last <= before or 0 < negation.first - hit.last <= after
                for negation in negations
                if _same_sentence(words, negation, hit)
            )
            yield Feeling(family, strength, negated, hit.last < turning, hit.first, hit.last)


def _without_exceptions(hits: list[Hit]) -> list[Hit]:
    exceptions = [hit for hit in hits if hit.kind[0] == "-"]
    if not exceptions:
        return hits
    return [
        hit
        for hit in hits
        if hit.kind[0] != "-"
        and not any(
            no.kind[1:] == hit.kind and no.first <= hit.last and hit.first <= no.last for no in exceptions
        )
    ]


def _longer(hit: Hit, other: Hit | None) -> bool:
    return other is None or hit.last - hit.first > other.last - other.first


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits that no longer one covers, left to right; of two that overlap, the one that begins first."""
    kept: list[Hit] = []
    reach = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first > reach:
            kept.append(hit)
            reach = hit.last
    return kept


def _same_sentence(words: Words, one: Hit, other: Hit) -> bool:
    between = range(min(one.last, other.last) + 1, max(one.first, other.first))
    return not any(words.kinds[index] == "stop" and words.words[index] != "…" for index in between)


def _surface_cues(words: Words) -> Iterator[Cue]:
    for match in _SURFACE.finditer(words.text):
        yield Cue(cast(CueKind, match.lastgroup), match.start(), match.end())
    for index, kind in enumerate(words.kinds):
        if kind == "stretched":
            yield Cue("elongation", words.starts[index], words.ends[index])


def _shouting(words: Words, own: list[Hit]) -> Iterator[Cue]:
    """Capitals that shout; acronyms, codes and a single name do not.

    Shouting is a turn mostly in capitals, a run of long words in capitals, or one feeling word,
    negation or urgent word in capitals.
    """
    if not _TWO_CAPITALS.search(words.text):
        return
    loud = [_is_loud(words, index) for index in range(len(words.words))]
    told = {index for hit in own if hit.kind.startswith(_TOLD) for index in range(hit.first, hit.last + 1)}
    mostly = _mostly_capitals(words, loud)
    for first, last in _runs(loud):
        lengths = [words.ends[index] - words.starts[index] for index in range(first, last + 1)]
        long_run = last > first and max(lengths) >= 5 and sum(lengths) >= 8
        if mostly or long_run or any(index in told for index in range(first, last + 1)):
            yield Cue("capitals", words.starts[first], words.ends[last])


_TOLD = ("lexicon.", "cue.negation", "cue.urgency", "cue.profanity", "cue.threat")


def _is_loud(words: Words, index: int) -> bool:
    start, end = words.starts[index], words.ends[index]
    around = words.text[max(0, start - 1) : start] + words.text[end : end + 2]
    return words.text[start:end].isupper() and not any(map(str.isdigit, around))


def _mostly_capitals(words: Words, loud: list[bool]) -> bool:
    lengths = [words.ends[index] - words.starts[index] for index, yes in enumerate(loud) if yes]
    letters = sum(map(str.isalpha, words.text))
    enough = (len(lengths) >= 3 and max(lengths) >= 4) or (len(lengths) == 2 and max(lengths) >= 5)
    return enough and sum(map(str.isupper, words.text)) >= 0.7 * letters


def _runs(loud: list[bool]) -> Iterator[tuple[int, int]]:
    first = None
    for index, yes in enumerate([*loud, False]):
        if yes and first is None:
            first = index
        elif not yes and first is not None:
            yield first, index - 1
            first = None


def _phrase_cues(own: list[Hit], words: Words) -> Iterator[Cue]:
    by_kind: dict[str, list[Hit]] = {}
    for hit in own:
        part, _, kind = hit.kind.partition(".")
        if part == "cue" and kind != "contrast":
            by_kind.setdefault(kind, []).append(hit)
    for kind, hits in by_kind.items():
        for hit in _longest(hits):
            yield Cue(cast(CueKind, kind), words.starts[hit.first], words.ends[hit.last])
