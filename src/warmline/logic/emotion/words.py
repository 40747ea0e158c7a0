"""Cut a turn into words with their places; the first step of serving and of training alike."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from warmline.domain.prepared import Words

_ELISION = re.compile(
    "(?<![^\\W\\d_])((?:[ldjnsmtc]|qu|lorsqu|puisqu|jusqu|quelqu|un|dell|nell|sull|all|dall|coll|quest|quell|bell|sant)"
    "['’ʼ`´])(?=[^\\W\\d_])"
)
_EMOJI = r"[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_SMILEY = r"[:;=]['-]?[()DPdp/|\[\]](?!\w)"
_REST = rf"|\d+(?:[.,:/]\d+)*|(?<!\w){_SMILEY}|[!?]+|\.{{2,}}|…|[.;]+|\n{{2,}}"
_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+(?:['’ʼ`´](?:[^\W\d_][\u0300-\u036f]*)+)*" + _REST + f"|{_EMOJI}")
_ASCII_TOKEN = re.compile(r"[a-z]+(?:['`][a-z]+)*" + _REST)
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_NO_WORD = re.compile(r"(?<!\d)[^\w()|*~. ]|[^\w()|*~. ](?!\d)")
_NOT_STRETCHED = frozenset({"w", "i", "x", "xl", "vi", "xi", "xvi", "a", "m", "h"})
_HAS_APOSTROPHE = re.compile("['’ʼ`´]")
_HAS_DIGIT = re.compile(r"\d")
_PUNCTUATION = str.maketrans(dict.fromkeys(set(string.punctuation) - set("_()|*~."), " "))
_ACCENTED = [char for char in map(chr, range(0xC0, 0x250)) if unicodedata.decomposition(char)]
_UNACCENTED = str.maketrans(
    {char: unicodedata.normalize("NFKD", char)[0] for char in _ACCENTED}
    | {"ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d"}
)


def split_words(text: str) -> Words:
    """The turn's words, numbers, emoji and stops, in order."""
    lowered = lower_in_place(text)
    places = [match.span() for match in (_ASCII_TOKEN if lowered.isascii() else _TOKEN).finditer(lowered)]
    if not places:
        return Words(text, (), (), (), (), ())
    if _HAS_APOSTROPHE.search(lowered) and _ELISION.search(lowered):
        places = [piece for place in places for piece in _elided(lowered, *place)]
    starts, ends = zip(*places, strict=True)
    words, plain, kinds = zip(*[_as_word(lowered[start:end]) for start, end in places], strict=True)
    return Words(text, words, plain, kinds, starts, ends)


def _elided(lowered: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The token's place, in two where it begins with an elision such as l' or qu'."""
    while found := _ELISION.match(lowered, start, end):
        yield found.span()
        start = found.end()
    yield start, end


def spell_plain(text: str) -> str:
    """The text as words are matched: lower-case, without accents and apostrophes, elisions apart.

    Brackets, "|", "*", "~" and "." stay as they are.
    """
    lowered = text.lower()
    if _HAS_APOSTROPHE.search(lowered):
        lowered = _ELISION.sub(r"\1 ", lowered).translate(_APOSTROPHES)
    plain = strip_accents(lowered)
    spaced = _NO_WORD.sub(" ", plain) if _HAS_DIGIT.search(plain) else plain.translate(_PUNCTUATION)
    return " ".join(spaced.split())


def lower_in_place(text: str) -> str:
    """Lower case with every character at its old place (a few letters grow when lowered)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def strip_accents(text: str) -> str:
    """Letters without their accents; ß, ø, œ and their like as they are typed without them."""
    if (text := text.translate(_UNACCENTED)).isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)
def _as_word(token: str) -> tuple[str, str, str]:
    """The token as (word, plain word, kind)."""
    if not token.strip("!?.;…\n"):
        stop = "…" if (token[0] in ".…" and len(token) > 1) or token == "…" else token[0]
        return stop, stop if stop == "…" else ".", "stop"
    if token[0].isdigit():
        return token, token, "number"
    if not token[0].isalpha():
        return token, token, "sign"
    whole = token.translate(_APOSTROPHES) or token  # one of them is a letter where it stands alone
    if not whole.isascii():
        whole = unicodedata.normalize("NFC", whole)
    word = _RUN.sub(r"\1", whole)
    kind = "word" if word == whole or word in _NOT_STRETCHED else "stretched"
    if word.isascii():
        return word, word, kind
    return word, "".join(strip_accents(word).split()) or word, kind  # a ligature may stand for several words
