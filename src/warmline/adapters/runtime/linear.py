"""The linear reader: one int8 table of hashed n-gram weights, summed with numpy alone."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warmline.domain.emotion import BASIC, FAMILIES, LABELS
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import Card, Gate
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
)
"""Columns of the table, in order."""

FAMILY = slice(len(LABELS) + len(BASIC), len(LABELS) + len(BASIC) + len(FAMILIES))
_REMEMBERED = 1 << 15
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
    slope: dict[str, Floats]
    """Per language: calibrated logit = slope · logit + bend · min(logit, 0) + shift (after Platt 1999)."""
    bend: dict[str, Floats]
    shift: dict[str, Floats]
    top: Floats
    """Slope, bend and shift of a second step for a turn's likeliest label, which was picked for being high."""

    def worth(self, rows: list[int]) -> Floats:
        """The weights of table rows."""
        cut = self.table[rows].astype(np.float32)
        return np.asarray(cut * np.abs(cut) * self.scale, np.float32)


class LinearRuntime:
    """Scores turns by the sum of their features' weights over the square root of their squares."""

    def __init__(self, card: Card, weights: Weights) -> None:
        self.card = card
        self._weights = weights
        self._words = _WordSums(weights)

    def run(self, turns: Sequence[Prepared], *, explain: bool = False) -> Scores:
        """Calibrated probabilities of a batch; with `explain` also what each word adds to the likeliest family.

        The shares are exact: with slope · intercept + shift they sum to the family's calibrated logit. A pair's
        weight is shared by its two words, a named feature's by the words it was found at.
        """
        parts = self._parts(turns)
        counts = [len(turn.words.words) for turn in turns]
        length = np.sqrt(np.maximum(1e-6, _sums(parts.hashed[:, -1:], parts.hashed_turn, len(turns))))
        logits = _sums(parts.hashed[:, :-1], parts.hashed_turn, len(turns)) / length
        logits += _sums(parts.named[:, :-1], parts.named_turn, len(turns)) + self._weights.intercept
        slope, shift = self._calibration(turns, logits)
        logits = np.clip(slope * logits + shift, -30, 30)
        settle_top(logits[:, : len(LABELS)], self._weights.top)
        p = np.asarray(1 / (1 + np.exp(-logits)), np.float64).round(DIGITS)
        labels, basic, families = np.split(p[:, : FAMILY.stop], [len(LABELS), FAMILY.start], axis=1)
        shares = _shares(parts, FAMILY.start + families.argmax(1), slope, length[:, 0], counts) if explain else ()
        return Scores(labels, basic, families, p[:, FAMILY.stop], p[:, FAMILY.stop + 1 :], shares)

    def _calibration(self, turns: Sequence[Prepared], logits: NDArray[np.floating]) -> tuple[Floats, Floats]:
        """The slope at each logit, and the shift."""
        weights = self._weights
        languages = [turn.language if turn.language in weights.slope else "en" for turn in turns]
        slope, bend, shift = (
            np.reshape([table[language] for language in languages], (-1, len(OUTPUTS)))
            for table in (weights.slope, weights.bend, weights.shift)
        )
        return slope + bend * (logits < 0), shift

    def _parts(self, turns: Sequence[Prepared]) -> _Parts:
        """The weights of every feature of every turn; words are counted over the whole batch."""
        words = self._words.sums([(turn.language, word) for turn in turns for word in turn.words.words])
        counts = [len(turn.words.words) for turn in turns]
        begins = [0, *accumulate(counts)]
        turn_of = np.repeat(np.arange(len(turns)), counts)
        own = np.arange(begins[-1])
        lefts = own[:-1][turn_of[:-1] == turn_of[1:]]
        pairs = [row for turn in turns for row in pair_rows(turn)]
        negated = [
            (row, begin + word) for turn, begin in zip(turns, begins, strict=False) for row, word in negated_rows(turn)
        ]
        turned = _places([word for _, word in negated])
        named = [
            (row, value, number, begins[number] + first, begins[number] + last)
            for number, turn in enumerate(turns)
            for row, value, first, last in named_features(turn)
        ]
        rows, weights = [*pairs, *(row for row, _ in negated)], [PAIR] * len(pairs) + [WORD] * len(negated)
        return _Parts(
            hashed=np.concatenate([words, self._words.rows(rows, weights)]),
            hashed_turn=turn_of[np.concatenate([own, lefts, turned])],
            hashed_first=np.concatenate([own, lefts, turned]),
            hashed_last=np.concatenate([own, lefts + 1, turned]),
            named=self._words.rows([row for row, *_ in named], [value for _, value, *_ in named]),
            named_turn=_places([number for _, _, number, _, _ in named]),
            named_first=[first for _, _, _, first, _ in named],
            named_last=[last for *_, last in named],
        )


def _places(values: list[int]) -> Places:
    return np.array(values, np.int64)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A batch's features: their weights (and square, last column), turn, and words from first to last."""

    hashed: Floats
    hashed_turn: Places
    hashed_first: Places
    hashed_last: Places
    named: Floats
    named_turn: Places
    named_first: list[int]
    named_last: list[int]


def settle_top(logits: NDArray[np.floating], top: Floats) -> None:
    """Calibrate each row's highest logit once more, in place."""
    rows = np.arange(len(logits))
    best = logits.argmax(1)
    high = logits[rows, best]
    logits[rows, best] = top[0] * high + top[1] * np.minimum(high, 0) + top[2]


def _sums(values: Floats, turn_of: Places, turns: int) -> Floats:
    """The values' sum for each turn."""
    total = np.zeros((turns, values.shape[1]), np.float32)
    if len(values):
        order = np.argsort(turn_of, kind="stable")
        turn_of = turn_of[order]
        starts = np.flatnonzero(np.r_[True, turn_of[1:] != turn_of[:-1]])
        total[turn_of[starts]] = np.add.reduceat(values[order], starts)
    return total


def _shares(
    parts: _Parts, columns: Places, slope: Floats, length: Floats, counts: list[int]
) -> tuple[NDArray[np.floating], ...]:
    """What each word adds to the calibrated logit of its turn's column."""
    steep = slope[np.arange(len(columns)), columns]
    turn = parts.hashed_turn
    weight = parts.hashed[np.arange(len(turn)), columns[turn]] * (steep / length)[turn]
    half = weight / 2  # a word's own weight comes to it twice by half
    words = sum(counts)
    if not words:
        return tuple(np.zeros(0, np.float32) for _ in counts)
    share = np.bincount(parts.hashed_first, half, words) + np.bincount(parts.hashed_last, half, words)
    turn = parts.named_turn
    weight = parts.named[np.arange(len(turn)), columns[turn]] * steep[turn]
    for first, last, value in zip(parts.named_first, parts.named_last, weight.tolist(), strict=True):
        share[first : last + 1] += value / max(1, last - first + 1)
    return tuple(np.split(share, np.cumsum(counts)[:-1]))


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

    def rows(self, rows: list[int], weights: list[float]) -> Floats:
        """Table rows, each counted with its weight."""
        worth = np.empty((len(rows), len(OUTPUTS) + 1), np.float32)
        weight = np.array(weights, np.float32)
        worth[:, :-1] = self.weights.worth(rows) * weight[:, None]
        worth[:, -1] = self.weights.square[rows] * weight**2
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
        return Weights(
            arrays["table"],
            arrays["scale"],
            arrays["square"],
            arrays["intercept"],
            dict(zip(card["languages"], arrays["slope"], strict=True)),
            dict(zip(card["languages"], arrays["bend"], strict=True)),
            dict(zip(card["languages"], arrays["shift"], strict=True)),
            arrays["top"],
        )


def _card(card: dict[str, Any]) -> Card:
    thresholds, gates = card["thresholds"], card["gates"]
    return Card(
        str(card["name"]),
        str(card["version"]),
        tuple(thresholds["labels"]),
        {language: tuple(values) for language, values in thresholds["basic"].items()},
        float(thresholds["abuse"]),
        {language: Gate(**gate) for language, gate in gates.items()},
    )
