"""Finds telephone numbers, international and national."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import phonenumbers

from warmline.logic.privacy.digits import Run, runs
from warmline.logic.privacy.finding import Find, longest, pattern
from warmline.logic.privacy.shapes import Kind
from warmline.logic.privacy.surroundings import Surroundings

_RUN = pattern(r"[(+]{0,2}\d(?:[ \t./()-]{0,3}\d){6,}")
_SHAPES = longest(
    r"(?:(?:\+|00)?1[-. ]?)?(?:\(\d{3}\)[-. ]?|\d{3}[-. ])\d{3}[-. ]\d{4}",  # NANP
    r"|\(0?\d{2,5}\)[ -]?\d{3,8}(?:[ -]?\d{2,5}){0,2}",  # an area code in parentheses (E.123)
    r"|0\d(?:[ .-]\d{2}){4}",  # FR
    r"|[2-9]\d{2}[ -]\d{3}[ -]\d{3}|[6-9]\d{2}(?:[ -]\d{2}){3}|9\d \d{3} \d{2} \d{2}",  # ES, PT
    r"|3\d{2}[ ./-]\d{6,7}",  # IT
    r"|\d{2} 9?\d{4}-\d{4}",  # BR
)
_LONGEST = 32
_ABROAD = pattern(r"(?:00|011[ -])(.+)")
_NO_PHONE = pattern(
    r"(?:^|\s)(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))(?:\s|$)"  # a date
    r"|^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^\d{3}-\d{7}-\d{7}$",  # an IP address, a market place's order
)
_EXTENSION = pattern(
    r"(?i)^\s{0,2},?\s{0,2}(?:x|ext\.?|extension|poste|ramal|anexo|interno|int\.|toestel|durchwahl)"
    r"\s{0,2}\d{1,6}\b"
)
_REGIONS = ("US", "GB", "DE", "NL", "FR", "ES", "IT", "PT", "BR")
_MOST_GROUPS, _FEWEST, _FEWEST_TRUNK, _MOST = 8, 7, 9, 17
_MOST_CHECKS = 16
"""How many numbers one text may have looked up; after that their looks alone decide."""


def phones(text: str) -> Iterator[Find]:
    """ITU-T E.164 numbers, written as E.123 or the nine countries of _REGIONS write them."""
    finder = _Finder(text, Surroundings(text))
    for run in runs(_RUN, text):
        for start, end in run.spans(partial(finder.phone_end, run)):
            extension = _EXTENSION.search(text[end : end + 24])
            yield Find(Kind.PHONE, start, end + (extension.end() if extension else 0))


@dataclass(slots=True)
class _Finder:
    text: str
    around: Surroundings
    checks: int = 0

    def phone_end(self, run: Run, first: int) -> int:
        """The group after the longest number that begins with group `first`; 0 when none does."""
        rows = [*run.windows(first, _MOST_GROUPS, _FEWEST, _MOST)]
        if not rows or not self._opens(run, first):
            return 0
        start = run.groups[first][0]
        head = self.text[start : start + 2].lstrip("(")
        named = "+" in head or self.around.name_phone(start)
        shaped = None if named else _SHAPES.match(self.text[start : start + _LONGEST])
        shaped_end = start + shaped.end() if shaped else 0
        spoken = self.around.speak_of_phone(start)
        for last, digits in rows:
            end = run.groups[last - 1][1]
            looks = named or end == shaped_end or self.around.label_phone(start, end)
            asked = looks or spoken or (head[:1] == "0" and digits >= _FEWEST_TRUNK)
            meant = asked and self._closes(run, last) and not self._is_other(start, end)
            if meant and (looks or self._is_in_use(self.text[start:end])):
                return last
        return 0

    def _opens(self, run: Run, first: int) -> bool:
        """Whether a number may begin here: at the run's start, or after a space or a parenthesis."""
        start = run.groups[first][0]
        before = self.text[max(0, start - 2) : start]
        if first:
            return self.text[start] in "(+" or before[-1:].isspace()
        hyphened = before[-1:] == "-" and before[:1].isalnum()
        return not (hyphened or before[-1:].isalnum() or before[-1:] in ("_", "#", "@"))

    def _closes(self, run: Run, last: int) -> bool:
        end = run.groups[last - 1][1]
        after = self.text[end : end + 1]
        if last < len(run.groups):
            return after.isspace() or self.text[run.groups[last][0]] in "(+"
        return not after.isalnum() or after in "xX"

    def _is_other(self, start: int, end: int) -> bool:
        """Whether it is a date, an amount, an IP address or the number of an order, a case, a customer."""
        if _NO_PHONE.search(self.text[start:end]):
            return True
        return self.text[start] != "+" and self.around.name_other(start, end)

    def _is_in_use(self, number: str) -> bool:
        self.checks += 1
        if self.checks > _MOST_CHECKS:
            return True
        abroad = _ABROAD.fullmatch(number)
        return _is_valid(f"+{abroad[1]}") if abroad else any(_is_valid(number, region) for region in _REGIONS)


def _is_valid(number: str, region: str | None = None) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, region)))
    except phonenumbers.NumberParseException:
        return False
