"""The linear reader: one int8 table of hashed n-gram weights, summed with numpy alone."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LEARNED
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import ANY, Card, Gate, LabelThresholds, Vote
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.features import PAIR, WORD, named_features, negated_rows, pair_rows, word_rows
from warmline.ports import Scores

SHIPPED = files("warmline") / "models" / "linear"
OUTPUTS = (
    *(f"labels.{name}" for name in LABELS),
    *(f"basic.{name}" for name in BASIC),
    *(f"families.{name}" for name in FAMILIES),
    "abuse",
    *(f"intensity.{name}" for name in BASIC),
    *(f"flags.{name}" for name in LEARNED),
)
"""Columns of the table, in order."""

FAMILY = slice(len(LABELS) + len(BASIC), len(LABELS) + len(BASIC) + len(FAMILIES))
FEELINGS = slice(len(OUTPUTS) - len(LEARNED))
"""All but the flags that are learned."""
_REMEMBERED = 1 << 15
_SIGNED = np.arange(256, dtype=np.uint8).view(np.int8).astype(np.float32)
_SIGNED_SQUARES = _SIGNED * np.abs(_SIGNED)
DIGITS = 4
"""Digits of a probability: what is shown and what is decided are the same number."""


Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the lab made: a row of the table is worth `scale · table · |table|` (fine near nought, where most
    weights are), and `square` toward the turn's length."""

    table: NDArray[np.int8]
    scale: Floats
    square: NDArray[np.float16]
    intercept: Floats
    languages: dict[str, int]
    """Row of each language in what follows."""
    slope: Floats
    """Per language: calibrated logit = slope · logit + bend · min(logit, 0) + shift (after Platt 1999)."""
    bend: Floats
    shift: Floats
    top: Floats
    """Slope, bend and shift of a second step for a turn's likeliest label, which was picked for being high."""

    def worth(self, rows: list[int]) -> Floats:
        """The weights of table rows in units of `scale`."""
        return _SIGNED_SQUARES[self.table[rows].view(np.uint8)]


class LinearRuntime:
    """Scores turns by the sum of their features' weights over the square root of their squares."""

    def __init__(self, card: Card, weights: Weights) -> None:
        self.card = card
        self._weights = weights
        self._words = _WordSums(weights)

    def run(self, turns: Sequence[Prepared], *, explain: bool = False) -> Scores:
        """Calibrated probabilities of a batch; with `explain` also what each word adds to the likeliest family."""
        added = self.add_up(turns)
        self.settle(added.logits)
        return as_scores(added, explain=explain)

    def settle(self, logits: Floats) -> None:
        """Calibrate each turn's likeliest label once more, in place."""
        settle_top(logits[:, : len(LABELS)], self._weights.top)

    def add_up(self, turns: Sequence[Prepared]) -> Added:
        """The turns' calibrated logits, the likeliest label not yet settled, and what they are made of."""
        words, grams, named = self._words_of(turns), self._grams_of(turns), self._named_of(turns)
        total = words.per_turn() + grams.per_turn()
        length = np.sqrt(np.maximum(1e-6, total[:, -1:]))
        logits = (total[:, :-1] / length + named.per_turn()[:, :-1]) * self._weights.scale + self._weights.intercept
        logits, slope = self.calibrated(logits, [turn.language for turn in turns])
        return Added(logits, slope * self._weights.scale, length[:, 0], words, grams, named)

    def calibrated(self, logits: Floats, languages: Sequence[str]) -> tuple[Floats, Floats]:
        """Calibrated logits, and the slope at each."""
        weights = self._weights
        which = [weights.languages.get(language, weights.languages["en"]) for language in languages]
        slope = weights.slope[which] + weights.bend[which] * (logits < 0)
        return np.clip(slope * logits + weights.shift[which], -30, 30), slope

    def _words_of(self, turns: Sequence[Prepared]) -> _Part:
        values = self._words.sums([(turn.language, word) for turn in turns for word in turn.seen])
        counts = [len(turn.seen) for turn in turns]
        places = [place for count in counts for place in range(count)]
        return _Part(values, counts, places, places)

    def _grams_of(self, turns: Sequence[Prepared]) -> _Part:
        """Pairs of words, and words that a negation reaches."""
        rows: list[int] = []
        weights: list[float] = []
        counts, first, last = [], [], []
        for turn in turns:
            pairs, negated = pair_rows(turn), negated_rows(turn)
            reached = [word for _, word in negated]
            rows += pairs + [row for row, _ in negated]
            weights += [PAIR] * len(pairs) + [WORD] * len(negated)
            counts.append(len(pairs) + len(negated))
            first += [*range(len(pairs)), *reached]
            last += [*range(1, len(pairs) + 1), *reached]
        return _Part(self._words.rows(rows, weights), counts, first, last)

    def _named_of(self, turns: Sequence[Prepared]) -> _Part:
        found = [list(named_features(turn)) for turn in turns]
        features = [feature for rows in found for feature in rows]
        values = self._words.rows([row for row, *_ in features], [value for _, value, *_ in features])
        firsts, lasts = [first for *_, first, _ in features], [last for *_, last in features]
        return _Part(values, [len(rows) for rows in found], firsts, lasts)


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of a batch's features, turn after turn: weights (last column: square), how many each turn has,
    and from which to which of the turn's words each was found at."""

    values: Floats
    counts: list[int]
    first: list[int]
    last: list[int]

    def per_turn(self) -> Floats:
        """The values' sum for each turn."""
        total = np.zeros((len(self.counts), self.values.shape[1]), np.float32)
        counts = np.array(self.counts, np.int64)
        if len(self.values):
            total[counts > 0] = np.add.reduceat(self.values, (np.cumsum(counts) - counts)[counts > 0])
        return total


@dataclass(frozen=True, slots=True)
class Added:
    """A batch's calibrated logits and the features they are the sums of."""

    logits: Floats
    slope: Floats
    """What a feature's value adds to each logit."""
    length: Floats
    words: _Part
    grams: _Part
    named: _Part

    def shares(self, columns: Places) -> list[NDArray[np.floating]]:
        """What each word adds to the logit of its turn's column.

        The shares are exact: with slope · intercept + shift they sum to the calibrated logit. A pair's weight is
        shared by its two words, a named feature's by the words it was found at.
        """
        counts = self.words.counts
        begins = [0, *accumulate(counts)]
        places, numbers = np.array(begins, np.int64), np.arange(len(counts))
        unit = self.slope[numbers, columns]
        change = np.zeros(begins[-1] + 1)  # a span adds at its first word and takes away after its last
        for part, worth in ((self.words, unit / self.length), (self.grams, unit / self.length), (self.named, unit)):
            if part.first:
                turn = numbers.repeat(part.counts)
                first, last = places[turn] + part.first, places[turn] + part.last
                each = part.values[np.arange(len(turn)), columns[turn]] * worth[turn] / (last - first + 1)
                change += np.bincount(first, each, len(change)) - np.bincount(last + 1, each, len(change))
        share = change.cumsum()
        return [share[begin:end] for begin, end in pairwise(begins)]


def as_scores(added: Added, *, explain: bool) -> Scores:
    """Probabilities of the logits; with `explain` also what each word adds to the likeliest family."""
    p = np.asarray(1 / (1 + np.exp(-added.logits)), np.float64).round(DIGITS)
    labels, basic, families = p[:, : len(LABELS)], p[:, len(LABELS) : FAMILY.start], p[:, FAMILY]
    shares = added.shares(FAMILY.start + families.argmax(1)) if explain and len(p) else ()
    intensity, flags = p[:, FAMILY.stop + 1 : FEELINGS.stop], p[:, FEELINGS.stop :]
    return Scores(labels, basic, families, p[:, FAMILY.stop], intensity, flags, shares=shares)


def settle_top(logits: NDArray[np.floating], top: Floats) -> None:
    """Calibrate each row's highest logit once more, in place."""
    rows = np.arange(len(logits))
    best = logits.argmax(1)
    high = logits[rows, best]
    logits[rows, best] = top[0] * high + top[1] * np.minimum(high, 0) + top[2]


@dataclass(slots=True)
class _WordSums:
    """The summed weights of each word's features, remembered for the words seen of late."""

    weights: Weights
    known: dict[tuple[str, str], int] = field(default_factory=dict)
    memory: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.memory = np.zeros((_REMEMBERED, len(OUTPUTS) + 1), np.float32)

    def sums(self, words: Sequence[tuple[str, str]]) -> Floats:
        """One row for each (language, word)."""
        known = self.known
        new = [word for word in dict.fromkeys(words) if word not in known]
        if len(known) + len(new) > _REMEMBERED:
            known.clear()
            new = list(dict.fromkeys(words))
        if len(new) > _REMEMBERED:
            return np.stack([self._sum(*word) for word in words])
        for word in new:
            self.memory[len(known)] = self._sum(*word)
            known[word] = len(known)
        return self.memory[[known[word] for word in words]]

    def rows(self, rows: list[int], weights: float | list[float]) -> Floats:
        """Table rows, each counted with its weight."""
        worth = np.empty((len(rows), len(OUTPUTS) + 1), np.float32)
        weight = np.array(weights, np.float32).reshape(-1, 1)
        np.multiply(self.weights.worth(rows), weight, out=worth[:, :-1])
        worth[:, -1:] = self.weights.square[rows, None] * weight**2
        return worth

    def _sum(self, language: str, word: str) -> Floats:
        features = word_rows(language, word)
        return np.asarray(self.rows([row for row, _ in features], [weight for _, weight in features]).sum(0))


def load_linear(folder: Traversable = SHIPPED) -> LinearRuntime:
    """The shipped linear reader. Raises ModelDamaged when the weights are not those of the card."""
    try:
        card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
        packed = (folder / "weights.npz").read_bytes()
        return LinearRuntime(_card(card), _unpack(folder, card, packed))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamaged(f"{folder}: {error!r}") from error


def _unpack(folder: Traversable, card: dict[str, Any], packed: bytes) -> Weights:
    if hashlib.sha256(packed).hexdigest() != card["sha256"]:
        raise ModelDamaged(f"{folder}: weights.npz is not the file that card.toml describes")
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        languages = {language: row for row, language in enumerate(card["languages"])}
        if {len(arrays[name]) for name in ("slope", "bend", "shift")} != {len(languages)}:
            raise ValueError("calibrated for other languages")
        parts = (arrays[name] for name in ("slope", "bend", "shift", "top"))
        return Weights(arrays["table"], arrays["scale"], arrays["square"], arrays["intercept"], languages, *parts)


def _card(card: dict[str, Any]) -> Card:
    thresholds, gates = card["thresholds"], card["gates"]
    return Card(
        {str(card["name"]): str(card["version"])},
        {ANY: LabelThresholds(tuple(thresholds["labels"]), tuple(thresholds["groups"]))},
        {language: tuple(values) for language, values in thresholds["basic"].items()},
        {"abuse": float(thresholds["abuse"]), **thresholds["flags"]},
        gates_of(gates),
    )


def gates_of(gates: dict[str, Any]) -> dict[str, Gate]:
    """Each language's gate, as a card has them."""
    return {
        language: Gate(gate["floor"], gate["side_floor"], Vote(**gate["right"]), Vote(**gate["side"]))
        for language, gate in gates.items()
    }
