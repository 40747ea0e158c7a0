"""Listen to conversations: every customer's turn gets a reading, every conversation its line."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.emotion import FAMILIES, Reading
from warmline.domain.errors import TextTooLong
from warmline.domain.message import MAX_TURN, Role, Turn
from warmline.domain.policy import ReadingPolicy
from warmline.domain.prepared import Prepared, Words
from warmline.logic.emotion.evidence import choose_evidence
from warmline.logic.emotion.interpret import Feelings, TurnScores, interpret
from warmline.logic.emotion.language import choose_language
from warmline.logic.emotion.mood import Course, close_conversation, follow, follow_reply
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.emotion.words import split_words
from warmline.ports import LanguageDetector, Runtime

_BATCH = 64
_BATCH_CHARACTERS = 20_000
_OPEN = 10_000


@dataclass(frozen=True, slots=True)
class Ear:
    """What listening needs."""

    runtime: Runtime
    detector: LanguageDetector
    finder: SignFinder
    policy: ReadingPolicy


def listen(
    ear: Ear, turns: Iterable[Turn], *, redacted: bool = False, live: bool = False, most_open: int = _OPEN
) -> Iterator[Heard | ConversationReading]:
    """Each turn as it was heard, in order, and each conversation's line when it ends.

    With `live` every turn is heard as it comes instead of a few at once. Memory is bounded: of more than
    `most_open` conversations at once the one silent longest ends. Raises TextTooLong for a turn of more
    than MAX_TURN characters.
    """
    talks = _Talks(ear, most_open)
    for batch in _batches((_checked(turn, redacted) for turn in turns), 1 if live else _BATCH):
        yield from talks.hear(batch)
    yield from talks.close_all()


def _batches(turns: Iterable[Turn], most: int) -> Iterator[list[Turn]]:
    """At most `most` turns at once, fewer of long ones; what came before a turn that is too long still comes."""
    batch: list[Turn] = []
    size = 0
    try:
        for turn in turns:
            batch.append(turn)
            size += len(turn.text)
            if len(batch) == most or size > _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except TextTooLong:
        yield batch
        raise
    yield batch


def _checked(turn: Turn, redacted: bool) -> Turn:
    if len(turn.text) > MAX_TURN:
        raise TextTooLong(len(turn.text), MAX_TURN)
    if not redacted:
        return turn
    from warmline.logic.privacy import redact  # brings the world's numbering plans, which only redaction needs

    return replace(turn, text=redact(turn.text).text)


@dataclass(slots=True)
class _Talks:
    """The conversations going on."""

    ear: Ear
    most_open: int
    open: OrderedDict[str, Course] = field(default_factory=OrderedDict)

    def hear(self, batch: list[Turn]) -> Iterator[Heard | ConversationReading]:
        """Readings of a batch: all made ready, scored at once, then followed in order."""
        languages = {turn.conversation_id: self._course(turn).language for turn in batch}
        prepared = [self._prepare(turn, languages) for turn in batch]
        scores = iter(_turn_scores(self.ear.runtime, [ready for ready in prepared if ready]))
        for turn, ready in zip(batch, prepared, strict=True):
            course = self.open.pop(turn.conversation_id, Course())
            reading = None
            if ready is None:
                course = follow_reply(course, turn, self.ear.policy.mood)
            else:
                course, reading = self._read(turn, ready, next(scores), course)
            yield Heard(turn, reading)
            if turn.conversation_id:
                self.open[turn.conversation_id] = course
            if len(self.open) > self.most_open:
                yield from self._close(self.open.popitem(last=False))

    def close_all(self) -> Iterator[ConversationReading]:
        """The lines of the conversations that are still open."""
        for talk in self.open.items():
            yield from self._close(talk)
        self.open.clear()

    def _course(self, turn: Turn) -> Course:
        return self.open.get(turn.conversation_id, Course())

    def _prepare(self, turn: Turn, languages: dict[str, str]) -> Prepared | None:
        """The customer's turn made ready; `languages` are those of the batch's conversations until now."""
        if turn.role is not Role.CUSTOMER:
            return None
        words = split_words(turn.text)
        language = turn.language or self._language(turn, words, languages[turn.conversation_id])
        if turn.conversation_id:
            languages[turn.conversation_id] = language
        return prepare(words, language, self.ear.finder)

    def _language(self, turn: Turn, words: Words, so_far: str) -> str:
        found = self.ear.detector.detect(turn.text) if words.words else ()
        policy = self.ear.policy
        return choose_language(found, words.plain, policy.short_words, policy.language, so_far)

    def _read(self, turn: Turn, ready: Prepared, scores: TurnScores, course: Course) -> tuple[Course, Reading]:
        feelings = interpret(ready, scores, self.ear.runtime.card, self.ear.policy)
        course = follow(course, turn, ready, feelings, self.ear.policy.mood)
        return course, self._reading(turn, ready, scores, feelings, course)

    def _reading(self, turn: Turn, ready: Prepared, scores: TurnScores, feelings: Feelings, course: Course) -> Reading:
        assert course.mood is not None
        family = FAMILIES[feelings.best]
        shares = scores.shares if family != "neutral" else ()
        return Reading(
            id=turn.id,
            conversation_id=turn.conversation_id,
            language=ready.language,
            emotion=feelings.emotion,
            emotions=feelings.emotions,
            labels=feelings.labels,
            present=feelings.present,
            basic=feelings.basic,
            basic_present=feelings.basic_present,
            valence=feelings.valence,
            arousal=feelings.arousal,
            intensity=feelings.intensity,
            confidence=feelings.confidence,
            abstained=feelings.abstained,
            evidence=choose_evidence(ready.words, shares, family, self.ear.policy.evidence),
            cues=ready.signs.cues,
            flags=feelings.flags,
            needs=feelings.needs,
            appraisal=feelings.appraisal,
            ask=None,
            mood=course.mood,
            model={self.ear.runtime.card.name: self.ear.runtime.card.version},
        )

    def _close(self, talk: tuple[str, Course]) -> Iterator[ConversationReading]:
        line = close_conversation(*talk, self.ear.policy)
        if line:
            yield line


def _turn_scores(runtime: Runtime, turns: list[Prepared]) -> list[TurnScores]:
    if not turns:
        return []
    scores = runtime.run(turns, explain=True)
    columns = (scores.labels, scores.basic, scores.families, scores.abuse, scores.intensity)
    shares = map(np.ndarray.tolist, scores.shares)
    return [TurnScores(*row) for row in zip(*(column.tolist() for column in columns), shares, strict=True)]
