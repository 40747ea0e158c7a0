"""Settings to a working house; the only file that knows concrete classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import tee

from warmline.adapters.languages import FastTextDetector
from warmline.adapters.policies import DEFAULTS, load_reading_policy
from warmline.adapters.runtime.linear import SHIPPED, LinearRuntime, load_linear
from warmline.care.listen import Ear, listen, listen_on
from warmline.domain.conversation import ConversationReading, Course, Heard
from warmline.domain.emotion import Reading
from warmline.domain.message import Turn
from warmline.logic.emotion.signs import SignFinder
from warmline.ports import Runtime
from warmline.settings import Settings

ENCODER = files("warmline") / "models" / "encoder"


def assemble_ear(settings: Settings) -> Ear:
    """Everything that listening needs. Raises ModelDamaged or PolicyInvalid."""
    policy = load_reading_policy(settings.policies or DEFAULTS)
    finder = SignFinder(policy)
    if settings.policies:
        finder.check()
    linear = load_linear(settings.model or SHIPPED)
    alone = settings.reader == "linear" or settings.model
    return Ear(linear if alone else _with_encoder(linear), FastTextDetector(), finder, policy)


def _with_encoder(linear: LinearRuntime) -> Runtime:
    """The encoder beside the linear reader, if it is installed."""
    if not ENCODER.is_dir():
        return linear
    from warmline.adapters.runtime.encoder import load_encoder  # brings onnxruntime

    return load_encoder(linear, ENCODER)


_ear = cache(assemble_ear)


def hear(
    settings: Settings, courses: Mapping[str, Course], turns: Sequence[Turn]
) -> tuple[list[Heard], Mapping[str, Course]]:
    """What `warmline.ports.Listening` gives back; the same settings again find their ear as it was left."""
    return listen_on(_ear(settings), courses, turns)


class Reader:
    """Reads how customers feel in what they write; one object serves any number of calls, in one thread.

    Every method raises TextTooLong for a text of more than 100,000 characters.
    """

    def __init__(self, settings: Settings | None = None, ear: Ear | None = None) -> None:
        self._ear = ear or assemble_ear(settings or Settings.from_environment())

    @property
    def models(self) -> dict[str, str]:
        """Name and version of each model that takes part."""
        return dict(self._ear.runtime.card.models)

    def read(self, text: str, *, language: str = "") -> Reading:
        """The reading of one text, which stands alone."""
        return next(self.read_many([text], language=language))

    def read_many(self, texts: Iterable[str], *, language: str = "") -> Iterator[Reading]:
        """The readings of texts that have nothing to do with each other, in order, as they are asked for."""
        turns = (Turn(text, str(number), language=language) for number, text in enumerate(texts, 1))
        return (heard.reading for heard in self.listen(turns) if isinstance(heard, Heard) and heard.reading)

    def read_conversation(self, turns: Iterable[Turn | str]) -> list[Reading]:
        """The readings of the customer's turns of one conversation; a plain string is a customer's turn.

        Each reading's mood follows from the turns before it.
        """
        given = (turn if isinstance(turn, Turn) else Turn(turn) for turn in turns)
        joined = (
            replace(turn, id=turn.id or str(number), conversation_id=turn.conversation_id or "1")
            for number, turn in enumerate(given, 1)
        )
        return [heard.reading for heard in self.listen(joined) if isinstance(heard, Heard) and heard.reading]

    def listen(
        self, turns: Iterable[Turn], *, redact: bool = False, live: bool = False
    ) -> Iterator[Heard | ConversationReading]:
        """Every turn as it was heard, and each conversation's line when it ends; memory is bounded.

        With `redact` the turns' text is the pseudonymised copy, and all offsets refer to it. With `live`
        every turn is heard as it comes instead of a few at once, which is faster.
        """
        return listen(self._ear, turns, redacted=redact, live=live)


def compare(
    one: Reader, other: Reader, turns: Iterable[Turn], *, redact: bool
) -> Iterator[Heard | ConversationReading]:
    """What `one` hears, with the other's reading beside each of its own."""
    first, second = tee(turns)
    for mine, theirs in zip(one.listen(first, redact=redact), other.listen(second, redact=redact), strict=True):
        if isinstance(mine, Heard) and isinstance(theirs, Heard):
            mine = replace(mine, beside=theirs.reading)
        yield mine
