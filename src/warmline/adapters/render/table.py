"""A conversation as people like to see it: a timeline in the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from warmline.adapters.render import visible
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import LANGUAGES, NOT_SURE, Evidence, Reading
from warmline.domain.message import Turn

STYLES = {
    "anger": "red", "frustration": "dark_orange", "disappointment": "orange3", "anxiety": "magenta",
    "sadness": "blue", "confusion": "yellow", "embarrassment": "plum2", "regret": "purple",
    "gratitude": "green", "satisfaction": "spring_green3", "relief": "cyan", "surprise": "turquoise2",
    "desire": "pink1", "neutral": "", NOT_SURE: "bright_black",
}  # fmt: skip
WIDE = 120
"""Columns from which a turn's verdict stands beside its words, not under them."""


def write_timeline(
    items: Iterable[Heard | ConversationReading], file: BinaryIO, explain: bool = False, encoding: str = "utf-8"
) -> None:
    """Prints the timeline as it comes: in colour on a terminal that has any, else as plain text."""
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="\n", write_through=True)
    try:
        console = Console(file=text, highlight=False, markup=False, emoji=False)
        for piece in timeline(items, explain, console.width >= WIDE):
            console.print(piece)
    finally:
        text.detach()


def timeline(
    items: Iterable[Heard | ConversationReading], explain: bool = False, wide: bool = False
) -> Iterator[RenderableType]:
    """What to print for each turn and each conversation's end, as it comes; `explain` adds the reasons."""
    current = ""
    for item in items:
        if isinstance(item, ConversationReading):
            yield _summary(item)
            continue
        if item.turn.conversation_id != current:
            current = item.turn.conversation_id
            yield _heading(item.turn)
        yield _moment(item, wide)
        if explain and item.reading:
            yield Padding(_reasons(item.reading, item.turn.text), (0, 0, 1, 18))


def _heading(turn: Turn) -> Rule:
    day = f" · {turn.at:%Y-%m-%d}" if turn.at else ""
    title = f"conversation {_one_line(turn.conversation_id)}{day}" if turn.conversation_id else "single turns"
    return Rule(Text(title, style="bold"), align="left", style="dim")


def _moment(heard: Heard, wide: bool) -> Table:
    grid = Table.grid(padding=(0, 1), expand=wide)
    grid.add_column(width=17, no_wrap=True, overflow="ellipsis")
    grid.add_column(ratio=3 if wide else None, overflow="fold")
    words = _words(heard)
    if heard.reading is None:
        grid.add_row(_who(heard.turn), words, style="dim")
    elif wide:
        grid.add_column(ratio=2, overflow="fold")
        grid.add_row(_who(heard.turn), words, _verdict(heard.reading))
    else:
        grid.add_row(_who(heard.turn), words)
        grid.add_row("", _verdict(heard.reading))
    return grid


def _who(turn: Turn) -> Text:
    when = f"{turn.at:%H:%M}" if turn.at else _one_line(turn.id)[:7]
    return Text(f"{when:>7} {turn.role}", style="bold" if turn.role == "customer" else "")


def _words(heard: Heard) -> Text:
    text = Text(visible(heard.turn.text))
    for found in heard.reading.evidence if heard.reading else ():
        if found.weight > 0:
            text.stylize(f"underline {STYLES.get(found.emotion, '')}", found.start, found.end)
    return text


def _verdict(reading: Reading) -> Text:
    style = STYLES.get(reading.emotion, "")
    if reading.abstained:
        text = Text.assemble(("? not sure", style))
    else:
        filled = round(reading.confidence * 10)
        bar = "█" * filled + "░" * (10 - filled)
        percent = f" {reading.confidence:.0%}"
        text = Text.assemble((reading.emotion, f"bold {style}"), " ", (bar, style), percent)
    text.append(f"  {_mark(reading.valence)}")
    for flag in dict.fromkeys(flag.kind for flag in reading.flags):
        text.append("  ").append(f"⚑{flag}", style="bold reverse")
    for cue in dict.fromkeys(cue.kind for cue in reading.cues):
        text.append(f"  ‹{cue}›", style="dim")
    return text


def _mark(valence: float) -> str:
    sign = "▼" if valence < -0.05 else "▲" if valence > 0.05 else "■"
    return f"{sign} {valence:+.2f}"


def _summary(end: ConversationReading) -> Padding:
    rating = end.satisfaction
    parts = (
        f"{end.turns} turn{'s' * (end.turns != 1)}",
        f"negative {end.negative_p:.0%}",
        end.trend,
        f"worst {_mark(end.peak.valence)} at {_one_line(end.peak.id)}",
        f"end {_mark(end.end)}",
        f"rating about {rating.mid:.1f} of 5 ({rating.low:.1f}–{rating.high:.1f})",
        f"{end.unanswered} unanswered" if end.unanswered else "",
        f"{end.repeats} repeated" if end.repeats else "",
    )
    style = "bold red" if end.negative else "bold"
    line = Text.assemble((f"= {_one_line(end.conversation_id)}: ", style), " · ".join(filter(None, parts)))
    return Padding(line, (0, 0, 0, 2))


def _reasons(reading: Reading, text: str) -> Text:
    lines = [_families(reading), *(_weight(found) for found in reading.evidence)]
    lines += [f"cue {each.kind}: {_quoted(text, each.start, each.end)}" for each in reading.cues]
    lines += [f"flag {each.kind} {each.p:.0%}: {_quoted(text, each.start, each.end)}" for each in reading.flags]
    if reading.abstained:
        lines.append(f"not sure: {_why_abstained(reading)}")
    if reading.ask:
        lines.append(f"worth asking ({reading.ask.about}): {reading.ask.why}")
    return Text(visible("\n".join(lines)), style="dim")


def _families(reading: Reading) -> str:
    first = sorted(reading.emotions.items(), key=lambda pair: -pair[1])[:3]
    return "families: " + ", ".join(f"{family} {p:.0%}" for family, p in first)


def _weight(found: Evidence) -> str:
    return f"{found.emotion} {found.weight:+.2f}: {_quoted(found.text, 0, len(found.text))}"


def _quoted(text: str, start: int, end: int) -> str:
    words = " ".join(text[start:end].split())
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def _why_abstained(reading: Reading) -> str:
    if reading.language not in LANGUAGES:
        return f"the language ({reading.language}) is not one of {', '.join(LANGUAGES)}"
    if reading.confidence == 0:
        return "no gate has been earned in this language yet"
    return f"the best guess would be right with only {reading.confidence:.0%}"


def _one_line(text: str) -> str:
    return visible(text).replace("\n", " ").strip()
