"""What a letter says: whatever is in it, it is read in little time or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Part
from email.utils import collapse_rfc2231_value, getaddresses
from hashlib import sha256
from itertools import islice

from warmline.domain.errors import UnreadableInput
from warmline.domain.mail import Came, Enclosed
from warmline.domain.message import MAX_TURN
from warmline.logic.mail.automatic import kind_of
from warmline.logic.mail.html import html_words
from warmline.logic.mail.names import names_in
from warmline.logic.mail.quoted import without_quotation

_LINES = 600_000
_PARTS, _DEPTH = 500, 20
_HEADER, _HEADERS = 10_000, 2_000
"""Characters of a header that are looked at, and how many headers."""
_SHORT = 5_000
"""Characters of a header that says what a part is; a longer one takes seconds to understand."""
_SUBJECT, _NAME = 300, 100
_FILE = 10_000_000
_ADDRESS = re.compile(r"[^@\s\x00-\x20<>\"(),:;\\[\]]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*\.)+[A-Za-z0-9-]{2,63}")
_SIGNATURES = frozenset(("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"))
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")


def read_letter(raw: bytes, most_files: int) -> Came:
    """The letter. Raises UnreadableInput for one that is none; other errors of the parser mean the same."""
    if raw.count(b"\n") > _LINES:
        raise UnreadableInput("letter", "it has too many lines")
    whole = message_from_bytes(raw)
    parts = list(_leaves(whole))
    sender, called, apart = _sender(whole)
    given = list(islice(whole.raw_items(), _HEADERS))
    headers = {name.lower(): _plain(value)[:_HEADER] for name, value in reversed(given)}
    kind = kind_of(headers, whole.get_content_type(), sender, apart)
    if not sender and kind == "person":
        raise UnreadableInput("letter", "it names nobody to answer")
    name = next(iter(names_in(_header(whole, "Message-ID"))), "")
    text = _text(parts)
    files, left_out = _files(parts, most_files)
    cut = without_quotation(text)
    if len(cut) > MAX_TURN:
        files = (*files, Enclosed("letter.txt", cut.encode()[:_FILE]))
    return Came(
        _digest(raw, name), kind, sender, called, name, _thread(whole),
        _line(_header(whole, "Subject"))[:_SUBJECT], cut[:MAX_TURN], files, left_out, len(cut) > MAX_TURN,
        _returned(parts, names_in(_header(whole, "In-Reply-To"))) if kind == "returned" else (),
    )  # fmt: skip


def _digest(raw: bytes, name: str) -> str:
    """By its Message-ID; without one, by all of it but what each server adds on its way."""
    own = name.encode() if name else b"\0" + raw.partition(b"\r\n\r\n")[2] + _dated(raw)
    return sha256(own).hexdigest()


def _dated(raw: bytes) -> bytes:
    found = re.findall(rb"(?im)^(?:date|from|subject):[^\n]{0,1000}", raw[:100_000])
    return b"\n".join(sorted(each.strip() for each in found))


def _leaves(whole: Part) -> Iterator[Part]:
    """Its parts that hold none, in order; what is attached as a letter is one of them."""
    stack: list[tuple[Part, int]] = [(whole, 0)]
    for _ in range(_PARTS):
        if not stack:
            return
        part, depth = stack.pop()
        if any(name.lower().startswith("content-") and len(value) > _SHORT for name, value in part.raw_items()):
            raise UnreadableInput("letter", "it says too much of its parts")
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            if depth >= _DEPTH:
                raise UnreadableInput("letter", "its parts lie too deep in each other")
            stack.extend((each, depth + 1) for each in reversed(_inner(part)))
        else:
            yield part
    if stack:
        raise UnreadableInput("letter", "it has too many parts")


def _sender(whole: Part) -> tuple[str, str | None, bool]:
    """The address that wants an answer, the sender's name, and whether that is another than wrote; one of each."""
    wrote, answer = (_addresses(_header(whole, name)) for name in ("From", "Reply-To"))
    if not wrote:
        return "", None, False
    called, address = wrote[0]
    if len(answer) == 1 and answer[0][1] != address:
        return answer[0][1], answer[0][0] or None, True
    return address, called or None, False


def _addresses(header: str) -> list[tuple[str, str]]:
    """Names and addresses in a header, these in lower case; those alone that are some."""
    found = [(_line(name)[:_NAME], address.strip().lower()) for name, address in getaddresses([header])]
    return [(name, address) for name, address in found if len(address) <= 254 and _ADDRESS.fullmatch(address)]


def _thread(whole: Part) -> tuple[str, ...]:
    """What it answers to, oldest first, each once."""
    found = names_in(_header(whole, "References")) + names_in(_header(whole, "In-Reply-To"))
    return tuple(dict.fromkeys(found))


def _text(parts: list[Part]) -> str:
    """Its plain text; where it has none, the words of its HTML."""
    shown = [part for part in parts if part.get_content_maintype() == "text" and not _is_file(part)]
    plain = "\n".join(_flowed(part) for part in shown if part.get_content_subtype() != "html")
    if plain.strip():
        return plain
    return "\n".join(html_words(_decoded(part)) for part in shown if part.get_content_subtype() == "html")


def _flowed(part: Part) -> str:
    """With lines joined that were broken on the way only (RFC 3676)."""
    text = _decoded(part)
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    apart = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if lines and lines[-1].endswith(" ") and lines[-1] != "-- " and (line[:1] == ">") == (lines[-1][:1] == ">"):
            lines[-1] = lines[-1][:-1] + apart + line.lstrip("> " if line[:1] == ">" else "")
        else:
            lines.append(line)
    return "\n".join(lines)


def _decoded(part: Part) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = raw.decode("utf-8" if charset in ("us-ascii", "ascii") else charset, "replace")
    except (LookupError, UnicodeError, ValueError):  # one that there is not
        text = raw.decode("utf-8", "replace")
    return _plain(text)


def _is_file(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _files(parts: list[Part], most: int) -> tuple[tuple[Enclosed, ...], int]:
    """What came along, and how much of it is left out."""
    given = [part for part in parts if _is_file(part) or part.get_content_maintype() not in ("text", "multipart")]
    given = [part for part in given if part.get_content_type() not in (*_SIGNATURES, "message/delivery-status")]
    found = [each for part in given[: 2 * most] if (each := _enclosed(part)) is not None]
    taken = [each for each in found if len(each.content) <= _FILE][:most]
    empty = sum(not each.content for each in taken)
    return tuple(each for each in taken if each.content), len(given) - len(taken) + empty


def _enclosed(part: Part) -> Enclosed | None:
    name = _line(_plain(collapse_rfc2231_value(part.get_filename() or "")))[:_SUBJECT]
    if part.is_multipart():  # a letter in the letter
        inner = _inner(part)
        return Enclosed(name or "letter.eml", inner[0].as_bytes()) if inner else None
    content = part.get_payload(decode=True)
    return Enclosed(name or f"file.{part.get_content_subtype()[:10]}", content if isinstance(content, bytes) else b"")


def _returned(parts: list[Part], answered: tuple[str, ...]) -> tuple[str, ...]:
    """The Message-IDs of what came back, if it says that it failed for good: of the letter, not of those before it."""
    status = " ".join(_inside(part) for part in parts if part.get_content_type() == "message/delivery-status").lower()
    if status and not re.search(r"action\s*:\s*failed", status):
        return ()
    back = " ".join(_inside(part) for part in parts if part.get_content_type() != "message/delivery-status")
    found = re.findall(r"(?im)^[> ]*message-id\s*:\s*(<[^<>\s]{1,300}>)", back)
    return tuple(dict.fromkeys((*(name for each in found for name in names_in(each)), *answered[-1:])))


def _inside(part: Part) -> str:
    """The beginning of a part, as it is written."""
    if part.is_multipart():
        inner = _inner(part)[:20]
        return "\n".join(f"{name}: {_plain(value)}" for each in inner for name, value in each.raw_items())[:50_000]
    return _decoded(part)[:50_000]


def _inner(part: Part) -> list[Part]:
    """The parts that it holds."""
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Part)] if isinstance(inner, list) else []


def _header(whole: Part, name: str) -> str:
    """A header's words, decoded (RFC 2047)."""
    given = next((_plain(value)[:_HEADER] for own, value in whole.raw_items() if own.lower() == name.lower()), "")
    try:
        found = decode_header(given)
    except (HeaderParseError, ValueError):
        return _plain(given)
    return _plain("".join(text if isinstance(text, str) else _word(text, charset) for text, charset in found))


def _word(text: bytes, charset: str | None) -> str:
    try:
        return text.decode(charset or "utf-8", "replace")
    except (LookupError, UnicodeError, ValueError):
        return text.decode("utf-8", "replace")


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: object) -> str:
    """Without what cannot be kept or seen."""
    whole = str(text)
    with suppress(UnicodeEncodeError):  # more than bytes that are no text
        whole = whole.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _UNSEEN.sub("", whole)
