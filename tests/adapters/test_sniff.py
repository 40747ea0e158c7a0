"""A file's type is read from its bytes."""

from __future__ import annotations

import pytest

from tests.web.attacks import ATTACKS
from warmline.adapters.sniff import PLAIN, SHOWN, UNKNOWN, media_type, served_type

REST = b"0" * 60


@pytest.mark.parametrize(
    "content, shown",
    [
        (b"\x89PNG\r\n\x1a\n" + REST, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + REST, "image/jpeg"),
        (b"GIF89a" + REST, "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + REST, "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        ("Grüße, 1 < 2\n".encode(), PLAIN),
        (b"hello", PLAIN),
        (b"<html><script>alert(1)</script></html>", UNKNOWN),
        (b"  \n<!DOCTYPE html><p>", UNKNOWN),
        (b"hello <script>alert(1)</script>", UNKNOWN),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', UNKNOWN),
        (b'<?xml version="1.0"?><svg/>', UNKNOWN),
        (b"#!/bin/sh\necho", UNKNOWN),
        (b"MZ\x90\x00" + REST, UNKNOWN),
        (b"\x7fELF\x02\x01\x01" + REST, UNKNOWN),
        (b"PK\x03\x04" + REST, UNKNOWN),
        (b"\x00\x01\x02", UNKNOWN),
        (b"caf\xe9", UNKNOWN),
    ],
)
def test_what_it_is_handed_out_as(content: bytes, shown: str) -> None:
    assert served_type(media_type(content)) == shown


def test_no_attack_is_handed_out_as_something_else_than_bytes_or_plain_text() -> None:
    for text in ATTACKS:
        for content in (text.encode(errors="replace"), b"\n\n" + text.encode(errors="replace")):
            served = served_type(media_type(content))
            assert served == UNKNOWN or (served == PLAIN and b"<s" not in content.lower())
    assert not [each for each in SHOWN if "html" in each or "svg" in each or "xml" in each]
