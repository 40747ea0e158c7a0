"""What people and machines wrote, as HTML that can do nothing: Markdown, of which only what is listed comes through."""

from __future__ import annotations

from html import escape

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset(
    "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split()
)
"""No images: to show one asks its server, which learns who reads and when."""
SCHEMES = frozenset(("http", "https", "mailto"))
MOST = 20_000
"""Characters of Markdown, for which the parser takes 0.6 s at worst; of longer text only the lines are kept."""
_DEEPEST = 20
"""Levels of nesting; five times as many make brackets alone five times as slow."""
_REL = "noopener noreferrer nofollow ugc"
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}).disable(
    "image"
)
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": set(), "a": {"href"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=_REL,
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def markdown_html(text: str) -> str:
    """A fragment of the tags in TAGS; links lead out in a window of their own, and carry nothing along.

    First no HTML is read as such, then what was made is parsed once more and all that is not listed taken out.
    """
    whole = text.encode(errors="replace").decode()
    return _CLEANER.clean(_MARKDOWN.render(whole) if len(whole) <= MOST else _plain(whole))


def _plain(text: str) -> str:
    return f"<p>{'<br>'.join(escape(text).splitlines())}</p>"
