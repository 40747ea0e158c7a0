"""The words of HTML as its reader sees them."""

from __future__ import annotations

import time

import pytest

from tests.hostile import BLNS, SMALL
from warmline.logic.mail.html import html_words
from warmline.logic.mail.quoted import without_quotation


@pytest.mark.parametrize(
    "html, words",
    [
        ("<p>Hi &amp; hello<br>there</p><div>A <b>B</b>C</div>", "Hi & hello\nthere\n\nA BC"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<style>p{}</style><script>alert(1)</script><title>t</title>x<!-- y -->", "x"),
        ('<div style="display: none">secret</div>seen<span hidden>not</span>', "seen"),
        ('<p style="font-size:0.9em">small</p>', "small"),
        ('<p style="font-size:0px">gone</p>here', "here"),
        ("No tags at all", "No tags at all"),
        ('<a href="javascript:alert(1)">click</a><img src=x onerror=alert(1)>', "click"),
        ("a<br><br><br><br><br>b", "a\nb"),
        ("", ""),
    ],
)
def test_words(html: str, words: str) -> None:
    assert html_words(html) == words


@pytest.mark.parametrize(
    "html",
    [
        '<div>New</div><div class="gmail_quote"><div>On 2 Nov Shop wrote:<br></div><blockquote>old</blockquote></div>',
        "<p>New</p><blockquote type=cite><p>old</p><p>older</p></blockquote>",
        '<p>New</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Shop</div><p>old</p>',
        '<div>New</div><div class="moz-cite-prefix">Am 2.11. um 10:00 schrieb Shop:</div><blockquote>old</blockquote>',
        '<div>New</div><div class="yahoo_quoted"><div>old</div></div>',
        '<div>New</div><div class="protonmail_quote">old<blockquote>older</blockquote></div>',
    ],
)
def test_what_programs_quote_is_known_as_quoted(html: str) -> None:
    assert without_quotation(html_words(html)) == "New"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 80_000, "<p>x</p>" * 50_000, "<blockquote>" * 50_000 + "x", "<" * 400_000, "<a href='" * 40_000,
        "<!--" * 100_000, "&" * 400_000, "<b" * 200_000, "<table>" * 30_000, "<b><p>" * 30_000, "</p>" * 90_000,
    ],
)  # fmt: skip
def test_hostile_html_is_read_in_little_time(html: str) -> None:
    start = time.perf_counter()
    html_words(html)
    assert time.perf_counter() - start < 15


@pytest.mark.parametrize("text", [*BLNS, *SMALL])
def test_nothing_breaks_it(text: str) -> None:
    html_words(text.encode("utf-8", "replace").decode()).encode()
