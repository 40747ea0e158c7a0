"""A turn from the fields of a record, whatever format they came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from reprlib import repr as shortened

from warmline.adapters.transcripts.lines import Source
from warmline.domain.errors import TextTooLong, UnreadableInput, WarmlineError
from warmline.domain.message import MAX_TURN, Role, Turn

_NAMES = {
    Role.CUSTOMER: """
        customer client user visitor caller  kunde kundin nutzer nutzerin besucher besucherin anrufer
        anruferin  klant gebruiker bezoeker beller  cliente utilisateur utilisatrice visiteur visiteuse
        usuario usuaria visitante  utente visitatore visitatrice  utilizador utilizadora usuário usuária
    """,
    Role.AGENT: """
        agent operator representative rep assistant advisor adviser support  mitarbeiter mitarbeiterin
        berater beraterin agentin  medewerker medewerkster adviseur  agente conseiller conseillère
        opérateur opératrice  asesor asesora operador operadora asistente  operatore operatrice consulente
        assistente  atendente
    """,
    Role.BOT: "bot chatbot robot",
}
ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
"""What speakers are called in the seven languages, in lower case."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile("([a-z]{2})(?:[-_][a-z0-9-_]+)?")


def make_turn(record: Mapping[str, object], source: Source, line: int) -> Turn | UnreadableInput:
    """The turn that `record` describes, or why it is none; a turn without an id is called by its line."""
    try:
        return Turn(
            text=_text(record.get("text")),
            id=_name(record.get("id")) or str(line),
            conversation_id=_name(record.get("conversation_id")),
            role=_role(record.get("role")),
            at=_at(record.get("at")),
            language=_language(record.get("language")),
        )
    except WarmlineError as error:
        return source.bad(str(error), line)


def _text(value: object) -> str:
    if value is None:
        raise WarmlineError("the text is missing")
    if not isinstance(value, str):
        raise WarmlineError(f"the text is not a string: {shortened(value)}")
    if not value.strip():
        raise WarmlineError("the text is blank")
    if len(value) > MAX_TURN:
        raise TextTooLong(len(value), MAX_TURN)
    return _well_formed(value)


def _name(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))  # data frames turn whole columns into floats for one missing id
        case str() | int() | float():
            return _well_formed(str(value)).strip()
        case _:
            raise WarmlineError(f"not an id: {shortened(value)}")


def _role(value: object) -> Role:
    if _absent(value):
        return Role.CUSTOMER
    role = ROLES.get(value.strip().casefold()) if isinstance(value, str) else None
    if role is None:
        raise WarmlineError(f"unknown role {shortened(value)}; known are customer, agent, bot")
    return role


def _at(value: object) -> datetime | None:
    if _absent(value):
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    try:
        return datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise WarmlineError(f"not a time in ISO 8601: {shortened(value)}") from None


def _language(value: object) -> str:
    if _absent(value) or value == "und":
        return ""
    known = _LANGUAGE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if known is None:
        raise WarmlineError(f"not a language code of two letters: {shortened(value)}")
    return known[1]


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _well_formed(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
