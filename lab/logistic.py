"""Many logistic regressions on one sparse matrix at once, with outputs that may be unknown in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Floats = NDArray[np.float32]
_CURVATURE = 0.05
"""A usual p · (1 − p)."""
_LEAST_SLOPE = 0.05


def fit_logistic(
    matrix: sparse.csr_matrix, targets: Floats, ridge: Floats, prior: Floats, steps: int
) -> tuple[Floats, Floats]:
    """Weights (features × outputs) and intercepts: least log loss plus ridge/2 · |weights − prior|².

    `targets` holds 0 to 1, or nan where the row says nothing of the output; `ridge` is one number per
    feature and output or broadcasts to it. All outputs are solved together by L-BFGS, in units in which
    each feature's curvature is about one (a third of the steps that way).
    """
    known = ~np.isnan(targets)
    wanted = np.nan_to_num(targets)
    outputs = targets.shape[1]
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    part = matrix[:, used]
    back = part.T.tocsr()
    offset = part @ prior[used]
    held = np.broadcast_to(ridge, (matrix.shape[1], outputs))[used].astype(np.float64)
    size = len(used) * outputs
    squares = np.bincount(part.indices, part.data.astype(np.float64) ** 2, minlength=len(used))
    unit = 1 / np.sqrt(held + _CURVATURE * squares[:, None])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[:size].reshape(len(used), outputs) * unit
        logits = part @ weights.astype(np.float32) + offset + flat[size:].astype(np.float32)
        error = np.where(known, 1 / (1 + np.exp(-logits)) - wanted, 0).astype(np.float32)
        cost = np.where(known, np.logaddexp(0, logits) - wanted * logits, 0).sum(dtype=np.float64)
        cost += 0.5 * (held * weights**2).sum()
        gradient = ((back @ error).astype(np.float64) + held * weights) * unit
        return float(cost), np.concatenate([gradient.ravel(), error.sum(0, dtype=np.float64)])

    share = np.where(known, wanted, 0).sum(0) / np.maximum(known.sum(0), 1)
    start = np.concatenate([np.zeros(size), np.log((share + 1e-4) / (1 - share + 1e-4))])
    best = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6}).x
    weights = prior.copy()
    weights[used] += (best[:size].reshape(len(used), outputs) * unit).astype(np.float32)
    return weights, best[size:].astype(np.float32)


def fit_near(
    columns: NDArray[np.floating],
    hits: NDArray[np.floating],
    near: NDArray[np.floating],
    ridge: float,
    bounds: Sequence[tuple[float, float]] | None = None,
) -> NDArray[np.float64]:
    """Logistic regression on a few columns: least log loss + ridge/2 · |weights − near|², within bounds."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits, away = columns @ weights, weights - near
        error = 1 / (1 + np.exp(-logits)) - hits
        cost = (np.logaddexp(0, logits) - hits * logits).sum() + 0.5 * ridge * (away**2).sum()
        return float(cost), columns.T @ error + ridge * away

    return np.asarray(optimize.minimize(loss, near, jac=True, method="L-BFGS-B", bounds=bounds).x)


def fit_bent(scores: NDArray[np.floating], hits: NDArray[np.floating]) -> tuple[float, float, float]:
    """Slope, bend at 0 and shift of a score's logit; a higher score is never less likely."""
    above, below, shift = fit_small(np.column_stack([np.maximum(scores, 0), np.minimum(scores, 0)]), hits, _LEAST_SLOPE)
    return above, below - above, shift


def fit_small(columns: NDArray[np.floating], hits: NDArray[np.floating], least: float = -np.inf) -> list[float]:
    """Logistic regression on a few columns, with Platt's smoothed targets (1999): their weights, then the intercept.

    No weight is under `least`.
    """
    positive = float(hits.sum())
    smooth = np.where(hits > 0.5, (positive + 1) / (positive + 2), 1 / (len(hits) - positive + 2))
    full = np.column_stack([columns, np.ones(len(hits))]).astype(np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = full @ weights
        error = 1 / (1 + np.exp(-logits)) - smooth
        cost = (np.logaddexp(0, logits) - smooth * logits).sum() + 1e-3 * (weights**2).sum()
        return float(cost), full.T @ error + 2e-3 * weights

    start = np.append(np.ones(columns.shape[1]) / columns.shape[1], 0.0)
    bounds = [(least, np.inf)] * columns.shape[1] + [(-np.inf, np.inf)]
    return [float(value) for value in optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x]
