"""Turn out-of-fold scores into probabilities one may believe, thresholds and gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab.datasets.shape import Example
from lab.logistic import Floats, fit_platt, fit_small
from warmline.adapters.runtime.linear import FAMILY, OUTPUTS
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LANGUAGES, NEGATIVE, POSITIVE
from warmline.domain.model import Gate

HOME = {
    "en": ("goemotions", "multidogo", "brighter", "convabuse", "brighter_b"),
    **dict.fromkeys(("de", "es", "pt"), ("brighter", "brighter_b")),
}
"""Sources whose base rates a language is calibrated to; the others have only rows with a feeling."""

KINDRED = {
    "anger": "anger", "frustration": "anger", "disappointment": "sadness", "anxiety": "anxiety", "sadness": "sadness",
    "confusion": "surprise", "embarrassment": "anxiety", "regret": "sadness", "gratitude": "satisfaction",
    "satisfaction": "satisfaction", "relief": "satisfaction", "surprise": "surprise", "desire": "neutral",
    "neutral": "neutral",
}  # fmt: skip
"""Which annotated family stands for a care family where only basic emotions were annotated."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Per language: slope and shift of each output."""

    slope: dict[str, Floats]
    shift: dict[str, Floats]

    def apply(self, logits: Floats, languages: NDArray[np.str_]) -> Floats:
        """Calibrated probabilities."""
        calibrated = np.empty_like(logits)
        for language in set(languages.tolist()):
            rows = languages == language
            calibrated[rows] = logits[rows] * self.slope[language] + self.shift[language]
        return np.asarray(1 / (1 + np.exp(-calibrated)), np.float32)


def fit_calibration(logits: Floats, targets: Floats, examples: list[Example]) -> Calibration:
    """Platt scaling of each output in each language that was annotated for it, English elsewhere.

    Where a language has only rows that carry a feeling, its base rates are moved to the English ones.
    """
    languages = np.array([example.language for example in examples])
    sources = np.array([example.source for example in examples])
    slope: dict[str, Floats] = {}
    shift: dict[str, Floats] = {}
    for language in LANGUAGES:
        slope[language] = np.ones(len(OUTPUTS), np.float32) if language == "en" else slope["en"].copy()
        shift[language] = np.zeros(len(OUTPUTS), np.float32) if language == "en" else shift["en"].copy()
        at_home = (languages == language) & np.isin(sources, HOME.get(language, ("xed",)))
        for column in range(len(OUTPUTS)):
            rows = at_home & ~np.isnan(targets[:, column])
            if rows.sum() < 200 or (targets[rows, column] > 0.5).sum() < 15:
                continue
            a, b = fit_platt(logits[rows, column], targets[rows, column])
            if language not in HOME:
                english = (languages == "en") & np.isin(sources, HOME["en"]) & ~np.isnan(targets[:, column])
                b += _log_odds(targets[english, column]) - _log_odds(targets[rows, column])
            slope[language][column], shift[language][column] = a, b
    return Calibration(slope, shift)


def best_threshold(p: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """The threshold of highest F1."""
    order = np.argsort(-p)
    found = np.cumsum(wanted[order])
    f1 = 2 * found / (np.arange(1, len(p) + 1) + wanted.sum())
    return float(p[order][f1.argmax()])


def fit_thresholds(p: Floats, targets: Floats, examples: list[Example]) -> dict[str, object]:
    """Thresholds of highest F1: labels (English), basic emotions per language, abuse."""
    languages = np.array([example.language for example in examples])
    sources = np.array([example.source for example in examples])
    goemotions = sources == "goemotions"
    labels = [best_threshold(p[goemotions, column], targets[goemotions, column]) for column in range(len(LABELS))]
    basic = {}
    for language in LANGUAGES:
        rows = (languages == (language if language in HOME else "en")) & (sources == "brighter")
        basic[language] = [_basic_threshold(p, targets, rows, column) for column in _BASIC_COLUMNS]
    known = sources == "convabuse"
    abuse = best_threshold(p[known, FAMILY.stop], targets[known, FAMILY.stop])
    return {"labels": labels, "basic": basic, "abuse": abuse}


def fit_gates(p: Floats, examples: list[Example], recipe: dict[str, float]) -> tuple[dict[str, Gate], list[str]]:
    """Per language, how confidence is made and from where on it is trusted (risk-coverage; El-Yaniv & Wiener 2010).

    Also returns one line a language for the card.
    """
    gates, notes = {}, []
    families = p[:, FAMILY]
    for language in LANGUAGES:
        rows = [row for row, example in enumerate(examples) if _speaks_of_families(example, language)]
        if language not in HOME:  # no row of these is neutral, so only what is read as a feeling can be judged
            rows = [row for row in rows if FAMILIES[int(families[row].argmax())] != "neutral"]
        right = np.array([is_right(families[row], examples[row]) for row in rows], float)
        reversed_ = np.array([is_reversed(families[row], examples[row]) for row in rows])
        ordered = np.sort(families[rows], axis=1)
        top = _logits(ordered[:, -1])
        margin = top - _logits(ordered[:, -2])
        weights = fit_small(np.column_stack([top, margin]), right)
        confidence = 1 / (1 + np.exp(-(weights[0] * top + weights[1] * margin + weights[2])))
        floor, answered = _floor(confidence, reversed_, recipe["reversals"])
        kept = confidence >= floor
        notes.append(
            f"{language}: of {len(rows):,} rows answered {answered:.3f}, right {right[kept].mean():.3f}, "
            f"reversed {reversed_[kept].mean():.4f}"
        )
        if answered >= recipe["answered"] and right[kept].mean() >= recipe["right"]:
            gates[language] = Gate(floor, *weights)
    return gates, notes


def is_right(families: Floats, example: Example) -> bool:
    """Whether the likeliest family is one the annotators saw."""
    best = FAMILIES[int(families.argmax())]
    seen = {family for family, value in (example.families or {}).items() if value > 0.5}
    return best in seen or (example.source in ("brighter", "xed") and KINDRED[best] in seen)


def is_reversed(families: Floats, example: Example) -> bool:
    """Whether the likeliest family is pleasant where all that annotators saw is unpleasant, or the other way round."""
    best = FAMILIES[int(families.argmax())]
    seen = {family for family, value in (example.families or {}).items() if value > 0.5}
    if best in POSITIVE:
        return bool(seen & NEGATIVE) and not seen & POSITIVE
    return best in NEGATIVE and bool(seen & POSITIVE) and not seen & NEGATIVE


def _speaks_of_families(example: Example, language: str) -> bool:
    if example.language != language or not example.families:
        return False
    return example.source in HOME.get(language, ("xed",)) and any(value > 0.5 for value in example.families.values())


def _floor(confidence: NDArray[np.float64], reversed_: NDArray[np.bool_], most: float) -> tuple[float, float]:
    """The lowest confidence from which at most `most` of the answered are reversed, and the share answered."""
    order = np.argsort(-confidence)
    risk = np.cumsum(reversed_[order]) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(risk <= most)
    last = int(within[-1]) if len(within) else 0
    return float(confidence[order][last]), (last + 1) / len(order)


def _basic_threshold(p: Floats, targets: Floats, rows: NDArray[np.bool_], column: int) -> float:
    known = rows & ~np.isnan(targets[:, column])
    return best_threshold(p[known, column], targets[known, column]) if known.any() else 0.5


def _log_odds(values: NDArray[np.floating]) -> float:
    share = float(np.clip(values.mean(), 1e-4, 1 - 1e-4))
    return float(np.log(share / (1 - share)))


def _logits(p: NDArray[np.floating]) -> NDArray[np.float64]:
    p = np.clip(p.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


_BASIC_COLUMNS = range(len(LABELS), len(LABELS) + len(BASIC))
