"""Finds the numbers that states give to people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from stdnum.br import cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pt import nif

from warmline.logic.privacy.finding import Find, has_nearby, pattern, stands_alone
from warmline.logic.privacy.shapes import Kind


@dataclass(frozen=True, slots=True)
class Identity:
    """A state's number: its shape, its check digits and, where both are weak, words nearby."""

    source: str
    shape: Any
    valid: Callable[[str], bool] = lambda number: True
    words: Any = None


def _shape(shape: str) -> Any:
    return pattern(rf"\b(?:{shape})\b")


def _near(words: str) -> Any:
    return pattern(rf"(?i)\b(?:{words})\b")


_SSN_WORDS = _near(r"ssn|social security|social")
_TAX_DE = _near(r"steuer-?\w*|steuerliche|idnr|id-nr|tin|tax id")
_PASSPORT = _near(r"passport|reisepass\w*|paspoort\w*|passeport|pasaporte|passaporto|passaporte")

IDENTITIES = (
    Identity("US Social Security Administration, as printed on the card", _shape(r"\d{3}-\d{2}-\d{4}")),
    Identity("US Social Security Administration", _shape(r"\d{3}[ .]?\d{2}[ .]?\d{4}"), words=_SSN_WORDS),
    Identity(
        "HMRC manual NIM39110 (National Insurance number)",
        _shape(r"(?i)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?-?(?:\d{2}[ -]?){3}[A-D]"),
    ),
    Identity(
        "§ 139b AO; ISO 7064 MOD 11,10 (Steuer-Identifikationsnummer)",
        _shape(r"\d{2}[ /]?\d{3}[ /]?\d{3}[ /]?\d{3}"),
        lambda number: idnr.is_valid(number.replace("/", "")), _TAX_DE,
    ),
    Identity(
        "Wet algemene bepalingen burgerservicenummer; the 11-proof",
        _shape(r"\d{4}[ .]?\d{2}[ .]?\d{3}|\d{3}[ .]\d{3}[ .]\d{3}|\d{8}"),
        bsn.is_valid, _near(r"bsn|burgerservice\w*|sofi\w*"),
    ),
    Identity(
        "Décret 82-103, INSEE (NIR), key mod 97",
        _shape(r"[12][ .]?\d{2}[ .]?\d{2}[ .]?\d[0-9AB][ .]?\d{3}[ .]?\d{3}[ .-]?\d{2}"),
        lambda number: nir.is_valid(number.replace("-", "")),
    ),
    Identity(
        "Real Decreto 1553/2005 (DNI), letter mod 23",
        _shape(r"(?i)\d{1,2}\.?\d{3}\.?\d{3} ?-? ?[A-Z]"),
        lambda number: dni.is_valid(number.replace(".", "")),
    ),
    Identity(
        "Real Decreto 557/2011 (NIE), letter mod 23",
        _shape(r"(?i)[XYZ] ?-? ?\d\.?\d{3}\.?\d{3} ?-? ?[A-Z]"),
        lambda number: nie.is_valid(number.replace(".", "")),
    ),
    Identity(
        "Decreto Ministeriale 23 dicembre 1976 (codice fiscale), check letter",
        _shape(r"(?i)[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]"),
        codicefiscale.is_valid,
    ),
    Identity(
        "Decreto-Lei 14/2013 (NIF), check digit mod 11",
        _shape(r"\d{3}[ .]?\d{3}[ .]?\d{3}"), nif.is_valid, _near(r"nif|contribuinte|numero fiscal|fiscal"),
    ),
    Identity("Receita Federal (CPF), as printed", _shape(r"\d{3}\.\d{3}\.\d{3}-\d{2}"), cpf.is_valid),
    Identity(
        "Receita Federal (CPF), two check digits",
        _shape(r"\d{3} ?\d{3} ?\d{3}[ -]?\d{2}"), cpf.is_valid, _near(r"cpf|cadastro de pessoa"),
    ),
    Identity("ICAO Doc 9303 (passport number)", _shape(r"(?i)[A-Z]{0,2}\d[A-Z0-9]{4,7}\d"), words=_PASSPORT),
)  # fmt: skip


def national_ids(text: str) -> Iterator[Find]:
    """The numbers in IDENTITIES, each with its own source; bare digits only near words that name them."""
    for identity in IDENTITIES:
        if identity.words and not identity.words.search(text):
            continue
        for found in identity.shape.finditer(text):
            start, end = found.span()
            if stands_alone(text, start, end) and _is_meant(identity, text, start, end):
                yield Find(Kind.NATIONAL_ID, start, end)


def _is_meant(identity: Identity, text: str, start: int, end: int) -> bool:
    named = identity.words is None or has_nearby(identity.words, text, start, end)
    return named and identity.valid(text[start:end])
