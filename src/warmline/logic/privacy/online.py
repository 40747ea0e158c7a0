"""Finds what leads to somebody online: e-mail addresses, IP addresses, links that open doors."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from warmline.logic.privacy.finding import Find, pattern, stands_alone
from warmline.logic.privacy.shapes import Kind

_LOCAL = r"[\pL\pN_+][\pL\pN._%+&'*~!#$^{}`-]*"
_ROMANCE = "arroba|arobase|chiocciola"
_GERMANIC = "at|klammeraffe|apenstaartje"
_OPEN, _SHUT = r"\s?[\[({<]\s?", r"\s?[\])}>]\s?"
SPELLED_SIGN = rf"(?:{_OPEN}(?:{_ROMANCE}|{_GERMANIC}|@){_SHUT}|\s(?:{_ROMANCE}|{_GERMANIC})\s)"
"""How people write an at sign in words."""

_DOT = rf"(?:\.|{_OPEN}(?:\.|dot|punkt|punt|point|punto|ponto){_SHUT}"
_TLD = r"(?:com|net|org|info|eu|de|nl|fr|es|it|pt|br|uk|us|io|me|at|ch|be)\b"
_EMAILS = (
    pattern(
        rf'(?:"[^"\s\x00@]+"|{_LOCAL})(?:@| @ )\[?(?:[\pL\pN-]+\.)+(?:\pL[\pL\pN-]*[\pL\pN]|\d{{1,3}}\]?)',
    ),
    pattern(
        rf"(?i){_LOCAL}(?:(?:{_OPEN}(?:{_ROMANCE}|{_GERMANIC}|@){_SHUT}|\s(?:{_GERMANIC})\s)",
        rf"(?:[\pL\pN-]+{_DOT}|\s(?:dot|punkt|punt)\s))+|\s(?:{_ROMANCE})\s",
        rf"(?:[\pL\pN-]+{_DOT}|\s(?:dot|point|punto|ponto)\s))+){_TLD}",
    ),
)

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = pattern(rf"\b(?:{_OCTET}\.){{3}}{_OCTET}\b")
_IPV6 = pattern(r"[0-9A-Fa-f:]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
_VERSION = pattern(r"(?i)(?:\bv|versions? ?|firmware ?|release ?|build ?)$")

_LINK = pattern(r'(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>"\x00]+')
_USERINFO = pattern(r"^[^/?#]*//[^/?#@]+@")
_TOKEN_KEYS = (
    "access|api_?key|auth|authorization|code|credential|email|hash|jwt|key|mail|otp|pass|passwd|password|"
    "phone|pin|pwd|secret|session|session_?id|sid|sig|signature|ticket|user|username"
)
_TOKEN_QUERY = pattern(rf"(?i)[?&#;](?:\w*token|(?:[\w.-]*[_.-])?(?:{_TOKEN_KEYS}))=[^&\s]")


def emails(text: str) -> Iterator[Find]:
    """RFC 5321 mailboxes with RFC 6531 letters; and ones spelled out: "jane (at) shop dot com"."""
    for spelling in _EMAILS:
        for found in spelling.finditer(text):
            yield Find(Kind.EMAIL, found.start(), found.end())


def ips(text: str) -> Iterator[Find]:
    """RFC 791 dotted quads that are no version number, RFC 4291 groups that the standard library reads."""
    for found in _IPV4.finditer(text):
        if _quad(text, found.start(), found.end()):
            yield Find(Kind.IP, found.start(), found.end())
    for found in _IPV6.finditer(text):
        address = found.group().rstrip(":.") + "::" * found.group().endswith("::")
        if len(address) > 3 and stands_alone(text, found.start(), found.end()) and _reads(address):
            yield Find(Kind.IP, found.start(), found.start() + len(address))


def links(text: str) -> Iterator[Find]:
    """RFC 3986 links that carry userinfo or, in the query or fragment, a token or who somebody is."""
    for found in _LINK.finditer(text):
        link = found.group().rstrip(".,;:!?)'")
        if _USERINFO.search(link) or _TOKEN_QUERY.search(link):
            yield Find(Kind.URL, found.start(), found.start() + len(link))


def _quad(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 10) : start], text[end : end + 2]
    return not (before.endswith(".") or (after[:1] == "." and after[1:].isdigit()) or _VERSION.search(before))


def _reads(address: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(address))
    except ValueError:
        return False
