"""The words of an HTML letter, as its reader sees them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import islice

import nh3

_MOST = 250_000
"""Characters of HTML that are looked at; what mail programs make of a few words is long."""
_TAGS = 10_000
_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_KEPT = {*_BLOCKS, "br", "td", "th", "a", "b", "i", "u", "em", "strong", "span", "font"}
_GONE = {"script", "style", "head", "title", "template", "svg", "math", "object", "iframe", "noscript", "textarea"}
_QUOTES = ("gmail_quote", "gmail_extra", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "zmail_extra")
"""Classes of what a mail program quotes."""
_BELOW = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container")
"""Ids of what stands above a letter that is quoted in full."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_ATTRIBUTES = {tag: {"class", "id", "style", "hidden"} for tag in _KEPT}


def html_words(html: str) -> str:
    """Plain text; quotations begin each line with `>`, what nobody sees is left out."""
    whole = nh3.clean(
        _beginning(html), tags=_KEPT, clean_content_tags=_GONE, attributes=_ATTRIBUTES, strip_comments=True
    )
    words = _Words()
    words.feed(whole)
    words.close()
    return words.text()


def _beginning(html: str) -> str:
    """As much as is read in little time: what lies deep in each other takes its square."""
    found = list(islice(re.finditer("<", html[:_MOST]), _TAGS + 1))
    return html[: found[_TAGS].start()] if len(found) > _TAGS else html[:_MOST]


class _Words(HTMLParser):
    """Of well-formed HTML, as nh3 leaves it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._open: list[tuple[str, bool, bool]] = []
        """Tags that are open: whether each quotes, and whether each hides."""
        self._quoted = self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            return self._break()
        given = {name: (value or "").lower() for name, value in attrs}
        if given.get("id") in _BELOW:
            self._quoted += 1  # never closed: all that follows
        quotes = tag == "blockquote" or any(each in given.get("class", "") for each in _QUOTES)
        hides = "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))
        if tag in _BLOCKS:
            self._break()
        if tag == "hr":
            return
        self._open.append((tag, quotes, hides))
        self._quoted += quotes
        self._hidden += hides
        if tag == "li":
            self.handle_data("- ")
        elif tag in ("td", "th"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, quotes, hides = self._open.pop()
        self._quoted -= quotes
        self._hidden -= hides
        if tag in _BLOCKS:
            self._break(tag == "p")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            if not self._lines[-1][1]:
                self._lines[-1] = (self._quoted, [])
            self._lines[-1][1].append(data)

    def text(self) -> str:
        """All of it."""
        lines = [(quoted, " ".join("".join(parts).split())) for quoted, parts in self._lines]
        whole = "\n".join(f"{'> ' if quoted else ''}{line}".rstrip(" ") for quoted, line in lines)
        return re.sub(r"\n{3,}", "\n\n", whole).strip("\n")

    def _break(self, twice: bool = False) -> None:
        if self._lines[-1][1] or twice:
            self._lines.append((self._quoted, []))
        if twice:
            self._lines.append((self._quoted, []))
