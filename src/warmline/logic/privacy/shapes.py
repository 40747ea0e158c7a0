"""What redaction gives back: entities, the clean text, and the way between it and the original."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from warmline.domain.message import CleanText

Span = tuple[int, int]


class Kind(StrEnum):
    """What a piece of text gives away."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CARD = "CARD"
    IBAN = "IBAN"
    NATIONAL_ID = "NATIONAL_ID"
    IP = "IP"
    SECRET = "SECRET"
    POSTCODE = "POSTCODE"
    URL = "URL"
    NAME = "NAME"
    ORDER = "ORDER"


TOKEN = re.compile(rf"\[(?:{'|'.join(Kind)})_[1-9][0-9]{{0,5}}\]")
"""Anything that looks like a token. Not re2, which cannot read lone surrogates; it never backtracks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the contact's own record holds, so that it is found in any spelling."""

    names: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    orders: tuple[str, ...] = field(default=(), repr=False)


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Entity:
    """A redacted piece; offsets are code points of the original text."""

    kind: Kind
    start: int
    end: int
    token: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A pseudonymised text and the way back; entities are in order and never overlap."""

    text: CleanText
    entities: tuple[Entity, ...]
    originals: tuple[str, ...] = field(repr=False)
    """What each entity stands for; hidden from repr so that no log can hold it."""

    def restore(self, text: str) -> str:
        """`text` (this one, or an answer written from it) with the originals back in their places."""
        values = dict(zip((entity.token for entity in self.entities), self.originals, strict=True))
        return TOKEN.sub(lambda found: values.get(found[0], found[0]), text)

    def to_clean(self, start: int, end: int) -> Span:
        """The clean text's span for a span of the original; an entity it touches is taken whole."""
        return _carry(start, end, ((original, clean) for original, clean in self._places()))

    def to_original(self, start: int, end: int) -> Span:
        """The original's span for a span of the clean text; a token it touches is taken whole."""
        return _carry(start, end, ((clean, original) for original, clean in self._places()))

    def _places(self) -> Iterable[tuple[Span, Span]]:
        grown = 0
        for entity in self.entities:
            start = entity.start + grown
            yield (entity.start, entity.end), (start, start + len(entity.token))
            grown += len(entity.token) - (entity.end - entity.start)


def _carry(start: int, end: int, places: Iterable[tuple[Span, Span]]) -> Span:
    """Both offsets moved by what the pieces before them grew; inside a piece, to its edges."""
    first, last = start, end
    for (here, stop), (there, reach) in places:
        if stop <= start:
            first = start + reach - stop
        elif here <= start:
            first = there
        if stop < end:
            last = end + reach - stop
        elif here < end:
            last = reach
    return first, last
