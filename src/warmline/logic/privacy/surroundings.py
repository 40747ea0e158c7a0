"""What the words around digits say: a telephone's number, an order's, or an amount."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from warmline.logic.privacy.finding import pattern

_CALL = (
    r"(?:tele)?phone|ph|tel|mobile|mob|cell(?:phone)?|call|ring|text|message|sms|whats ?app|fax|reach|dial|"
    r"answer(?:ing)?|contact\w*|my number|"
    r"telefon\w*|handy\w*|mobil\w*|(?:an|zuruck)?rufen?|anruf\w*|erreich\w*|meine nummer|"
    r"telefoon\w*|mobiel\w*|bel|bellen|gsm|mijn nummer|portable|appel\w*|rappel\w*|joign\w*|mon numero|"
    r"movil|llam\w*|mi numero|cellulare|chiam\w*|il mio numero|telemovel|celular|lig\w{1,4}|meu numero"
)
_IS = "n[or]?\\.?|num|number|nummer|numero|is|ist|est|es|e|id|on|at|me|us|auf|unter|op|au|al|de"
_NUMBER = rf"(?: (?:{_IS}))*[\s:.#]{{0,3}}"
_CALLED = pattern(rf"(?i)\b(?:{_CALL})\b")
_CALLED_AT = pattern(rf"(?i)\b(?:{_CALL}){_NUMBER}")
_LABEL = pattern(
    r"(?i)[\s(,-]{0,3}\b(?:office|fax|mobile?|cell|home|work|tel|phone|handy|buro|mobiel|portable|movil)\b"
)
_THINGS = (
    "order|invoice|tracking|ticket|case|ref|customer|client|account|article|serial|imei|policy|contract|booking|"
    "reservation|vin|sku|bestell|auftrag|rechnung|sendung|kunden|konto|artikel|vertrag|buchung|factuur|klant|"
    "boeking|commande|facture|pedido|factura|ordine|fattura|encomenda|fatura"
)
_OTHER = pattern(rf"(?i)(?:\b(?:{_THINGS})\w*{_NUMBER}|(?:[$€£]|\b(?:eur|usd|gbp|brl))\s?)")
_UNIT = pattern(r"(?i)^(?:[.,]\d|\s?(?:[$€£%]|(?:eur|euros?|usd|dollars?|gbp|pounds?|reais|kg|km)\b))")
_LINE_START = pattern(r"\n[ \t]*")
_LINE_END = pattern(r"[ \t]*(?:\n|$)")
_REACH = 40


class Surroundings:
    """A text's words for telephones, orders and money, looked up once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._called = _ends(_CALLED, text)
        self._called_at = frozenset(_ends(_CALLED_AT, text))
        self._other = frozenset(_ends(_OTHER, text))
        self._labels = frozenset(found.start() for found in _LABEL.finditer(text))
        self._line_starts = frozenset(_ends(_LINE_START, text))
        self._line_ends = frozenset(found.start() for found in _LINE_END.finditer(text))

    def speak_of_phone(self, start: int) -> bool:
        """Whether a word for telephones stands shortly before."""
        after = bisect_left(self._called, start - _REACH)
        return after < len(self._called) and self._called[after] <= start

    def name_phone(self, start: int) -> bool:
        """Whether words such as "tel." or "call me at" stand right before."""
        return start in self._called_at

    def label_phone(self, start: int, end: int) -> bool:
        """Whether "(mobile)" or the like stands right after, or nothing else on a line below others."""
        return end in self._labels or (start in self._line_starts and end in self._line_ends)

    def name_other(self, start: int, end: int) -> bool:
        """Whether it is called an order, a case, a customer, or counts money or goods."""
        return start in self._other or bool(_UNIT.search(self._text[end : end + 10]))


def _ends(words: Any, text: str) -> list[int]:
    return [found.end() for found in words.finditer(text)]
