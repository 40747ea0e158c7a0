"""The linear reader: one int8 table of hashed n-gram weights, summed with numpy alone."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from warmline.domain.emotion import BASIC, FAMILIES, LABELS
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import Card, Gate
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.features import PAIR, WORD, named_features, negated_rows, pair_rows, word_rows
from warmline.ports import Floats, Scores

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


@dataclass(frozen=True, slots=True)
class Weights:
    """What the lab made: a row of the table is worth `table · scale`, and `square` toward the turn's length."""

    table: NDArray[np.int8]
    scale: Floats
    square: NDArray[np.float16]
    intercept: Floats
    slope: dict[str, Floats]
    """Per language: calibrated logit = slope · logit + shift (Platt 1999)."""
    shift: dict[str, Floats]


class LinearRuntime:
    """Scores turns by the sum of their features' weights over the square root of their squares."""

    def __init__(self, card: Card, weights: Weights) -> None:
        self.card = card
        self._weights = weights
        self._words = _WordSums(weights)

    def run(self, turns: Sequence[Prepared]) -> Scores:
        """Calibrated probabilities; 0.1 ms a turn or less."""
        logits = np.stack([self._logits(turn) for turn in turns]) if turns else np.zeros((0, len(OUTPUTS)), np.float32)
        p = (1 / (1 + np.exp(-logits))).astype(np.float32)
        labels, basic, families = np.split(p[:, : FAMILY.stop], [len(LABELS), FAMILY.start], axis=1)
        return Scores(labels, basic, families, p[:, FAMILY.stop], p[:, FAMILY.stop + 1 :])

    def explain(self, turn: Prepared, family: int) -> Floats:
        """What each word adds to the family's logit, exactly: a pair's weight is shared by its two words."""
        column = FAMILY.start + family
        sums, pairs, negated, named = self._parts(turn)
        length = float(np.sqrt(max(1e-6, sums[:, -1].sum() + pairs[:, -1].sum() + negated[:, -1].sum())))
        share = sums[:, column].copy()
        share[:-1] += pairs[:, column] / 2
        share[1:] += pairs[:, column] / 2
        np.add.at(share, [word for _, word in negated_rows(turn)], negated[:, column])
        share /= length
        for (_, _, first, last), weight in zip(named_features(turn), named[:, column], strict=True):
            share[first : last + 1] += weight / max(1, last - first + 1)
        return np.asarray(share * self._slope(turn)[column], np.float32)

    def _logits(self, turn: Prepared) -> Floats:
        sums, pairs, negated, named = self._parts(turn)
        total = sums.sum(0)
        if len(pairs):
            total = total + pairs.sum(0)
        if len(negated):
            total = total + negated.sum(0)
        logits = total[:-1] / np.sqrt(max(1e-6, total[-1]))
        if len(named):
            logits = logits + named.sum(0)[:-1]
        logits = logits + self._weights.intercept
        shift = self._weights.shift.get(turn.language, self._weights.shift["en"])
        return np.asarray(self._slope(turn) * logits + shift, np.float32)

    def _slope(self, turn: Prepared) -> Floats:
        return self._weights.slope.get(turn.language, self._weights.slope["en"])

    def _parts(self, turn: Prepared) -> tuple[Floats, Floats, Floats, Floats]:
        """Weights (and square, last) of the words, pairs, negated words and named features."""
        features = list(named_features(turn))
        named = self._words.rows([row for row, *_ in features], 1.0)
        named *= np.array([value for _, value, *_ in features], np.float32)[:, None]
        return (
            self._words.sums(turn.language, turn.words.words),
            self._words.rows(pair_rows(turn), PAIR),
            self._words.rows([row for row, _ in negated_rows(turn)], WORD),
            named,
        )


@dataclass(slots=True)
class _WordSums:
    """The summed weights of each word's features, remembered for the words seen of late."""

    weights: Weights
    known: dict[tuple[str, str], int] = field(default_factory=dict)
    memory: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.memory = np.zeros((_REMEMBERED, len(OUTPUTS) + 1), np.float32)

    def sums(self, language: str, words: Sequence[str]) -> Floats:
        """One row a word."""
        known = self.known
        try:
            return self.memory[[known[language, word] for word in words]]
        except KeyError:
            pass
        if len(words) > _REMEMBERED // 2:
            return np.stack([self._sum(language, word) for word in words])
        if len(known) + len(words) > _REMEMBERED:
            known.clear()
        for word in words:
            if (language, word) not in known:
                self.memory[len(known)] = self._sum(language, word)
                known[language, word] = len(known)
        return self.memory[[known[language, word] for word in words]]

    def rows(self, rows: list[int], weight: float) -> Floats:
        """Table rows, each counted with `weight`."""
        found = np.empty((len(rows), len(OUTPUTS) + 1), np.float32)
        found[:, :-1] = self.weights.table[rows]
        found[:, :-1] *= self.weights.scale * weight
        found[:, -1] = self.weights.square[rows]
        found[:, -1] *= weight * weight
        return found

    def _sum(self, language: str, word: str) -> Floats:
        features = word_rows(language, word)
        rows, weights = [row for row, _ in features], np.array([weight for _, weight in features], np.float32)
        total = np.empty(len(OUTPUTS) + 1, np.float32)
        total[:-1] = weights @ self.weights.table[rows] * self.weights.scale
        total[-1] = weights**2 @ self.weights.square[rows].astype(np.float32)
        return total


def load_linear(folder: Traversable = SHIPPED) -> LinearRuntime:
    """The shipped linear reader. Raises ModelDamaged when the weights are not those of the card."""
    try:
        card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
        packed = (folder / "weights.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"{folder}: {error}") from error
    if hashlib.sha256(packed).hexdigest() != card["sha256"]:
        raise ModelDamaged(f"{folder}: weights.npz is not the file that card.toml describes")
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        weights = Weights(
            arrays["table"],
            arrays["scale"],
            arrays["square"],
            arrays["intercept"],
            dict(zip(card["languages"], arrays["slope"], strict=True)),
            dict(zip(card["languages"], arrays["shift"], strict=True)),
        )
    return LinearRuntime(_card(card), weights)


def _card(card: dict[str, object]) -> Card:
    thresholds, gates = card["thresholds"], card["gates"]
    assert isinstance(thresholds, dict) and isinstance(gates, dict)
    return Card(
        str(card["name"]),
        str(card["version"]),
        tuple(thresholds["labels"]),
        {language: tuple(values) for language, values in thresholds["basic"].items()},
        float(thresholds["abuse"]),
        {language: Gate(**gate) for language, gate in gates.items()},
    )
