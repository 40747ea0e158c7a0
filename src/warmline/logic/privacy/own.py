"""Finds the contact's own names, addresses, numbers and orders, in any spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import phonenumbers
import re2

from warmline.logic.privacy.finding import Find, is_word, pattern
from warmline.logic.privacy.folding import fold
from warmline.logic.privacy.shapes import Kind, Known

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_WORD_GAP = r"[\s.'-]{0,3}"
_SIGN_GAP = r"[\s./()#-]{0,3}"


def own_values(text: str, known: Known) -> Iterator[Find]:
    """What the contact's record holds, as whole words, whatever the case, accents and spacing.

    A part of a full name counts only where it begins with a capital: "Will" is a name, "will" is not.
    """
    spellings: tuple[tuple[Kind, tuple[str, ...], Callable[[str], str]], ...] = (
        (Kind.NAME, known.names, _name),
        (Kind.EMAIL, known.emails, _email),
        (Kind.PHONE, known.phones, _phone),
        (Kind.ORDER, known.orders, _order),
    )
    for kind, values, spell in spellings:
        for spelling in filter(None, (spell(value) for value in values)):
            for found in pattern(spelling).finditer(text):
                if is_word(text, *found.span()):
                    yield Find(kind, *found.span())


def _name(name: str) -> str:
    words = fold(name).text.replace("-", " ").split()
    capital = [re2.escape(word) for word in words if len(word) > 2 and word[0].isupper()]
    spellings = filter(None, (_spaced(name), _spaced(name.translate(_UMLAUTS))))
    return "|".join((*(f"(?i:{spelling})" for spelling in spellings), *capital, *map(str.upper, capital)))


def _spaced(name: str) -> str:
    words = fold(name).text.replace("-", " ").split()
    return _WORD_GAP.join(map(re2.escape, words)) if len("".join(words)) > 1 else ""


def _email(email: str) -> str:
    signs = map(re2.escape, fold(email).text.strip())
    spaced = (rf"\s?{sign}\s?" if sign[-1] in "@." else sign for sign in signs)
    return f"(?i:{''.join(spaced)})" if "@" in fold(email).text else ""


def _phone(phone: str) -> str:
    digits = "".join(char for char in fold(phone).text if char.isdigit()).removeprefix("00")
    try:
        core = str(phonenumbers.parse(fold(phone).text).national_number)
    except phonenumbers.NumberParseException:
        core = digits.lstrip("0")
    prefix = rf"(?:\(?\+?\d{{1,4}}{_SIGN_GAP})?(?:\(?0{_SIGN_GAP})?\(?"
    return prefix + _SIGN_GAP.join(core) if len(core) > 5 else ""


def _order(order: str) -> str:
    signs = [re2.escape(char) for char in fold(order).text if char.isalnum()]
    return f"(?i:{_SIGN_GAP.join(signs)})" if len(signs) > 2 else ""
