"""Measures of quality, each with a bootstrap interval over rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its 95 % interval and what it should reach."""

    name: str
    value: float
    low: float
    high: float
    required: str = ""
    note: str = ""
    linear: float | None = None
    """The same of the linear reader alone, on the same rows."""
    vader: float | None = None
    """The same of VADER, on the same rows."""

    def __str__(self) -> str:
        wanted = f"  required {self.required}" if self.required else ""
        note = f"  ({self.note})" if self.note else ""
        beside = f"  linear {self.linear:.4f}" if self.linear is not None else ""
        beside += f"  VADER {self.vader:.4f}" if self.vader is not None else ""
        return f"{self.name:52} {self.value:7.4f}  [{self.low:.4f}, {self.high:.4f}]{beside}{wanted}{note}"


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of about one confidence: how many, what was said on average, how often it was right."""

    rows: int
    said: float
    right: float


def bootstrap(counts: Floats, measure: Callable[[Floats], Floats]) -> tuple[float, float, float]:
    """Value and 95 % interval of `measure` over resampled sums of per-row counts (rows × anything)."""
    rows = len(counts)
    flat = counts.reshape(rows, -1)
    random = np.random.default_rng(7)
    values = []
    for _ in range(RESAMPLES // 100):
        weights = random.multinomial(rows, np.full(rows, 1 / rows), size=100).astype(np.float64)
        values.append(measure((weights @ flat).reshape(100, *counts.shape[1:])))
    low, high = np.quantile(np.concatenate(values), [0.025, 0.975])
    whole = measure(flat.sum(0).reshape(1, *counts.shape[1:]))
    return float(whole[0]), float(low), float(high)


def macro_f1(found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Mean over columns of F1, with its interval; rows × columns of yes and no."""
    counts = np.stack([found & wanted, found, wanted], axis=1).astype(np.float64)
    return bootstrap(counts, lambda sums: _f1(sums).mean(-1))


def share(hits: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Share of yes among rows, with its interval; nan without rows."""
    if not len(hits):
        return (float("nan"),) * 3
    counts = np.stack([hits, np.ones(len(hits))], axis=1).astype(np.float64)
    return bootstrap(counts, lambda sums: sums[..., 0] / sums[..., 1])


def expected_calibration_error(
    confidence: Floats, right: NDArray[np.bool_], bins: int = 15
) -> tuple[float, float, float]:
    """Mean gap between confidence and accuracy over equal bins, weighted by their rows (Guo et al. 2017)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    counts = np.zeros((len(right), bins, 2))
    counts[np.arange(len(right)), place, 0] = confidence - right
    counts[np.arange(len(right)), place, 1] = 1
    return bootstrap(counts, lambda sums: np.abs(sums[..., 0]).sum(-1) / sums[..., 1].sum(-1))


def reliability(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """The bins that hold any row, from the least confidence to the greatest (DeGroot & Fienberg 1983)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(int(rows.sum()), round(float(confidence[rows].mean()), 4), round(float(right[rows].mean()), 4))
        for rows in (place == each for each in range(bins))
        if rows.any()
    ]


def mean_pearson(values: Floats, wanted: Floats) -> tuple[float, float, float]:
    """Mean over columns of Pearson's correlation, with its interval."""
    moments = np.stack([values, wanted, values * wanted, values**2, wanted**2, np.ones_like(values)], axis=1)
    return bootstrap(moments, lambda sums: _pearson(sums).mean(-1))


def _f1(sums: Floats) -> Floats:
    return np.asarray(2 * sums[..., 0, :] / np.maximum(1, sums[..., 1, :] + sums[..., 2, :]))


def _pearson(sums: Floats) -> Floats:
    x, y, xy, xx, yy, n = (sums[..., place, :] for place in range(6))
    spread = np.sqrt(np.maximum(1e-12, (xx - x * x / n) * (yy - y * y / n)))
    return np.asarray((xy - x * y / n) / spread)
