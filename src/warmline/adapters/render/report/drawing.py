"""What the page draws: emotional lines, marked words, links from flags to turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from warmline.adapters.render.report.gathering import Story
from warmline.domain.conversation import ConversationReading
from warmline.domain.emotion import Evidence, Reading
from warmline.domain.message import Turn

CLIP = 4_000
"""Characters shown of one turn."""
APART = 35
"""Per cent of the width between two names on an emotional line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn; `emotion` says what its words are evidence of, `level` (1 to 3) how much."""

    text: str
    emotion: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn on the page."""

    anchor: str
    number: int
    turn: Turn
    reading: Reading | None
    beside: Reading | None = None

    @property
    def differs(self) -> bool:
        """Whether another reader read something else."""
        return bool(self.reading and self.beside and self.reading.emotion != self.beside.emotion)

    @property
    def pieces(self) -> list[Piece]:
        evidence = self.reading.evidence if self.reading else ()
        return _pieces(self.turn.text[:CLIP], evidence)

    @property
    def clipped(self) -> int:
        return max(0, len(self.turn.text) - CLIP)

    @property
    def language(self) -> str:
        """A language tag that is safe to write into the page, or nothing."""
        tags = (self.reading.language if self.reading else "", self.turn.language)
        return next((tag for tag in tags if len(tag) == 2 and tag.isascii() and tag.isalpha()), "")

    @property
    def leaning(self) -> list[tuple[str, float]]:
        """The two likeliest families, likelier first."""
        emotions = self.reading.emotions if self.reading else {}
        return sorted(emotions.items(), key=lambda pair: -pair[1])[:2]


@dataclass(frozen=True, slots=True)
class Dot:
    """A customer's turn on the emotional line, per cent from the left and (good) from the top."""

    x: float
    y: float
    crest: bool
    """The line falls away from here, so that there is room above."""
    shown: Shown
    reading: Reading

    @property
    def side(self) -> str:
        """Where its name stands, so that it stays inside the picture."""
        return "start" if self.x < 20 else "end" if self.x > 80 else "middle"


@dataclass(frozen=True, slots=True)
class Card:
    """A conversation on the page."""

    anchor: str
    id: str
    forgotten: int
    line: ConversationReading | None
    turns: list[Shown]
    dots: list[Dot]
    lowest: Dot | None
    beside: list[tuple[float, float]]
    """Where another reader's dots would be."""

    @property
    def named(self) -> list[Dot]:
        """The dots that have room for their name: the lowest, the last, the first."""
        named: list[Dot] = []
        for dot in (self.lowest, self.dots[-1], self.dots[0]):
            if dot and all(abs(dot.x - other.x) >= APART for other in named):
                named.append(dot)
        return named

    @property
    def path(self) -> str:
        """The line from dot to dot."""
        return _curve([(dot.x, dot.y) for dot in self.dots])

    @property
    def other_path(self) -> str:
        """The other reader's line; empty without one."""
        return _curve(self.beside) if len(self.beside) > 1 else ""

    @property
    def area(self) -> str:
        """What the line and the zero line enclose."""
        return f"{self.path}V50H{self.dots[0].x:g}Z"


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """A line through the points, level at each, so that it never overshoots a reading."""
    steps = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        steps.append(f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}")
    return "".join(steps)


def cards(stories: Sequence[Story], letter: str) -> list[Card]:
    """Stories ready to be drawn; `letter` begins their anchors."""
    return [_card(story, f"{letter}{place}") for place, story in enumerate(stories, 1)]


def _card(story: Story, anchor: str) -> Card:
    turns = [
        Shown(f"{anchor}-{number}", number, heard.turn, heard.reading, heard.beside)
        for number, heard in enumerate(story.turns, story.forgotten + 1)
    ]
    dots = _dots(turns)
    beside = [(dot.x, _height(dot.shown.beside)) for dot in dots if dot.shown.beside]
    return Card(anchor, story.id, story.forgotten, story.line, turns, dots, _lowest(dots, story.line), beside)


def _dots(turns: Iterable[Shown]) -> list[Dot]:
    read = [(shown, shown.reading) for shown in turns if shown.reading]
    step = 100 / max(1, len(read) - 1)
    heights = [_height(reading) for _, reading in read]
    return [
        Dot(
            x=round(step * place, 2) if len(read) > 1 else 50,
            y=heights[place],
            crest=2 * heights[place] <= heights[max(0, place - 1)] + heights[min(place + 1, len(read) - 1)],
            shown=shown,
            reading=reading,
        )
        for place, (shown, reading) in enumerate(read)
    ]


def _height(reading: Reading) -> float:
    """Per cent from the top."""
    return round(50 - 50 * max(-1.0, min(1.0, reading.valence)), 1)


def _lowest(dots: Sequence[Dot], line: ConversationReading | None) -> Dot | None:
    """The worst moment, as the conversation's reading names it or by valence; none if all went well."""
    peak = line.peak.id if line else ""
    below = [dot for dot in dots if dot.reading.valence < 0]
    named = (dot for dot in below if peak and dot.shown.turn.id == peak)
    return next(named, None) or max(below, key=lambda dot: dot.y, default=None)


def _pieces(text: str, evidence: Iterable[Evidence]) -> list[Piece]:
    """`text` cut at its evidence; where two overlap, the weightier stays."""
    marks: list[Evidence] = []
    for mark in sorted(evidence, key=lambda mark: -mark.weight):
        inside = mark.weight > 0 and 0 <= mark.start < mark.end <= len(text)
        if inside and all(mark.end <= other.start or other.end <= mark.start for other in marks):
            marks.append(mark)
    top = marks[0].weight if marks else 1
    pieces, done = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        pieces.append(Piece(text[done : mark.start]))
        pieces.append(Piece(text[mark.start : mark.end], mark.emotion, 1 + min(2, int(3 * mark.weight / top))))
        done = mark.end
    return [piece for piece in [*pieces, Piece(text[done:])] if piece.text]


def flag_links(shown: Iterable[Card]) -> dict[str, list[tuple[Card, Shown]]]:
    """Which turns carry a kind of flag."""
    links: dict[str, list[tuple[Card, Shown]]] = {}
    for card in shown:
        for turn in card.turns:
            for kind in dict.fromkeys(flag.kind for flag in turn.reading.flags) if turn.reading else ():
                links.setdefault(kind, []).append((card, turn))
    return links


def percent(p: float) -> str:
    """A probability or share per cent; never a hundred unless it is all."""
    whole = round(100 * p)
    if whole == 0 and p > 0:
        return "under 1\u202f%"
    if whole == 100 and p < 1:
        return "over 99\u202f%"
    return f"{whole}\u202f%"


def signed(figure: float) -> str:
    """A valence with its sign."""
    return f"{figure:+.1f}".replace("-", "−").replace("+0.0", "0").replace("−0.0", "0")


def along(rating: float) -> float:
    """How far along from 1 to 5 a rating is, per cent."""
    return round(25 * (max(1.0, min(5.0, rating)) - 1), 1)
