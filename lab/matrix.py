"""Examples as one sparse matrix of features, made by the `prepare` that serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lab.datasets.shape import Example
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.features import (
    NAMED_ROWS,
    PAIR,
    TABLE_BITS,
    WORD,
    named_features,
    negated_rows,
    pair_rows,
    word_rows,
)  # fmt: skip
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.signs import SignFinder
from warmline.logic.emotion.words import split_words


def prepare_all(examples: Sequence[Example], finder: SignFinder) -> list[Prepared]:
    """Each example as the model would be given it."""
    return [prepare(split_words(example.text), example.language, finder) for example in examples]


def raw_matrix(prepared: Sequence[Prepared]) -> sparse.csr_matrix:
    """Feature weights before idf and before the turn's length is taken out; one row a turn."""
    rows: list[int] = []
    values: list[float] = []
    ends = [0]
    for turn in prepared:
        for word in turn.seen:
            for row, weight in word_rows(turn.language, word):
                rows.append(row)
                values.append(weight)
        pairs = pair_rows(turn)
        rows.extend(pairs)
        values.extend([PAIR] * len(pairs))
        for row, _ in negated_rows(turn):
            rows.append(row)
            values.append(WORD)
        for row, value, _, _ in named_features(turn):
            rows.append(row)
            values.append(value)
        ends.append(len(rows))
    shape = (len(prepared), 1 << TABLE_BITS)
    matrix = sparse.csr_matrix(
        (np.array(values, np.float32), np.array(rows, np.int32), np.array(ends, np.int64)), shape=shape
    )
    return matrix


@dataclass(frozen=True, slots=True)
class Scale:
    """What each row of the table is worth: smoothed idf (Spärck Jones 1972), 1 for named features."""

    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, matrix: sparse.csr_matrix) -> Scale:
        """From how many turns hold each feature; rows seen once count nothing."""
        summed = matrix.copy()
        summed.sum_duplicates()
        seen = np.bincount(summed.indices, minlength=matrix.shape[1])
        idf = np.log(matrix.shape[0] / np.maximum(seen, 1)) + 1
        idf[seen < 2] = 0
        idf[:NAMED_ROWS] = 1
        return cls(idf.astype(np.float32))

    def apply(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        """The scaled matrix: hashed features by idf over the turn's length, named ones as they are."""
        data = matrix.data * self.idf[matrix.indices]
        hashed = matrix.indices >= NAMED_ROWS
        squares = np.where(hashed, data**2, 0)
        length = np.add.reduceat(np.append(squares, 0), matrix.indptr[:-1]) if matrix.nnz else np.zeros(matrix.shape[0])
        length[matrix.indptr[:-1] == matrix.indptr[1:]] = 0
        norm = np.repeat(np.sqrt(np.maximum(length, 1e-6)), np.diff(matrix.indptr))
        data = np.where(hashed, data / norm, data).astype(np.float32)
        scaled = sparse.csr_matrix((data, matrix.indices.copy(), matrix.indptr.copy()), shape=matrix.shape)
        scaled.sum_duplicates()
        return scaled
