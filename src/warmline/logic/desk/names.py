"""How a tag or a reply that is ready is called."""

from __future__ import annotations

import re
from unicodedata import normalize

from warmline.domain.desk import MOST_NAME
from warmline.domain.errors import UnreadableInput

PLACES = ("name", "agent")
"""What may stand in braces in a reply: the customer's name, and that of whoever answers."""
_BRACES = re.compile(r"\{(\w*)\}")


def tag_name(given: str) -> str:
    """The name under which a tag is kept: upper and lower case, and ways to write a letter, are the same.

    Raises UnreadableInput for none, for one that is too long and for what no screen shows.
    """
    name = " ".join(normalize("NFKC", normalize("NFKC", given).casefold()).split())
    if not 0 < len(name) <= MOST_NAME:
        raise UnreadableInput("name", f"it has 1 to {MOST_NAME} characters")
    if not name.isprintable():
        raise UnreadableInput("name", "it holds what can be seen")
    return name


def reply_name(given: str) -> str:
    """The name by which a reply that is ready is called: as a tag's, in one word. Raises UnreadableInput."""
    name = tag_name(given)
    if " " in name or "/" in name:
        raise UnreadableInput("name", "the name of a reply is one word, without a slash")
    return name


def check_places(text: str) -> None:
    """Raises UnreadableInput for anything in braces that nothing is put in for, and for a brace alone."""
    unknown = next((found[0] for found in _BRACES.finditer(text) if found[1] not in PLACES), None)
    if unknown is None and re.search(r"[{}]", _BRACES.sub("", text)):
        unknown = "a brace alone"
    if unknown:
        raise UnreadableInput("text", f"{unknown}: only {{name}} and {{agent}} may stand in braces")
