"""What the page keeps of a long stream: totals of everything, the turns most worth seeing."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappush, heappushpop

from warmline.adapters.render.report import words
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import NOT_SURE, Reading
from warmline.domain.message import Role

SHOWN = 200
"""Conversations on the page, and likewise turns without a conversation."""
OPEN = 1_000
"""Conversations under way at once; beyond it, the earlier turns of those least worth seeing go."""
LATEST = 400
"""Turns kept of one conversation."""
GRAVITY = {kind: len(words.FLAGS) - place for place, kind in enumerate(words.FLAGS)}


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first, equals by name."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(slots=True)
class Totals:
    """Counts over everything that was heard."""

    turns: Counter[Role] = field(default_factory=Counter)
    read: int = 0
    negative: int = 0
    emotions: Counter[str] = field(default_factory=Counter)
    tones: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    models: set[tuple[str, str]] = field(default_factory=set)
    beside: Counter[str] = field(default_factory=Counter)
    """Of the turns that another reader read too: all, how many of them this and the other answered, how many
    got the same feeling, how many opposite ones."""

    @property
    def not_sure(self) -> int:
        """Customers' turns on which no reading was dared."""
        return self.tones[NOT_SURE]

    @property
    def feelings(self) -> list[tuple[str, int]]:
        """How often each was read, most often first, `not_sure` last."""
        return sorted(ranked(self.emotions), key=lambda pair: pair[0] == NOT_SURE)

    def add(self, heard: Heard) -> None:
        self.turns[heard.turn.role] += 1
        if reading := heard.reading:
            self.read += 1
            self.emotions[reading.emotion] += 1
            self.tones[words.tone(reading.emotion)] += 1
            self.flags.update({flag.kind for flag in reading.flags})
            self.cues.update({cue.kind for cue in reading.cues})
            self.languages[reading.language] += 1
            self.models.update(reading.model.items())
            if heard.beside:
                self._compare(reading, heard.beside)

    def _compare(self, reading: Reading, other: Reading) -> None:
        tones = {words.tone(each.emotion) for each in (reading, other)}
        self.beside["all"] += 1
        self.beside["this"] += not reading.abstained
        self.beside["other"] += not other.abstained
        self.beside["same"] += reading.emotion == other.emotion
        self.beside["opposite"] += tones == {"negative", "positive"}


@dataclass(slots=True)
class Story:
    """A conversation as far as it was kept; its oldest turns may be gone."""

    id: str
    forgotten: int = 0
    turns: deque[Heard] = field(default_factory=deque)
    line: ConversationReading | None = None
    gravity: int = 0
    lowest: float = 1.0
    rising: bool = False

    @property
    def worth(self) -> tuple[int, float, bool]:
        """Flags first, then the most negative, then those that got worse."""
        return self.gravity, -round(self.lowest, 1), self.rising

    def add(self, heard: Heard) -> None:
        self.turns.append(heard)
        if len(self.turns) > LATEST:
            self.turns.popleft()
            self.forgotten += 1
        if heard.reading:
            self._weigh(heard.reading)

    def _weigh(self, reading: Reading) -> None:
        self.gravity = max([self.gravity, *(GRAVITY.get(flag.kind, 1) for flag in reading.flags)])
        self.lowest = min(self.lowest, reading.valence)
        self.rising = reading.mood.trend == "rising"


@dataclass(slots=True)
class Shelf:
    """The stories most worth seeing of all that were put on it."""

    put: int = 0
    heap: list[tuple[tuple[int, float, bool], int, Story]] = field(default_factory=list)

    def add(self, story: Story) -> None:
        self.put += 1
        entry = (story.worth, -self.put, story)
        if len(self.heap) < SHOWN:
            heappush(self.heap, entry)
        else:
            heappushpop(self.heap, entry)

    @property
    def left_out(self) -> int:
        return self.put - len(self.heap)

    def best_first(self) -> list[Story]:
        return [story for _, _, story in sorted(self.heap, reverse=True)]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Totals of everything; of conversations and lone turns, those most worth seeing."""

    totals: Totals
    conversations: Shelf
    alone: Shelf


def gather(heard: Iterable[Heard | ConversationReading]) -> Gathered:
    """What the page shows; turns of different conversations may alternate."""
    totals, under_way = Totals(), UnderWay()
    ended, alone = Shelf(), Shelf()
    for item in heard:
        if isinstance(item, ConversationReading):
            totals.negative += item.negative
            ended.add(under_way.end(item))
            continue
        totals.add(item)
        if item.turn.conversation_id:
            under_way.add(item)
        elif item.reading:
            lone = Story("")
            lone.add(item)
            alone.add(lone)
    for story in under_way.stories.values():
        ended.add(story)
    ended.put += len(under_way.forgotten)
    return Gathered(totals, ended, alone)


@dataclass(slots=True)
class UnderWay:
    """Conversations that have not ended."""

    stories: dict[str, Story] = field(default_factory=dict)
    forgotten: Counter[str] = field(default_factory=Counter)

    def add(self, heard: Heard) -> None:
        name = heard.turn.conversation_id
        if name not in self.stories:
            self._make_room()
            self.stories[name] = Story(name, self.forgotten.pop(name, 0))
        self.stories[name].add(heard)

    def end(self, line: ConversationReading) -> Story:
        name = line.conversation_id
        story = self.stories.pop(name, None) or Story(name, self.forgotten.pop(name, 0))
        story.line, story.rising = line, line.trend == "rising"
        return story

    def _make_room(self) -> None:
        """Forgets the lesser half at once, so that a newcomer rarely costs a sort."""
        if len(self.stories) < OPEN:
            return
        by_worth = sorted(self.stories.values(), key=lambda story: story.worth)
        for story in by_worth[: OPEN // 2]:
            self.forgotten[story.id] += story.forgotten + len(story.turns)
            del self.stories[story.id]
