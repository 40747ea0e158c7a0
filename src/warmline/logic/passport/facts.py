"""Facts in what somebody wrote: numbers of orders, amounts, dates, products; by their looks and a list of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from warmline.domain.hand_over import TellingWords
from warmline.domain.message import Token

FACTS = ("order", "amount", "date", "email", "phone", "name", "product")
"""What a person may ask for that the customer has said before."""
_MONEY = r"(?:€|\$|£|R\$|\bEUR|\bUSD|\bGBP|\bCHF|\bBRL)"
_UNIT = (
    r"(?:€|\$|£|(?:EUR|USD|GBP|CHF|BRL|euros?|dollars?|pounds?|pfund|franken|francs?|reais|libras|dólares|dollari)\b)"
)
_AMOUNT = re.compile(rf"{_MONEY}\s?\d[\d.,']*|\b\d[\d.,']*\s?{_UNIT}", re.I)
_DAY = re.compile(r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{1,2}[./]\d{1,2}\.)(?!\d)")
_NUMBER = re.compile(r"(?<![\w@.,€$£])(?=(?:[A-Z/_-]*\d){3})[A-Z0-9]+(?:[-_/][A-Z0-9]+)*\b(?![@.,]\d)")
_WORD = re.compile(r"[^\W_]+")
_LEAST_DIGITS = 5
"""Of a number that has no letter."""


class Fact(NamedTuple):
    """A piece of a text."""

    kind: str
    start: int
    end: int


def facts_in(text: str, tokens: Sequence[Token], words: TellingWords) -> list[Fact]:
    """What the text tells, in order; of what `redact` found there is the kind, and it is no other fact."""
    private = [Fact(_kind(token), token.start, token.end) for token in tokens]
    found = [fact for fact in private if fact.kind in FACTS]
    taken = [(fact.start, fact.end) for fact in private]
    for kind, start, end in (*_amounts(text), *_dates(text, words), *_numbers(text)):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            found.append(Fact(kind, start, end))
    return sorted((*found, *_products(text, words)), key=lambda fact: fact.start)


def fold(text: str) -> str:
    """In lower case, without accents and apostrophes, one space between words and at both ends."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    kept = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Cf"))
    return f" {' '.join(_WORD.findall(kept))} "


def _kind(token: Token) -> str:
    return token.token[1:].partition("_")[0].lower()


def _amounts(text: str) -> Iterator[Fact]:
    return (Fact("amount", *_trimmed(text, *found.span())) for found in _AMOUNT.finditer(text))


def _dates(text: str, words: TellingWords) -> Iterator[Fact]:
    for pattern in (_DAY, _named_days(words)):
        yield from (Fact("date", *found.span()) for found in pattern.finditer(text))


def _numbers(text: str) -> Iterator[Fact]:
    for found in _NUMBER.finditer(text):
        digits = sum(char.isdigit() for char in found[0])
        if digits >= _LEAST_DIGITS or (digits >= 3 and any(char.isalpha() for char in found[0])):
            yield Fact("order", *found.span())


def _products(text: str, words: TellingWords) -> Iterator[Fact]:
    return (Fact("product", *found.span()) for found in _named(words.products).finditer(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(text[start:end].rstrip(".,'"))


@cache
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(name).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]") for name in names)
    return re.compile(rf"\b(?:{'|'.join(each)})\b", re.I)


def _named_days(words: TellingWords) -> re.Pattern[str]:
    return _days(words.weekdays, words.months)


@cache
def _days(weekdays: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    month = f"(?:{'|'.join(months)})"
    day = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
    year = r"(?:,?\s(?:de\s)?\d{4}\b)?"
    dated = rf"{day}\s(?:of\s|de\s)?{month}\b{year}|{month}\s{day}\b{year}"
    return re.compile(rf"\b(?:{dated}|{'|'.join(weekdays)})\b", re.I)
