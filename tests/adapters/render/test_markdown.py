"""Markdown comes out as a few harmless tags, whatever goes in."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.hostile import HOSTILE
from tests.web.attacks import ATTACKS
from warmline.adapters.render.markdown import MOST, SCHEMES, TAGS, markdown_html

REL = 'target="_blank" rel="noopener noreferrer nofollow ugc"'


@pytest.mark.parametrize(
    "text, html",
    [
        ("Hello *you*, **now**\nnext", "<p>Hello <em>you</em>, <strong>now</strong><br>\nnext</p>\n"),
        ("[a](https://x.y/?q=1&r)", f'<p><a href="https://x.y/?q=1&amp;r" {REL}>a</a></p>\n'),
        ("<mail@x.y>", f'<p><a href="mailto:mail@x.y" {REL}>mail@x.y</a></p>\n'),
        ("www.x.y https://x.y", "<p>www.x.y https://x.y</p>\n"),
        ("![the *map*](http://x.y/m.png)", f'<p>!<a href="http://x.y/m.png" {REL}>the <em>map</em></a></p>\n'),
        ("[up](/v1/keys) [by](//x.y)", f"<p><a {REL}>up</a> <a {REL}>by</a></p>\n"),
        ('[a](https://x.y "title")', f'<p><a href="https://x.y" {REL}>a</a></p>\n'),
        ("<b>1 < 2</b>", "<p>&lt;b&gt;1 &lt; 2&lt;/b&gt;</p>\n"),
        ("```js\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("~~a~~ \ud800", "<p><s>a</s> ?</p>\n"),
        ("", ""),
    ],
)
def test_it_reads_as_written(text: str, html: str) -> None:
    assert markdown_html(text) == html


def test_long_text_keeps_its_lines_alone() -> None:
    assert markdown_html("*a*\n<b>" + "x" * MOST) == f"<p>*a*<br>&lt;b&gt;{'x' * MOST}</p>"


class Seen(HTMLParser):
    """Everything that a parser sees which is not allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given, allowed = dict(attrs), {"href", "target", "rel"} if tag == "a" else set()
        if tag not in TAGS or given.keys() - allowed:
            self.wrong.append((tag, given))
        if tag == "a" and "href" in given and urlsplit(given["href"] or "").scheme not in SCHEMES:
            self.wrong.append(given)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@pytest.mark.parametrize("texts", [HOSTILE, ATTACKS], ids=["hostile", "attacks"])
def test_nothing_but_what_is_listed_comes_out(texts: tuple[str, ...]) -> None:
    for text in texts:
        seen = Seen()
        seen.feed(markdown_html(text))
        assert seen.wrong == [], text[:200]
