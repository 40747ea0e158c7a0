"""Finds postcodes where they are sure to be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warmline.logic.privacy.finding import Find, has_nearby, pattern, stands_alone
from warmline.logic.privacy.shapes import Kind

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|IA|ID|IL|IN|HI|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|"
    "NY|OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY"
)
_AMOUNT = pattern(r"^\d{4} ?(?:AD|AM|BC|CM|DM|EU|GB|HP|KB|KG|KM|KW|MB|ML|MM|MW|PM|PS|TB|UK|US|VA|SA|SD|SS)$")
_NAMED = pattern(
    r"(?i)\b(?:post ?codes?|postal codes?|zip|postleitzahl|plz|code postal|codigo postal|"
    r"cap|codice postale|cep)\b"
)
_ADDRESS = pattern(
    r"(?i)(?:strasse|str\.|\bweg\b|platz\b|allee\b|adresse|wohn|plz|postleitzahl|\brue\b|avenue|boulevard|"
    r"\bhabite|code postal|\bcalle\b|\bplaza\b|\bavda\b|direccion|\bvivo\b|codigo postal|\bvia\b|"
    r"\bpiazza\b|\bviale\b|indirizzo|\babito|\bcap\b|address|\blive|street|deliver|liefer|livr|envi|sped)"
)


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode's shape (the postcode is its group) and, where that is weak, the words it needs nearby."""

    source: str
    shape: Any
    words: Any = None


POSTCODES = (
    Postcode("BS 7666 (UK)", pattern(r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b")),
    Postcode(
        "BS 7666 (UK), small letters",
        pattern(r"(?i)\b([A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b"),
        _NAMED,
    ),
    Postcode("NEN 5825 (NL)", pattern(r"\b([1-9]\d{3} ?[A-Z]{2})\b")),
    Postcode("NEN 5825 (NL), small letters", pattern(r"(?i)\b([1-9]\d{3} ?[A-Z]{2})\b"), _NAMED),
    Postcode("Canada Post Addressing Guidelines", pattern(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)\b")),
    Postcode("USPS Publication 28 (US)", pattern(rf"[A-Za-z.], ?(?:{_STATES}),? +(\d{{5}}(?:-\d{{4}})?)\b")),
    Postcode("USPS Publication 28 (US)", pattern(rf"[A-Z][a-z]+ +(?:{_STATES}),? +(\d{{5}}(?:-\d{{4}})?)\b")),
    Postcode("CTT (Portugal)", pattern(r"\b([1-9]\d{3}-\d{3})\b")),
    Postcode("Correios (Brazil)", pattern(r"\b(\d{5}-\d{3})\b")),
    Postcode("UPU S42 (DE, FR, ES, IT)", pattern(r"\b((?:[DFEI]-)?\d{5}),? +\p{Lu}[\pL'-]+"), _ADDRESS),
    Postcode("UPU S42 (DE, FR, ES, IT), named", pattern(r"\b(\d{5})\b"), _NAMED),
)


def postcodes(text: str) -> Iterator[Find]:
    """The shapes in POSTCODES, each with its own source; five bare digits only near an address."""
    for postcode in POSTCODES:
        if postcode.words and not postcode.words.search(text):
            continue
        for found in postcode.shape.finditer(text):
            start, end = found.span(1)
            if not stands_alone(text, start, end) or _AMOUNT.search(text[start:end]):
                continue
            if postcode.words is None or has_nearby(postcode.words, text, start, end):
                yield Find(Kind.POSTCODE, start, end)
