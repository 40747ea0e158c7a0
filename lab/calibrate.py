"""Turn out-of-fold scores into probabilities one may believe, thresholds and gates."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lab.datasets.shape import Example
from lab.logistic import Floats, fit_bent, fit_near
from lab.training_set import CARE
from warmline.adapters.runtime.linear import FAMILY, FEELINGS, OUTPUTS, settle_top
from warmline.domain.emotion import (
    BASIC,
    EKMAN,
    FAMILIES,
    LABELS,
    LANGUAGES,
    LEARNED,
    NEGATIVE,
    POSITIVE,
    SIDES,
    URGENT,
)
from warmline.domain.model import Gate, LabelThresholds, Vote
from warmline.logic.emotion.present import UNPLEASANT, group_probabilities

HOME = {
    "en": ("goemotions", "multidogo", "brighter", "convabuse"),
    **dict.fromkeys(("de", "es", "pt"), ("brighter",)),
}
"""Sources whose base rates a language is calibrated to; the others have only rows with a feeling."""


_NEUTRAL = 3
"""Every second turn is then neutral, not every fourth."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Per language, for each output: calibrated logit = slope · logit + bend · min(logit, 0) + shift."""

    slope: dict[str, Floats]
    bend: dict[str, Floats]
    shift: dict[str, Floats]
    top: Floats
    """Slope, bend and shift of a second step for each row's likeliest label."""

    def apply(self, logits: Floats, languages: NDArray[np.str_]) -> Floats:
        """Calibrated probabilities."""
        calibrated = np.empty_like(logits)
        for language in set(languages.tolist()):
            rows = languages == language
            here = logits[rows]
            bent = np.minimum(here, 0) * self.bend[language]
            calibrated[rows] = here * self.slope[language] + bent + self.shift[language]
        settle_top(calibrated[:, : len(LABELS)], self.top)
        return np.asarray(1 / (1 + np.exp(-calibrated)), np.float32)


def fit_calibration(logits: Floats, targets: Floats, examples: list[Example]) -> Calibration:
    """Platt scaling with a bend at 0 of each output in each language that was annotated for it, English elsewhere.

    The bend is for what annotators disagree on: even the surest scores are right only nine times in ten. Care
    families are scaled on the project's own sentences but in English: other languages' posts were chosen for their
    feelings.
    """
    languages = np.array([example.language for example in examples])
    sources = np.array([example.source for example in examples])
    met = np.array([_times_met(example) for example in examples])
    slope: dict[str, Floats] = {}
    bend: dict[str, Floats] = {}
    shift: dict[str, Floats] = {}
    for language in LANGUAGES:
        slope[language] = np.ones(len(OUTPUTS), np.float32) if language == "en" else slope["en"].copy()
        bend[language] = np.zeros(len(OUTPUTS), np.float32) if language == "en" else bend["en"].copy()
        shift[language] = np.zeros(len(OUTPUTS), np.float32) if language == "en" else shift["en"].copy()
        at_home = (languages == language) & np.isin(sources, HOME.get(language, ("xed",)))
        in_care = (languages == language) & (sources == CARE)
        for column in range(len(OUTPUTS)):
            own = OUTPUTS[column].startswith("families.") and language != "en"
            rows = np.flatnonzero((in_care if own else at_home) & ~np.isnan(targets[:, column]))
            if len(rows) < 200 or (targets[rows, column] > 0.5).sum() < 15:
                continue
            rows = np.repeat(rows, met[rows])
            a, c, b = fit_bent(logits[rows, column], targets[rows, column])
            if language not in HOME and not own:
                english = (languages == "en") & np.isin(sources, HOME["en"]) & ~np.isnan(targets[:, column])
                b += _log_odds(targets[english, column]) - _log_odds(targets[rows, column])
            slope[language][column], bend[language][column], shift[language][column] = a, c, b
    first = Calibration(slope, bend, shift, np.array([1, 0, 0], np.float32))
    return replace(first, top=_fit_top(first.apply(logits, languages), targets, sources == "goemotions"))


def _fit_top(p: Floats, targets: Floats, rows: NDArray[np.bool_]) -> Floats:
    labels, wanted = p[rows, : len(LABELS)], targets[rows, : len(LABELS)]
    best = labels.argmax(1)
    return np.array(fit_bent(_logits(labels.max(1)), wanted[np.arange(len(best)), best]), np.float32)


def best_threshold(p: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """The threshold of highest F1."""
    order = np.argsort(-p)
    found = np.cumsum(wanted[order])
    f1 = 2 * found / (np.arange(1, len(p) + 1) + wanted.sum())
    f1[:-1][p[order][:-1] == p[order][1:]] = 0  # a threshold takes all rows of one score
    return float(p[order][f1.argmax()])


def best_balance(p: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """The threshold of highest mean F1 of yes and of no."""
    order = np.argsort(-p)
    yes, count, total = np.cumsum(wanted[order]), np.arange(1, len(p) + 1), wanted.sum()
    no = len(p) - total - (count - yes)
    both = 2 * yes / (count + total) + 2 * no / np.maximum(1, 2 * len(p) - count - total)
    both[:-1][p[order][:-1] == p[order][1:]] = 0
    return float(p[order][both.argmax()])


def label_thresholds(p: Floats, wanted: NDArray[np.bool_]) -> LabelThresholds:
    """Each label's and each group's own threshold of highest F1."""
    grouped = np.array([group_probabilities(row) for row in p.tolist()])
    members = [[LABELS.index(name) for name in group] for group in EKMAN.values()]
    members.append([LABELS.index(name) for group in UNPLEASANT for name in EKMAN[group]])
    truth = np.stack([wanted[:, columns].any(1) for columns in members], axis=1)
    return LabelThresholds(_best_thresholds(p, wanted), _best_thresholds(grouped, truth))


def _best_thresholds(p: NDArray[np.floating], wanted: NDArray[np.bool_]) -> tuple[float, ...]:
    return tuple([best_threshold(p[:, column], wanted[:, column].astype(float)) for column in range(p.shape[1])])


def fit_thresholds(p: Floats, targets: Floats, examples: list[Example], alarms: dict[str, float]) -> dict[str, object]:
    """Thresholds of highest F1: labels (English), basic emotions per language, abuse.

    Of flags, those that a share of ordinary rows passes: `alarms` of the `urgent` and of the `drivers`.
    """
    languages = np.array([example.language for example in examples])
    sources = np.array([example.source for example in examples])
    reddit = sources == "goemotions"
    present = label_thresholds(p[reddit, : len(LABELS)], targets[reddit, : len(LABELS)] > 0.5)
    basic = {}
    for language in LANGUAGES:
        rows = (languages == (language if language in HOME else "en")) & (sources == "brighter")
        basic[language] = [_basic_threshold(p, targets, rows, column) for column in _BASIC_COLUMNS]
    known = sources == "convabuse"
    abuse = best_threshold(p[known, FAMILY.stop], targets[known, FAMILY.stop])
    ordinary = np.array([example.flags is None for example in examples])
    flags = {
        kind: float(
            np.quantile(p[ordinary, FEELINGS.stop + place], 1 - alarms["urgent" if kind in URGENT else "drivers"])
        )
        for place, kind in enumerate(LEARNED)
    }
    return {**asdict(present), "basic": basic, "abuse": abuse, "flags": flags}


def fit_gates(
    p: Floats, examples: list[Example], recipe: dict[str, float], alone: Floats | None = None
) -> tuple[dict[str, Gate], list[str]]:
    """Per language, when a reading is sure enough to be said (risk and coverage; El-Yaniv & Wiener 2010).

    `alone` are the care families by the linear reader alone, where `p` is of a mixture: that it disagrees counts.
    Also returns one line a language for the card.
    """
    gates, notes = {}, []
    families = p[:, FAMILY]
    for language in LANGUAGES:
        rows = [
            row
            for row, example in enumerate(examples)
            if _speaks_of_families(example, language)
            for _ in range(_times_met(example))
        ]
        if rows:
            chosen = [examples[row] for row in rows]
            gate, note = _fit_gate(families[rows], chosen, recipe, None if alone is None else alone[rows])
            notes.append(f"{language}: {note}")
            if gate is not None:
                gates[language] = gate
    return gates, notes


def _fit_gate(
    families: Floats, examples: list[Example], recipe: dict[str, float], alone: Floats | None
) -> tuple[Gate | None, str]:
    seen = _logits(families)
    best = seen.argmax(1)
    agree = np.zeros(len(seen)) if alone is None else _logits(alone[np.arange(len(seen)), best])
    right = np.array([is_right(*row) for row in zip(families, examples, strict=True)], float)
    reversed_ = np.array([is_reversed(*row) for row in zip(families, examples, strict=True)])
    judged = np.array([example.source != "multidogo" for example in examples])
    sides = np.array(SIDES)
    sided = sides[best] != 0
    other_side = np.where(sides == -sides[best][:, None], seen, -np.inf).max(1)
    by_right, confidence = _fit_vote(seen, np.sort(seen, axis=1)[:, -2], agree, right, np.full(len(seen), True))
    by_side, certainty = _fit_vote(seen, other_side, agree, 1.0 - reversed_, judged & sided)
    kept = confidence >= recipe["confidence"]
    feeling = kept & judged & sided
    others = int((kept & judged & ~sided).sum())
    floor = _floor(certainty[feeling], reversed_[feeling], others, recipe["reversals"])
    kept &= ~sided | (certainty >= floor)
    answered, correct, turned = (
        float(values.mean()) if len(values) else 0.0 for values in (kept[judged], right[kept], reversed_[kept & judged])
    )
    earned = answered >= recipe["answered"] and correct >= recipe["right"]
    note = f"of {len(seen):,} rows answered {answered:.3f}, right {correct:.3f}, reversed {turned:.4f}"
    return Gate(recipe["confidence"], floor, by_right, by_side) if earned else None, note


def _fit_vote(
    seen: NDArray[np.float64],
    rival: NDArray[np.float64],
    agree: NDArray[np.float64],
    hits: NDArray[np.float64],
    rows: NDArray[np.bool_],
) -> tuple[Vote, NDArray[np.float64]]:
    """How sure the likeliest family makes one of a hit, fitted on some rows; and that certainty of every row."""
    columns = np.column_stack([seen.max(1), rival, np.ones(len(seen)), agree])
    weights = fit_near(columns[rows], hits[rows], np.array([0.5, -0.5, 0.0, 0.0]), 1.0)
    return Vote(*weights.tolist()), 1 / (1 + np.exp(-columns @ weights))


def is_right(families: Floats, example: Example) -> bool:
    """Whether the likeliest family is one the annotators saw."""
    best = FAMILIES[int(families.argmax())]
    seen = {family for family, value in (example.families or {}).items() if value > 0.5}
    return best in seen


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
    home = ("goemotions", "multidogo") if language == "en" else (CARE,)
    return example.source in home and any(value > 0.5 for value in example.families.values())


def _times_met(example: Example) -> int:
    """How often such a row is met in service for once in the project's own sentences, few of which are neutral."""
    return _NEUTRAL if example.source == CARE and (example.families or {}).get("neutral") else 1


def _floor(confidence: NDArray[np.float64], reversed_: NDArray[np.bool_], others: int, most: float) -> float:
    """The lowest confidence from which at most `most` of the answered are reversed; `others` are answered anyway."""
    order = np.argsort(-confidence)
    risk = np.cumsum(reversed_[order]) / (np.arange(1, len(order) + 1) + others)
    within = np.flatnonzero(risk <= most)
    return float(confidence[order][within[-1]]) if len(within) else 1.0


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
