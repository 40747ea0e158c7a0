from __future__ import annotations

import unicodedata

import pytest

from tests.hostile import HOSTILE
from warmline.logic.attachments.name import clean_name


@pytest.mark.parametrize(
    "given, name",
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Grüße 你好.txt", "Grüße 你好.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.doc", "a.doc"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nSet-Cookie: x=1\x00.txt", "aSet-Cookie_ x=1.txt"),
        ('a"b<c>d|e?f*g', "a_b_c_d_e_f_g"),
        (" . .hidden. . ", "hidden"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
        ("x" * 300 + ".tar", "x" * 116 + ".tar"),
        ("x" * 300, "x" * 120),
        ("a \t\u2003 b.txt", "a b.txt"),
    ],
)
def test_a_name_is_plain(given: str, name: str) -> None:
    assert clean_name(given) == name


def test_whatever_is_given() -> None:
    for text in HOSTILE:
        name = clean_name(text)
        assert 0 < len(name) <= 120
        assert not set(name) & set('/\\<>:"|?*\0\r\n')
        assert not any(unicodedata.category(character).startswith("C") for character in name)
        assert name not in (".", "..")
        assert clean_name(name) == name
