"""How much more often the words of a text stand in one class of known texts than in class 0.

The few most telling words on both sides are told one by one: a review that only praises the
delivery differs from one that also names the goods by the words that it does not have.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["most_telling"]

_TOLD = 4
_TELLING = 1.0
_DAMPING = 0.5

_Doubles = NDArray[np.float64]


def most_telling(
    known: sparse.csr_matrix, classes: NDArray[np.int64], asked: sparse.csr_matrix
) -> _Doubles:
    """Eleven columns for each class but 0; the matrices say which words stand in which text."""
    columns = [
        column
        for number in range(1, int(classes.max()) + 1)
        for column in _extremes(asked, _ratios(known[classes == number], known[classes == 0]))
    ]
    return np.stack(columns, axis=1)


def _ratios(inside: sparse.csr_matrix, outside: sparse.csr_matrix) -> _Doubles:
    """The log ratio of each word's shares, nothing for a word of neither side."""
    shares = []
    for rows in (inside, outside):
        count = max(rows.shape[0], 1)
        prior = _DAMPING * count / max(inside.shape[0], 1)
        sums = np.asarray(rows.sum(axis=0)).ravel()
        shares.append(np.log((sums + prior) / (count + 2 * prior)))
    ratios: _Doubles = shares[0] - shares[1]
    return ratios


def _extremes(asked: sparse.csr_matrix, ratios: _Doubles) -> list[_Doubles]:
    """The lowest and highest ratios of each text, their mean, and the share of telling ones."""
    count = asked.shape[0]
    sizes = np.diff(asked.indptr)
    row, values = np.repeat(np.arange(count), sizes), ratios[asked.indices]
    order = np.lexsort((values, row))
    # A text without known words reads the nought at the end.
    ranked = np.append(values[order], 0.0)
    first, last = np.where(sizes, asked.indptr[:-1], -1), np.where(sizes, asked.indptr[1:] - 1, -1)
    steps = [np.minimum(step, np.maximum(sizes - 1, 0)) for step in range(_TOLD)]
    some = np.maximum(sizes, 1)
    return [
        *(ranked[first + step] for step in steps),
        *(ranked[last - step] for step in steps),
        np.bincount(row, values, count) / some,
        np.bincount(row, values < -_TELLING, count) / some,
        np.bincount(row, values > _TELLING, count) / some,
    ]
