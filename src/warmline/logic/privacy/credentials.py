"""Finds what opens doors: passwords and codes that are said, keys that are pasted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from warmline.logic.privacy.finding import Find, longest, pattern
from warmline.logic.privacy.shapes import Kind

PASSWORD_WORDS = (
    r"pass ?words?|pass ?phrase|pass ?code|passwd|pwd?|secret (?:key|answer)|api[ _-]?key|access[ _-]?token|"
    r"passwort|kennwort|losungswort|zugangscode|wachtwoord|toegangscode|mot de passe|mdp|contrasena|"
    r"clave(?: de acceso)?|parola d'ordine|codice di accesso|senha|palavra[ -]?passe"
)
CODE_WORDS = (
    r"pin(?:[ -]?(?:code|nummer|number|nr))?|geheimzahl|tan|otp|cvv2?|cvc2?|"
    r"(?:security|verification|one[ -]time) code|"
    r"sicherheitscode|prufziffer|kartenprufnummer|bestatigungscode|beveiligingscode|verificatiecode|"
    r"cryptogramme|code (?:secret|confidentiel|pin|de securite|de verification|d'acces)|"
    r"codigo (?:secreto|pin|de seguridad|de verificacion|de acceso|de seguranca|de verificacao)|"
    r"codice (?:segreto|pin|di sicurezza|di verifica)"
)
_FOR = "for|to|of|on|fur|zu|zum|vom|von|voor|van|pour|de|du|del|para|per|di|da|do"
_ABOUT = rf"(?:\s(?:{_FOR})(?:\s[\w'.@-]+){{1,4}}?)"
_NOW = r"(?:\s(?:now|still|jetzt|nu|maintenant|ahora|ora|agora))?"
_IS = rf"(?:'s|\s{{1,3}}(?:is|was|are|should be|lautet|ist|war|luidt|est|etait|es|era|e|foi)){_NOW}\b"
_HEAD = pattern(
    rf"(?i)\b(?:(?:{PASSWORD_WORDS})|({CODE_WORDS}))",
    rf"(?:({_ABOUT})?((?:{_IS})?\s{{0,3}}(?:[:=]|->|=>)\s{{0,3}}|{_IS}\s{{1,3}})|\s{{1,3}})",
)
_TAIL = pattern(
    r"(?i)([^\s\x00]{4,})\s(?:is|ist|est|es|e)\s(?:my|mein|mijn|mon|mi|la mia|il mio|a minha|o meu)\s",
    rf"(?:{PASSWORD_WORDS}|{CODE_WORDS})\b",
)
_VALUE = longest(r"""^(?:"[^"\n\x00]+"|'[^'\n\x00]+'|\d(?:[ -]?\d){2,11}\b|[^\s\x00]+)""")
_CLOSING = ".,;)]}>"
_FARTHEST = 256

_SAID_OFTEN = """
about again all always and any are been being blocked broken but case changed compromised correct
different easy email emails expired false field for forgotten from gone good hacked has have here
incorrect indeed invalid its just known link locked login lost missing needed never new not now off okay
old only out password page please pin refused rejected required reset right safe same secret secure simple
still stolen strong that the their there they this too unknown useless username valid very was weak what
when where with working wrong you your
abgelaufen aber als alt auch auf bekannt bitte das dasselbe dass dem den der die doch ein eine einfach
falsch geandert gehackt gesperrt gleich ich immer jetzt kaputt korrekt leider mein mir mit neu nicht noch
richtig schon sicher ungultig und unsicher vergessen verloren weg wie zuruckgesetzt
altijd bekend dat echt een fout geblokkeerd goed het hetzelfde juist kwijt maar mijn niet nog ongeldig
onjuist veilig verkeerd verlopen vergeten voor weer
aussi bien bloque bon correct dans deja des encore erronee est expire faux inconnu invalide les mais
mauvais mon nouveau oublie par pas perdu pour que refuse toujours trop tres une
bloqueada caducada con correcta cuando del desconocida ella equivocada erronea esta expirada incorrecta
invalida mala muy nueva olvidada para perdida pero por que segura siempre una
bloccata che corretta dei dimenticata errata giusta gli mia molto nome non nuova ora per persa piu
sbagliata scaduta sempre sicura utente
certa com correta deles errada errado expirou incorreta mais mas meu minha muito nao nova num quando sem
uma usuario
"""
"""What people say right after "my password is" or "password:", of three letters and more, without accents."""

_NO_VALUE = frozenset(_SAID_OFTEN.split())

_KEYS = pattern(
    r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}"
    r"|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[a-z]-[\w-]{10,}|\bAIza[\w-]{30,}"
    r"|\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-\x00]+(?:-----END [A-Z ]*-----)?"
)
_BEARER = pattern(r"(?i)\bbearer\s{1,3}([\w.~+/=-]*\d[\w.~+/=-]*)")
_LONG = pattern(r"[A-Za-z0-9+/=_-]{24,}")
_RESTLESS = 0.3


def said_secrets(text: str) -> Iterator[Find]:
    """What follows "my password is" or "PIN:", or precedes "is my password"; own lists in seven languages."""
    for head in _HEAD.finditer(text):
        start, end = _value_span(text, head.end())
        if _is_secret(text[start:end], bool(head[1]), bool(head[2] or not head[3])):
            yield Find(Kind.SECRET, start, end)
    for tail in _TAIL.finditer(text):
        if _looks_chosen(tail[1]):
            yield Find(Kind.SECRET, *tail.span(1))


def pasted_keys(text: str) -> Iterator[Find]:
    """Keys as their makers publish them, RFC 7519, 6750 and 7468, and long strings that look random."""
    for found in _KEYS.finditer(text):
        yield Find(Kind.SECRET, *found.span())
    for found in _BEARER.finditer(text):
        yield Find(Kind.SECRET, *found.span(1))
    for found in _LONG.finditer(text):
        if _is_random(found.group()):
            yield Find(Kind.SECRET, *found.span())


def _value_span(text: str, start: int) -> tuple[int, int]:
    found = _VALUE.search(text[start : start + _FARTHEST])
    end = start + found.end() if found else start
    return start, start + len(text[start:end].rstrip(_CLOSING))


def _is_secret(value: str, is_code: bool, is_distant: bool) -> bool:
    """Codes hold digits; a password right after its word may be any but the words that often follow it."""
    if is_code:
        return sum(char.isdigit() for char in value) > 2
    if is_distant:
        return _looks_chosen(value)
    return len(value) > 2 and value.casefold().strip("\"'!?,") not in _NO_VALUE


def _looks_chosen(value: str) -> bool:
    """Whether the value is more than a word: it holds a digit, a sign or a capital inside."""
    signs = any(not char.isalnum() and char not in "'-./,!?\"():" for char in value)
    capital = not value.isupper() and not value[1:].islower() and any(char.isupper() for char in value[1:])
    return len(value) > 3 and (any(char.isdigit() for char in value) or signs or capital)


def _is_random(text: str) -> bool:
    """Whether sorts of characters alternate as by chance (0.47 in hex, 0.6 in base 64), not as in words."""
    turns = sum(_sort(before) != _sort(after) for before, after in pairwise(text))
    return turns > _RESTLESS * len(text) and any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _sort(char: str) -> int:
    return char.isdigit() + 2 * char.isupper() + 4 * char.islower()
