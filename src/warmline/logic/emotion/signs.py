"""Signs in a turn that need no model: flags, cues and feeling words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from warmline.domain.emotion import LANGUAGES, URGENT, Cue, CueKind, Flag, FlagKind
from warmline.domain.policy import Phrase, ReadingPolicy
from warmline.domain.prepared import Feeling, Signs, Words
from warmline.logic.emotion.appraise import DETAILS, appraise, needs_of
from warmline.logic.emotion.clauses import clauses_of, longest_of
from warmline.logic.emotion.phrases import Hit, PhraseIndex, as_line

EMOJI = (
    r"[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
    r"(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\u2600-\u27bf\U0001f000-\U0001faff])*"
)
_SURFACE = re.compile(rf"(?P<exclamation>!{{2,}})|(?P<question_marks>\?{{2,}})|(?P<emoji>{EMOJI})")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-zß-ÿ]{2}")


class SignFinder:
    """Finds the signs that a policy describes; all but the urgent flags are made ready when their language comes."""

    def __init__(self, policy: ReadingPolicy) -> None:
        """Raises PolicyInvalid for a flag's phrase that is not written as one."""
        self._policy = policy
        urgent = (phrase for phrase in policy.phrases if _is_urgent(phrase))
        self._flag_index = PhraseIndex(urgent, policy.frequent_words)
        self._indexes: dict[tuple[str, str], PhraseIndex] = {}

    def find_signs(self, words: Words, language: str) -> Signs:
        """Urgent flags in any language, everything else in `language`; places are offsets in the text."""
        line = as_line(words)
        flags = self._flag_index.find(line)
        own = self._index(language, _is_own).find(line) if language in LANGUAGES else []
        if any(hit.kind == "event" for hit in own):
            own += self._index(language, _is_detail).find(line)
        cues = [*_surface_cues(words), *_shouting(words, own), *_phrase_cues(own, words)]
        drivers = [hit for hit in own if hit.kind.startswith("flag.")]
        return Signs(
            tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)) if len(cues) > 1 else cues),
            tuple(self._flags(flags + drivers, words)),
            tuple(_feelings(own, words, self.negation_reach(language))),
            needs_of(own),
            appraise(own, words, self._policy.appraisal),
        )

    def negation_reach(self, language: str) -> tuple[int, int]:
        """How many words after it and how many before it a negation turns around in `language`."""
        return self._policy.negation_reach.get(language, (0, 0))

    def check(self) -> None:
        """Make every language ready now. Raises PolicyInvalid for a phrase that is not written as one."""
        parts = [self._index(language, part) for language in LANGUAGES for part in (_is_own, _is_detail)]
        for index in (self._flag_index, *parts):
            _ = index.excepted

    def _index(self, language: str, part: Callable[[Phrase], bool]) -> PhraseIndex:
        if (language, part.__name__) not in self._indexes:
            own = (phrase for phrase in self._policy.phrases if phrase.language == language and part(phrase))
            self._indexes[language, part.__name__] = PhraseIndex(own, self._policy.frequent_words)
        return self._indexes[language, part.__name__]

    def _flags(self, hits: list[Hit], words: Words) -> Iterator[Flag]:
        """The longest match of each kind."""
        best: dict[str, Hit] = {}
        for hit in hits:
            if hit.kind not in best or hit.last - hit.first > best[hit.kind].last - best[hit.kind].first:
                best[hit.kind] = hit
        for name, hit in best.items():
            kind = name.partition(".")[2]
            p = self._policy.flag_p[hit.language, kind]
            yield Flag(cast(FlagKind, kind), p, words.starts[hit.first], words.ends[hit.last])


def _is_urgent(phrase: Phrase) -> bool:
    """Whether it is looked for in turns of any language."""
    part, _, kind = phrase.kind.removeprefix("-").partition(".")
    return part == "flag" and kind in URGENT


def _is_own(phrase: Phrase) -> bool:
    """Whether it is looked for in turns of its language."""
    return not _is_urgent(phrase) and not _is_detail(phrase)


def _is_detail(phrase: Phrase) -> bool:
    """Whether it says something of an event, and is looked for only where there is one."""
    return phrase.kind.removeprefix("-").partition(".")[0] in DETAILS


def _feelings(own: list[Hit], words: Words, reach: tuple[int, int]) -> Iterator[Feeling]:
    hits = longest_of([hit for hit in own if hit.kind.startswith("lexicon.")])
    if not hits:
        return
    inside = {index for hit in hits for index in range(hit.first, hit.last + 1)}
    negations = [hit for hit in own if hit.kind == "cue.negation" and hit.first not in inside]
    begins, ends = {hit.first for hit in negations}, {hit.last for hit in negations}
    turns = [hit.last for hit in own if hit.kind == "cue.contrast"]
    clauses = clauses_of(words, set(turns)) if negations else []
    for hit in hits:
        _, family, strength = hit.kind.split(".")
        before = [index for index in range(hit.first - reach[0], hit.first) if index in ends]
        after = [index for index in range(hit.last + 1, hit.last + 1 + reach[1]) if index in begins]
        negated = any(clauses[index] == clauses[hit.first] for index in before + after)
        yield Feeling(family, strength, negated, hit.last < max(turns, default=-1), hit.first, hit.last)


def _surface_cues(words: Words) -> Iterator[Cue]:
    text = words.text
    if "!!" in text or "??" in text or not text.isascii():
        for match in _SURFACE.finditer(text):
            yield Cue(cast(CueKind, match.lastgroup), match.start(), match.end())
    if "stretched" in words.kinds:
        for kind, start, end in zip(words.kinds, words.starts, words.ends, strict=True):
            if kind == "stretched":
                yield Cue("elongation", start, end)


def _shouting(words: Words, own: list[Hit]) -> Iterator[Cue]:
    """Capitals that shout; acronyms, codes and a single name do not.

    Shouting is a turn mostly in capitals, a run of long words in capitals, or one feeling word,
    negation or urgent word in capitals.
    """
    if not _TWO_CAPITALS.search(words.text):
        return
    loud = [_is_loud(words, index) for index in range(len(words.words))]
    told = {hit.first for hit in own if hit.first == hit.last and hit.kind.startswith(_TOLD)}
    mostly = _mostly_capitals(words, loud)
    for first, last in _runs(loud):
        lengths = [words.ends[index] - words.starts[index] for index in range(first, last + 1)]
        long_run = last > first and max(lengths) >= 5 and sum(lengths) >= 8
        if mostly or long_run or any(index in told for index in range(first, last + 1)):
            yield Cue("capitals", words.starts[first], words.ends[last])


_TOLD = ("lexicon.", "cue.negation", "cue.urgency", "cue.profanity", "cue.threat")


def _is_loud(words: Words, index: int) -> bool:
    start, end = words.starts[index], words.ends[index]
    if not words.text[start:end].isupper():
        return False
    around = words.text[max(0, start - 1) : start] + words.text[end : end + 2]
    return not any(map(str.isdigit, around))


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
        for hit in longest_of(hits):
            yield Cue(cast(CueKind, kind), words.starts[hit.first], words.ends[hit.last])
