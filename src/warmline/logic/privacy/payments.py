"""Finds what money moves by: card numbers and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate

from stdnum import iban, numdb

from warmline.logic.privacy.digits import Run, runs
from warmline.logic.privacy.finding import Find, has_nearby, pattern, stands_alone
from warmline.logic.privacy.shapes import Kind

_RUN = pattern(r"\d(?:[ .-]{0,3}\d){11,}")
_ISSUED = pattern(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|220[0-4]\d{12,15}|9792\d{12}|3[47]\d{13}",
    r"|3(?:0[0-5]|[689]\d)\d{11}|35\d{13,14}|(?:2131|1800)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}",
    r"|62\d{14,17}|(?:5[0678]|6\d)\d{10,17}",
)
_MISTYPED = pattern(r"\b(?:([2-6]\d{3}(?:[ -]\d{4}){3})|\d(?:[ -]?\d){12,18})\b")
_CARD_WORD = pattern(
    r"(?i)(?:\b(?:visa|mastercard|amex|american express|maestro|carte|carta|tarjeta|cartao)\b|"
    r"\b(?:(?:credit|debit|bank) ?)?cards?\b|"
    r"\w*(?:kreditkarte|bankkarte|debitkarte|creditcard|pinpas|bankpas)n?\b)"
)
_SIZES = {
    "1": (15,), "2": (19, 18, 17, 16, 15), "3": (16, 15, 14), "4": (19, 16, 13),
    "5": (19, 18, 17, 16, 15, 14, 13, 12), "6": (19, 18, 17, 16, 15, 14, 13, 12), "9": (16,),
}  # fmt: skip
"""How long a card number may be, by its first digit, the longest first."""

_ACCOUNT = pattern(r"(?i)\b[A-Z]{2} ?\d{2}")
_PRINTED = pattern(r"[A-Z]{2}\d{2}(?: [A-Z0-9]{4})+(?: [A-Z0-9]{1,3})?")
_IBAN_WORD = pattern(r"(?i)\biban\b")
_ACCOUNTS = numdb.get("iban")


def cards(text: str) -> Iterator[Find]:
    """ISO/IEC 7812: an issuer's prefix and length, and the Luhn digit, however grouped.

    Without these, so that a mistyped number is found too: four groups of four, or a card's name nearby.
    """
    for run in runs(_RUN, text):
        for start, end in run.spans(_card_ends(run)):
            yield Find(Kind.CARD, start, end)
    words = _CARD_WORD if _CARD_WORD.search(text) else None
    for found in _MISTYPED.finditer(text):
        meant = found[1] or (words and has_nearby(words, text, *found.span()))
        if meant and stands_alone(text, *found.span()):
            yield Find(Kind.CARD, *found.span())


def ibans(text: str) -> Iterator[Find]:
    """ISO 13616: the country's length and structure, and mod 97.

    Without mod 97, so that a mistyped number is found too: groups of four, or the word IBAN nearby.
    """
    for head in _ACCOUNT.finditer(text):
        end = _account_end(text, head.start())
        if end and _is_account(text, head.start(), end):
            yield Find(Kind.IBAN, head.start(), end)


def _card_ends(run: Run) -> Callable[[int], int]:
    """For a first group, the group after the longest card number that begins there; 0 when none does."""
    sums = _luhn_sums(run.digits)
    group_at = {edge: group for group, edge in enumerate(run.edges)}

    def card_end(first: int) -> int:
        start = run.edges[first]
        for size in _SIZES.get(run.digits[start], ()):
            end = start + size
            # Doubled are the digits second from the right, fourth, …: those at the parity of the end.
            doubled = sums[end % 2]
            fits = end in group_at and (doubled[end] - doubled[start]) % 10 == 0
            if fits and _ISSUED.fullmatch(run.digits[start:end]):
                return group_at[end]
        return 0

    return card_end


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Running Luhn sums, with the digits at even places doubled and with those at odd places."""
    plain = [int(digit) for digit in digits]
    double = [digit * 2 - 9 * (digit > 4) for digit in plain]
    even = (double[i] if i % 2 == 0 else digit for i, digit in enumerate(plain))
    odd = (double[i] if i % 2 else digit for i, digit in enumerate(plain))
    return list(accumulate(even, initial=0)), list(accumulate(odd, initial=0))


def _account_end(text: str, start: int) -> int:
    """Where an IBAN of its country's length would end; 0 when the country has none."""
    left = _account_length(text[start : start + 2].upper())
    for place in range(start, min(len(text), start + 2 * left)):
        if text[place].isalnum():
            left -= 1
        elif text[place] not in " -." or not text[place - 1].isalnum():
            return 0
        if not left:
            return 0 if text[place + 1 : place + 2].isalnum() else place + 1
    return 0


@lru_cache
def _account_length(country: str) -> int:
    fields = str(_ACCOUNTS.info(country)[0][1].get("bban", ""))
    return 4 + sum(map(int, re.findall(r"([0-9]+)!", fields))) if fields else 0


def _is_account(text: str, start: int, end: int) -> bool:
    number = text[start:end]
    valid = _PRINTED.fullmatch(number) or iban.is_valid(number, check_country=False)
    return bool(valid) or has_nearby(_IBAN_WORD, text, start, end)
