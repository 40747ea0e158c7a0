"""Turn out-of-fold scores into probabilities one may believe, thresholds and gates."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lab.datasets.shape import Example
from lab.logistic import Floats, fit_small
from lab.training_set import CARE
from warmline.adapters.runtime.linear import FAMILY, FEELINGS, OUTPUTS, settle_top
from warmline.domain.emotion import BASIC, EKMAN, FAMILIES, LABELS, LANGUAGES, LEARNED, NEGATIVE, POSITIVE, URGENT
from warmline.domain.model import Gate, LabelThresholds
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
            scores = logits[rows, column]
            a, c, b = fit_small(np.column_stack([scores, np.minimum(scores, 0)]), targets[rows, column])
            if language not in HOME and not own:
                english = (languages == "en") & np.isin(sources, HOME["en"]) & ~np.isnan(targets[:, column])
                b += _log_odds(targets[english, column]) - _log_odds(targets[rows, column])
            slope[language][column], bend[language][column], shift[language][column] = a, c, b
    first = Calibration(slope, bend, shift, np.array([1, 0, 0], np.float32))
    return replace(first, top=_fit_top(first.apply(logits, languages), targets, sources == "goemotions"))


def _fit_top(p: Floats, targets: Floats, rows: NDArray[np.bool_]) -> Floats:
    labels, wanted = p[rows, : len(LABELS)], targets[rows, : len(LABELS)]
    best = labels.argmax(1)
    high = _logits(labels.max(1))
    slope, bend, shift = fit_small(np.column_stack([high, np.minimum(high, 0)]), wanted[np.arange(len(best)), best])
    return np.array([slope, bend, shift], np.float32)


def best_threshold(p: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """The threshold of highest F1."""
    order = np.argsort(-p)
    found = np.cumsum(wanted[order])
    f1 = 2 * found / (np.arange(1, len(p) + 1) + wanted.sum())
    f1[:-1][p[order][:-1] == p[order][1:]] = 0  # a threshold takes all rows of one score
    return float(p[order][f1.argmax()])


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
    """Per language, how confidence is made and from where on it is trusted (risk-coverage; El-Yaniv & Wiener 2010).

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
        if not rows:
            continue
        right = np.array([is_right(families[row], examples[row]) for row in rows], float)
        reversed_ = np.array([is_reversed(families[row], examples[row]) for row in rows])
        ordered = np.sort(families[rows], axis=1)
        top = _logits(ordered[:, -1])
        margin = top - _logits(ordered[:, -2])
        columns = [top, margin]
        if alone is not None:
            columns.append(_logits(alone[rows, families[rows].argmax(1)]))
        *weights, bias = fit_small(np.column_stack(columns), right)
        confidence = 1 / (1 + np.exp(-(np.column_stack(columns) @ weights + bias)))
        neutral = families[rows].argmax(1) == FAMILIES.index("neutral")
        judged = np.array([examples[row].source != "multidogo" for row in rows])
        kept = neutral & (confidence >= recipe["neutral"])
        feeling = judged & ~neutral
        floor = _floor(confidence[feeling], reversed_[feeling], int((kept & judged).sum()), recipe["reversals"])
        kept |= ~neutral & (confidence >= floor)
        answered = float(kept[judged].mean())
        notes.append(
            f"{language}: of {len(rows):,} rows answered {answered:.3f}, right {right[kept].mean():.3f}, "
            f"reversed {reversed_[kept].mean():.4f}"
        )
        if answered >= recipe["answered"] and right[kept].mean() >= recipe["right"]:
            gates[language] = Gate(floor, recipe["neutral"], weights[0], weights[1], bias, *weights[2:])
    return gates, notes


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
