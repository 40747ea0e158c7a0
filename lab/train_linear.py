"""Train the shipped linear reader: `warmline lab train` makes card and weights from the recipe and the data."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lab.calibrate import Calibration, fit_calibration, fit_gates, fit_thresholds
from lab.datasets.shape import Example
from lab.logistic import Floats, fit_logistic
from lab.matrix import Scale, prepare_all, raw_matrix
from lab.prior import prior_weights
from lab.toml import write_toml
from lab.training_set import LEARNED_FROM, OWN, fold_of, load_training_set, targets_of
from warmline.adapters.policies import load_reading_policy
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.domain.emotion import LANGUAGES
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.features import NAMED_ROWS, TABLE_BITS
from warmline.logic.emotion.signs import SignFinder

RECIPE = Path(__file__).parent / "recipes" / "linear.toml"


def train_linear(data: Path, cache: Path, heads: Sequence[str] = ()) -> None:
    """Fit everything and leave it in `cache`: out-of-fold logits, weights, scale; a model is made of it by calibrate.

    With `heads` only these are fitted anew, which is the same: heads do not depend on one another.
    """
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    examples = load_training_set(data)
    prepared = prepare_all(examples, SignFinder(load_reading_policy()))
    targets = targets_of(examples)
    _fill_flags(targets, examples, prepared, recipe["flags"]["ordinary"])
    raw = raw_matrix(prepared)
    scale = Scale.fit(raw[[example.source != OWN.name for example in examples]])
    matrix = scale.apply(raw)
    print(f"{len(examples):,} rows, {matrix.nnz:,} features", flush=True)
    times = np.array([recipe["times"].get(example.source, 1) for example in examples])
    folds = np.array([fold_of(example.text, recipe["folds"]) for example in examples])
    logits, weights, intercept = _before(cache, heads, len(examples))
    for fold in range(recipe["folds"]):
        rest = folds != fold
        own, start, columns = _fit(matrix[rest], targets[rest], times[rest], recipe, heads)
        logits[np.ix_(~rest, columns)] = matrix[~rest] @ own[:, columns] + start[columns]
        print(f"fold {fold + 1} of {recipe['folds']}", flush=True)
    own, start, columns = _fit(matrix, targets, times, recipe, heads)
    weights[:, columns], intercept[columns] = own[:, columns], start[columns]
    cache.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(cache / "out_of_fold.npz", logits=logits)
    np.savez_compressed(cache / "fitted.npz", weights=weights, intercept=intercept, idf=scale.idf)


def _before(cache: Path, heads: Sequence[str], rows: int) -> tuple[Floats, Floats, Floats]:
    """Logits, weights and intercepts of the last training, in which some heads are to be replaced; else empty ones."""
    shapes = ((rows, len(OUTPUTS)), (1 << TABLE_BITS, len(OUTPUTS)), (len(OUTPUTS),))
    logits, weights, intercept = (np.zeros(shape, np.float32) for shape in shapes)
    if heads:
        with np.load(cache / "fitted.npz") as fitted, np.load(cache / "out_of_fold.npz") as scored:
            known = fitted["weights"].shape[1]  # outputs that are new come last
            logits[: len(scored["logits"]), :known] = scored["logits"]
            weights[:, :known], intercept[:known] = fitted["weights"], fitted["intercept"]
    return logits, weights, intercept


def _fill_flags(targets: Floats, examples: list[Example], prepared: Sequence[Prepared], most: int) -> None:
    """Up to `most` rows of each language in which no phrase found a flag are examples of no flag."""
    columns = [column for column, name in enumerate(OUTPUTS) if name.startswith("flags.")]
    count = dict.fromkeys(LANGUAGES, 0)
    for row in sorted(range(len(examples)), key=lambda row: crc32(examples[row].text.encode())):
        example = examples[row]
        if example.flags is None and count[example.language] < most and not prepared[row].signs.flags:
            targets[row, columns] = 0
            count[example.language] += 1


def calibrate_linear(data: Path, out: Path, cache: Path) -> None:
    """Calibrate what training left in `cache`, choose thresholds and gates, write card.toml and weights.npz."""
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    examples = load_training_set(data)
    logits = np.load(cache / "out_of_fold.npz")["logits"]
    targets = targets_of(examples)
    with np.load(cache / "fitted.npz") as fitted:
        weights, intercept, scale = fitted["weights"], fitted["intercept"], Scale(fitted["idf"])
    write_model(out, recipe, examples, targets, logits, weights, intercept, scale)


def write_model(
    out: Path, recipe: dict[str, Any], examples: list[Example], targets: Floats, logits: Floats,
    weights: Floats, intercept: Floats, scale: Scale,
) -> None:  # fmt: skip
    """Calibrate on the out-of-fold logits, cut the weights to int8 and write the model's folder."""
    calibration = fit_calibration(logits, targets, examples)
    p = calibration.apply(logits, np.array([example.language for example in examples]))
    gates, notes = fit_gates(p, examples, recipe["gate"])
    print(*notes, sep="\n", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    digest = _write_weights(out / "weights.npz", weights, intercept, scale, calibration)
    card = {
        "name": recipe["name"],
        "version": recipe["version"],
        "sha256": digest,
        "languages": list(LANGUAGES),
        "trained_on": list(LEARNED_FROM),
        "gate_notes": notes,
        "thresholds": fit_thresholds(p, targets, examples, recipe["flags"]["false"]),
        "gates": {language: asdict(gate) for language, gate in gates.items()},
    }
    write_toml(out / "card.toml", card)


def _fit(
    matrix: sparse.csr_matrix, targets: Floats, times: NDArray[np.int64], recipe: dict[str, Any], heads: Sequence[str]
) -> tuple[Floats, Floats, list[int]]:
    """Each head on the rows that speak of it, each so many times: weights, intercepts, columns that were fitted."""
    prior = prior_weights(recipe["prior"])
    intercept = np.zeros(len(OUTPUTS), np.float32)
    fitted = []
    for head in heads or recipe["l2"]:
        columns = [column for column, name in enumerate(OUTPUTS) if name.partition(".")[0] == head]
        rows = np.repeat(np.arange(len(times)), times * ~np.isnan(targets[:, columns]).all(1))
        ridge = np.full((1 << TABLE_BITS, 1), recipe["l2"][head], np.float32)
        ridge[:NAMED_ROWS] = recipe["named"][head]
        prior[:, columns], intercept[columns] = fit_logistic(
            matrix[rows], targets[rows][:, columns], ridge, prior[:, columns], recipe["steps"][head]
        )
        fitted += columns
    return prior, intercept, fitted


def _write_weights(path: Path, weights: Floats, intercept: Floats, scale: Scale, calibration: Calibration) -> str:
    """The int8 table and what goes with it; weights of nearly nothing become zero. Returns the sha256."""
    worth = weights * scale.idf[:, None]
    largest = np.maximum(np.abs(worth).max(0), 1e-6)
    step = (largest / 127**2).astype(np.float32)
    table = np.clip(np.rint(np.sign(worth) * np.sqrt(np.abs(worth) / step)), -127, 127).astype(np.int8)
    np.savez_compressed(
        path,
        table=table,
        scale=step,
        square=np.where(np.arange(len(worth)) < NAMED_ROWS, 0, scale.idf**2).astype(np.float16),
        intercept=intercept,
        slope=np.stack([calibration.slope[language] for language in LANGUAGES]),
        bend=np.stack([calibration.bend[language] for language in LANGUAGES]),
        shift=np.stack([calibration.shift[language] for language in LANGUAGES]),
        top=calibration.top,
    )
    return hashlib.sha256(path.read_bytes()).hexdigest()
