"""The grammar in which phrases are written, and what a phrase stands for.

A phrase is written as people write it, with three signs: `(a|b c|)` one of these or nothing (brackets
may stand in brackets), `~` up to four words between, and `word*` any ending. Case, accents, apostrophes
and punctuation do not matter, but a lone "." is the end of a sentence.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from warmline.domain.errors import PolicyInvalid
from warmline.domain.policy import Phrase
from warmline.logic.emotion.words import spell_plain

Slot = list[str] | None
"""The alternatives of one part of a phrase in plain words, an empty one if none is needed; None for a gap."""

_FLAT = re.compile(r"\(([^()]*)\)|([^\s()|]+)")
_SIGN = re.compile(r"[()|]|[^\s()|]+")
_BESIDE_SIGN = re.compile(r"(?<=[(|]) | (?=[)|])")
_MOST_CHOICES = 5_000
_GAP = r"(?:[^ ]*[^ .][^ ]* ){0,4}?"


def parse_phrase(phrase: Phrase) -> list[Slot]:
    """The phrase's parts. Raises PolicyInvalid for one that could be empty, or begins or ends with a gap."""
    text = _BESIDE_SIGN.sub("", spell_plain(phrase.text))
    choices = _nested(text, phrase) if _FLAT.sub("", text).strip() else _flat(text)
    slots = [None if words == ["~"] else words for words in choices]
    solid = any(slot and "" not in slot for slot in slots)
    gaps = not slots or slots[0] is None or slots[-1] is None
    if not solid or gaps or any(map(_is_loose, itertools.chain.from_iterable(filter(None, slots)))):
        raise _not_a_phrase(phrase)
    return slots


def spelt_out(slots: Sequence[Slot], most: int) -> list[str]:
    """Everything the phrase stands for; nothing if that is more than `most` or more than plain words."""
    whole = [slot for slot in slots if slot is not None]
    if len(whole) < len(slots) or math.prod(map(len, whole)) > most:
        return []
    said = [" ".join(filter(None, choice)) for choice in itertools.product(*whole)]
    return [] if any("*" in words[:-1] or "~" in words for words in said) else said


def as_expression(slots: Sequence[Slot]) -> str:
    """The phrase as a regular expression over a line of plain words with a space before and after each."""
    return " " + "".join(map(_expression, slots))


def _is_loose(words: str) -> bool:
    return words.startswith(("~", "*")) or words.endswith("~") or " *" in words


def _flat(text: str) -> list[list[str]]:
    return [[word] if word else inside.split("|") for inside, word in _FLAT.findall(text)]


def _nested(text: str, phrase: Phrase) -> list[list[str]]:
    signs = _SIGN.findall(text)
    choices = []
    while signs:
        choices.append([*dict.fromkeys(_choices(signs, phrase))])
    return choices


def _choices(signs: list[str], phrase: Phrase) -> list[str]:
    """What the next word or bracket may stand for; takes it off `signs`."""
    sign = signs.pop(0)
    if sign in (")", "|"):
        raise _not_a_phrase(phrase)
    if sign != "(":
        return [sign]
    found: list[str] = []
    ways = [""]
    while signs and signs[0] != ")":
        if signs[0] == "|":
            signs.pop(0)
            found, ways = found + ways, [""]
        else:
            further = _choices(signs, phrase)
            ways = [f"{way} {more}".strip() for way in ways for more in further]
    if not signs or len(found) + len(ways) > _MOST_CHOICES:
        raise _not_a_phrase(phrase)
    signs.pop(0)
    return found + ways


def _expression(slot: Slot) -> str:
    if slot is None:
        return _GAP
    choices = "|".join(
        re.escape(words).replace(r"\*", "[^ ]*").replace(r"\ ", " ").replace(r"\~ ", _GAP) for words in slot if words
    )
    return f"(?:(?:{choices}) )?" if "" in slot else f"(?:{choices}) "


def _not_a_phrase(phrase: Phrase) -> PolicyInvalid:
    return PolicyInvalid(
        f"{phrase.language} {phrase.kind}: {phrase.text!r} could be empty, begins or ends with '~', "
        "has a bracket without its pair, or stands for too much"
    )
