"""What a file is, by its bytes: what its sender says of it is not believed."""

from __future__ import annotations

import re

import puremagic

UNKNOWN, PLAIN = "application/octet-stream", "text/plain"
SHOWN = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", PLAIN))
"""What no browser runs anything of. All else is only ever handed out as bytes."""
_MARKUP = re.compile(rb"<[a-zA-Z!?/%]|^#!")
"""Of HTML, SVG, XML and scripts."""
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def media_type(content: bytes) -> str:
    """The type that the bytes show, UNKNOWN when they show none."""
    found = _known(content)
    if found:
        return found
    try:
        content.decode()
    except UnicodeDecodeError:
        return UNKNOWN
    return UNKNOWN if _MARKUP.search(content) or _CONTROL.search(content) else PLAIN


def served_type(known: str) -> str:
    """As what a file of a type is handed out."""
    return known if known in SHOWN else UNKNOWN


def _known(content: bytes) -> str:
    """What a signature says, the surest first."""
    try:
        return next((each.mime_type for each in puremagic.magic_string(content) if each.mime_type), "")
    except (puremagic.PureError, ValueError):
        return ""
