"""What somebody wrote just now, without what their mail program put below or between it: in doubt nothing is cut."""

from __future__ import annotations

import re

_DATED = (
    ("on", "wrote"), ("am", "schrieb"), ("op", "schreef"), ("le", "a écrit"), ("el", "escribió"), ("il", "ha scritto"),
    ("em", "escreveu"), ("a", "escreveu"), ("no dia", "escreveu"), ("il giorno", "ha scritto"),
)  # fmt: skip
"""How the line above a quotation begins and what it says, in the languages that are read."""
_HEADERS = {
    "from": ("from", "von", "van", "de", "da"),
    "date": ("sent", "date", "gesendet", "datum", "verzonden", "envoyé", "enviado", "enviado el", "fecha", "inviato",
             "data", "enviada em"),
    "to": ("to", "an", "aan", "à", "para", "a"),
    "subject": ("subject", "betreff", "onderwerp", "objet", "asunto", "oggetto", "assunto"),
}  # fmt: skip
_ORIGINAL = re.compile(
    r"-{3,} *(original message|ursprüngliche nachricht|oorspronkelijk bericht|message d'origine|mensaje original"
    r"|messaggio originale|mensagem original|original-nachricht) *-{3,}",
)
_DEVICE = re.compile(
    r"(sent from my|sent from outlook|get outlook for|gesendet mit|gesendet von|von meinem|von unterwegs"
    r"|verzonden vanaf|verstuurd vanaf|envoyé de mon|envoyé depuis|envoyé à partir|obtenir outlook|enviado desde"
    r"|obtener outlook|inviato da|ottieni outlook|enviado do"
    r"|enviado a partir|obter outlook|outlook für|download outlook)\b.{0,80}"
)
_NAMED = {name: part for part, names in _HEADERS.items() for name in names}
_AHEAD = 4
"""Lines over which the line above a quotation, or the head of a letter, may be broken."""
_LONGEST = 400
"""Characters of a line that is looked at: nobody's mail program writes longer ones there."""


def without_quotation(text: str) -> str:
    """The text without quotations, their headings and the sender's signature; the whole of it where nothing is left."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = _without_quoted_lines(lines[: _end(lines)])
    return _joined(_without_signature(kept)) or _joined(kept) or _joined(lines)


def _end(lines: list[str]) -> int:
    """Where an older letter begins that stands below in full."""
    return next((at for at in range(len(lines)) if _begins_older(lines, at)), len(lines))


def _begins_older(lines: list[str], at: int) -> bool:
    line = lines[at].strip("*_ ").lower()
    if not line or len(line) > _LONGEST or line.startswith(">"):
        return False
    if _ORIGINAL.fullmatch(line) or _is_head(lines, at):
        return True
    size = _heading(lines, at)
    return size > 0 and not any(each.lstrip().startswith(">") for each in lines[at + size : at + size + _AHEAD])


def _is_head(lines: list[str], at: int) -> bool:
    """From, date, recipient and subject of a letter, below each other; with or without a line above them."""
    if _part(lines[at]) != "from" or (at and lines[at - 1].strip(" _-*")):
        return False
    parts = {_part(line) for line in lines[at : at + 2 * _AHEAD] if line.strip()}
    return "subject" in parts and len(parts & {"date", "to"}) > 0


def _part(line: str) -> str | None:
    name, colon, rest = line[:_LONGEST].strip("*> ").partition(":")
    return _NAMED.get(name.strip("* ").lower()) if colon and rest.strip() else None


def _heading(lines: list[str], at: int) -> int:
    """How many lines from here on say who wrote what is quoted below them, and when; 0: none do."""
    begin = lines[at].strip("> ").lower()
    if not any(begin.startswith(f"{word} ") for word, _ in _DATED):
        return 0
    whole = ""
    for size, line in enumerate(lines[at : at + _AHEAD], 1):
        whole = f"{whole} {line.strip('> ').lower()}".strip()
        if not line.strip() or len(whole) > _LONGEST:
            return 0
        if whole.endswith(":") and _says_who(whole):
            return size
    return 0


def _says_who(line: str) -> bool:
    """With a date, or an address, in it: `On Monday you wrote:` may be the customer's own words."""
    said = any(line.startswith(f"{word} ") and f" {verb}" in line for word, verb in _DATED)
    return said and (any(char.isdigit() for char in line) or "@" in line)


def _without_quoted_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        size = _heading(lines, at)
        if size:
            at += size
        elif lines[at].lstrip().startswith(">"):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    """Without what stands below two hyphens (RFC 3676), and without the device that it was written on."""
    end = next((at for at, line in enumerate(lines) if line in ("--", "-- ")), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip(" _") or _is_device(kept[-1])):
        kept.pop()
    return kept


def _is_device(line: str) -> bool:
    return len(line) < _LONGEST and bool(_DEVICE.fullmatch(line.strip().lower()))


def _joined(lines: list[str]) -> str:
    """Without empty lines at the ends, and no more than two in a row."""
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n \t")
