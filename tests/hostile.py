"""Texts that break readers: every part that takes text is tried with them."""

import json
from pathlib import Path

BLNS = tuple(json.loads((Path(__file__).parent / "data" / "blns.json").read_text(encoding="utf-8")))
"""The Big List of Naughty Strings (Max Woolf, MIT licence beside it)."""

SMALL = (
    "",
    " \t\n\u00a0\u2003",
    "\ufeff",
    "\u200b\u200d\u2060",
    "\x00",
    "".join(map(chr, range(0x20))),
    "".join(map(chr, range(0x7F, 0xA0))),
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x9b1m",
    "\u202egnp.exe \u2066hidden\u2069 \u2028line\u2029paragraph",
    "\ud800",
    "broken \udfff\ud83d pair",
    "שלום, אני כועס מאוד! مرحبا، أنا غاضب",
    "Z̸̡̢̛̲̳͓̏̾͑a̵̢̛̱̽̔l̴̟̈́͝ġ̷̮̀o̶͙͆ ḯ̸͕s̷͓͠ ą̷n̷̮̊g̴͚̀ŕ̵͔y̷̠̾" + "e\u0301" * 500,
    "[bold red]not markup[/bold red] [/] [link=file:///etc/passwd]x[/link] :smile:",
    '=cmd|"/C calc"!A0',
    "\tTab first",
    "\rCarriage first",
    "@SUM(1+1)*cmd",
    "<script>alert(1)</script>&lt;",
    "👩‍👩‍👧‍👦🏳️‍🌈" * 20,
    "'; DROP TABLE turns; --",
    "ＷＨＹ？！ ﷺ ǅ ß İ ı ſ",
    "1" * 400,
    "-" * 1000,
    '{"text": "inside"}',
    "\r\nsplit\rinto\n\nlines\r\n",
)
LARGE = (
    "a" * 1_000_000,
    "I am angry. " * 8_000,
    "😡" * 100_000,
    "a." * 2_500,
    "a." * 10_000,
    "x" * 20_000,
    "!?" * 5_000,
    "NO " * 10_000,
    "\u0301" * 20_000,
    "\u202e" * 20_000,
    "(" * 20_000,
    "\n" * 20_000 + "x",
    "a@" * 10_000,
    "0 " * 20_000,
)
HOSTILE = (*SMALL, *LARGE, *BLNS)
"""Empty, invisible, steering, broken, endless and malicious texts; some are longer than a turn may be."""
