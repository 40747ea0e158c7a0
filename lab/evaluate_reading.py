"""The reading figures on annotated data: GoEmotions, BRIGHTER, XED, intensity, abuse."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lab.calibrate import best_balance, best_threshold
from lab.datasets import brighter, convabuse, goemotions, xed
from lab.datasets.shape import Example
from lab.logistic import fit_logistic
from lab.matrix import Scale, prepare_all, raw_matrix
from lab.metrics import Figure, expected_calibration_error, macro_f1, mean_pearson
from lab.training_set import fold_of, load_training_set, targets_of
from lab.vader import vader_sentiments
from warmline.adapters.policies import load_reading_policy
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.domain.emotion import BASIC, EKMAN, LABELS
from warmline.domain.model import ANY
from warmline.logic.emotion.present import present_labels
from warmline.logic.emotion.signs import SignFinder
from warmline.ports import Runtime

_FOLDS = 5
_BRIGHTER = {"eng": "0.66", "deu": "0.50", "esp": "0.68", "ptbr": "0.38"}
_XED = {"nl": "0.614", "fr": "0.626", "it": "0.691"}


def goemotions_figures(folder: Path, runtime: Runtime, finder: SignFinder) -> Iterator[Figure]:
    """Macro-F1 of the labels present and of their groups on dev; calibration of the likeliest label."""
    examples = goemotions.load_goemotions(folder, "dev")
    p = runtime.run(prepare_all(examples, finder)).labels
    thresholds = runtime.card.label_thresholds.get("en", runtime.card.label_thresholds[ANY])
    found = _flagged(present_labels(row, thresholds) for row in p.tolist())
    wanted = _flagged(example.labels or () for example in examples)
    yield Figure("GoEmotions 28 labels, dev, macro-F1", *macro_f1(found, wanted), "0.52")
    sentiments = vader_sentiments([example.text for example in examples])
    for name, groups, required in (
        ("Ekman 7", EKMAN, "0.64"),
        ("sentiment 4", goemotions.SENTIMENT, "0.71"),
    ):
        truth = _grouped(wanted, groups)
        theirs = np.array([[each == group for group in groups] for each in sentiments])
        vader = macro_f1(theirs, truth)[0] if len(theirs) and "positive" in groups else None
        figure = macro_f1(_grouped(found, groups), truth)
        yield Figure(f"GoEmotions {name}, dev, macro-F1", *figure, required, vader=vader)
    best = p.argmax(1)
    right = wanted[np.arange(len(best)), best]
    yield Figure("ECE, likeliest label, 15 bins, dev", *expected_calibration_error(p.max(1), right), "0.03")


def out_of_fold_figures(folder: Path, path: Path) -> Iterator[Figure]:
    """BRIGHTER and intensity by cross-validation, from the scores that training left at `path`, if it did."""
    if not path.exists():
        return
    examples = load_training_set(folder)
    logits = np.load(path)["logits"]
    targets = targets_of(examples)
    scored = ~np.isnan(logits).all(1)
    code_of = _codes(folder)
    for code, required in _BRIGHTER.items():
        rows = np.flatnonzero(scored & np.array([code_of.get((e.source, e.text)) == code for e in examples]))
        if not len(rows):
            continue
        columns = np.array([OUTPUTS.index(f"basic.{name}") for name in BASIC if (code, name) != ("eng", "disgust")])
        wanted = targets[np.ix_(rows, columns)] > 0.5
        found = _cross_thresholds(logits[np.ix_(rows, columns)], wanted, [examples[row] for row in rows])
        yield Figure(f"BRIGHTER {code}, cross-validated, macro-F1", *macro_f1(found, wanted), required)
    rows = np.flatnonzero(scored & np.array([e.intensity is not None and e.language == "en" for e in examples]))
    columns = np.array([OUTPUTS.index(f"intensity.{name}") for name in BASIC if name != "disgust"])
    values = 1 / (1 + np.exp(-logits[np.ix_(rows, columns)].astype(np.float64)))
    pearson = mean_pearson(values, targets[np.ix_(rows, columns)].astype(np.float64))
    yield Figure("intensity, BRIGHTER track B eng, Pearson", *pearson, "0.60")


def xed_figures(folder: Path) -> Iterator[Figure]:
    """Plutchik's eight emotions in Dutch, French and Italian, each cross-validated with this recipe."""
    finder = SignFinder(load_reading_policy())
    for language, required in _XED.items():
        examples = xed.load_xed(folder, language)
        wanted = np.array([[name in (e.plutchik or ()) for name in xed.PLUTCHIK] for e in examples])
        raw = raw_matrix(prepare_all(examples, finder))
        matrix = Scale.fit(raw).apply(raw)
        folds = np.array([fold_of(example.text, _FOLDS) for example in examples])
        logits = np.zeros(wanted.shape, np.float32)
        for fold in range(_FOLDS):
            rest = folds != fold
            none = np.zeros((matrix.shape[1], wanted.shape[1]), np.float32)
            ridge = np.full((matrix.shape[1], 1), 0.2, np.float32)
            weights, intercept = fit_logistic(matrix[rest], wanted[rest].astype(np.float32), ridge, none, 40)
            logits[~rest] = matrix[~rest] @ weights + intercept
        found = _cross_thresholds(logits, wanted, examples)
        yield Figure(f"XED {language}, cross-validated, macro-F1", *macro_f1(found, wanted), required)
        found = _cross_thresholds(logits, wanted, examples, best_balance)
        both = macro_f1(np.hstack([found, ~found]), np.hstack([wanted, ~wanted]))
        yield Figure(f"XED {language}, mean of F1 of yes and of no", *both, note="as published, very likely")


def abuse_figures(folder: Path, runtime: Runtime, finder: SignFinder) -> Iterator[Figure]:
    """Abuse by the model alone on ConvAbuse valid, by the majority of its annotators."""
    examples = convabuse.load_convabuse(folder, "valid")
    found = runtime.run(prepare_all(examples, finder)).abuse >= runtime.card.flag_thresholds["abuse"]
    wanted = np.array([example.abuse == 1 for example in examples])
    yield Figure("abuse, ConvAbuse valid, F1", *macro_f1(found[:, None], wanted[:, None]), "0.80")


def _flagged(present: Iterable[Container[str]]) -> NDArray[np.bool_]:
    return np.array([[label in names for label in LABELS] for names in present])


def _grouped(labels: NDArray[np.bool_], groups: Mapping[str, set[str]]) -> NDArray[np.bool_]:
    return np.stack([labels[:, [LABELS.index(name) for name in group]].any(1) for group in groups.values()], axis=1)


def _cross_thresholds(
    logits: NDArray[np.float32],
    wanted: NDArray[np.bool_],
    examples: list[Example],
    best: Callable[[NDArray[np.float32], NDArray[np.float64]], float] = best_threshold,
) -> NDArray[np.bool_]:
    """Yes and no by thresholds that were chosen on the other folds."""
    folds = np.array([fold_of(example.text, _FOLDS) for example in examples])
    found = np.zeros_like(wanted)
    for fold in set(folds.tolist()):
        here, rest = folds == fold, folds != fold
        chosen_on = rest if rest.any() else here
        for column in range(wanted.shape[1]):
            threshold = best(logits[chosen_on, column], wanted[chosen_on, column].astype(float))
            found[here, column] = logits[here, column] >= threshold
    return found


def _codes(folder: Path) -> dict[tuple[str, str], str]:
    return {
        ("brighter", example.text): code
        for code in brighter.FILES
        for split in ("train", "dev")
        for example in brighter.load_brighter(folder, code, split)
    }
