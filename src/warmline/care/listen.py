"""Listen to conversations: every customer's turn gets a reading, every conversation its line."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from warmline.domain.conversation import ConversationReading, Course, Heard
from warmline.domain.emotion import FAMILIES, Reading
from warmline.domain.errors import TextTooLong
from warmline.domain.message import MAX_TURN, Role, Turn
from warmline.domain.policy import ReadingPolicy
from warmline.domain.prepared import Prepared, Words
from warmline.logic.emotion.evidence import choose_evidence
from warmline.logic.emotion.interpret import Feelings, TurnScores, interpret
from warmline.logic.emotion.language import choose_language, sure_language
from warmline.logic.emotion.mood import close_conversation, follow, follow_reply, notice
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.emotion.words import split_words
from warmline.ports import LanguageDetector, Runtime

_BATCH = 64
_BATCH_CHARACTERS = 20_000
_OPEN = 10_000
_NEW = Course()


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


def listen_on(
    ear: Ear, courses: Mapping[str, Course], turns: Sequence[Turn]
) -> tuple[list[Heard], Mapping[str, Course]]:
    """The next turns of conversations, by the id of each, as they were heard, and the courses after them."""
    talks = _Talks(ear, len(courses), OrderedDict(courses))
    heard = [each for each in talks.hear(list(turns)) if isinstance(each, Heard)]
    return heard, talks.open


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
        """Readings of a batch: each step for all turns (which keeps its tables near), then followed in order."""
        customers = [turn for turn in batch if turn.role is Role.CUSTOMER]
        words = [split_words(turn.text) for turn in customers]
        languages = self._languages(customers, words)
        ready = [prepare(said, language, self.ear.finder) for said, language in zip(words, languages, strict=True)]
        scores = _turn_scores(self.ear.runtime, ready)
        card, policy = self.ear.runtime.card, self.ear.policy
        read = iter(zip(ready, scores, strict=True))
        for turn in batch:
            course = self.open.pop(turn.conversation_id, _NEW)
            reading = None
            if turn.role is Role.CUSTOMER:
                heard, score = next(read)
                behaviour = notice(course, turn, heard, policy.mood)
                felt = interpret(heard, score, behaviour, card, policy)
                course = follow(course, turn, behaviour, felt, policy.mood)
                reading = self._reading(turn, heard, score, felt, course)
            else:
                course = follow_reply(course, turn, policy.mood)
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

    def _languages(self, turns: list[Turn], words: list[Words]) -> list[str]:
        """Each turn's language; that of a conversation until now makes its next one likelier."""
        policy = self.ear.policy
        so_far: dict[str, str] = {}
        languages = []
        for turn, said in zip(turns, words, strict=True):
            language = turn.language or sure_language(said.plain, policy.function_words)
            if not language:
                before = so_far.get(turn.conversation_id) or self.open.get(turn.conversation_id, _NEW).language
                guesses = self.ear.detector.detect(turn.text) if said.words else []
                language = choose_language(guesses, said.plain, policy.own_words, policy.language, before)
            if turn.conversation_id:
                so_far[turn.conversation_id] = language
            languages.append(language)
        return languages

    def _reading(self, turn: Turn, ready: Prepared, scores: TurnScores, feelings: Feelings, course: Course) -> Reading:
        assert course.mood is not None
        family = FAMILIES[scores.families.index(max(scores.families))]  # by the words; behaviour has no place in them
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
            ask=feelings.ask,
            mood=course.mood,
            model=dict(self.ear.runtime.card.models),
        )

    def _close(self, talk: tuple[str, Course]) -> Iterator[ConversationReading]:
        line = close_conversation(*talk, self.ear.policy)
        if line:
            yield line


def _turn_scores(runtime: Runtime, turns: list[Prepared]) -> list[TurnScores]:
    if not turns:
        return []
    scores = runtime.run(turns, explain=True)
    columns = (scores.labels, scores.basic, scores.families, scores.abuse, scores.intensity, scores.flags)
    alone = [()] * len(turns) if scores.alone is None else scores.alone.tolist()
    shares = map(np.ndarray.tolist, scores.shares)
    return [TurnScores(*row) for row in zip(*(column.tolist() for column in columns), alone, shares, strict=True)]
