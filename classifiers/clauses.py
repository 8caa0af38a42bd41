"""Every clause of a text judged by itself, by heads that learned from clauses of known texts.

A clause carries its text's class. A text of class 0 has clauses of every kind; one whose clauses
all speak against class 0 is likely of another. So the extremes over the clauses are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

__all__ = ["clauses", "extremes", "fitted_on_clauses"]

_BREAK = re.compile(r"[.,!?;:\n()]+|\b(?:và|nhưng|còn|mà|với|tuy nhiên|lại)\b")
_LONGEST = 6

_Doubles = NDArray[np.float64]
_Indexes = NDArray[np.int64]


def clauses(texts: Sequence[str]) -> tuple[list[str], _Indexes]:
    """The clauses of each text, at least one, in lower case, and the text of each clause."""
    parts, owner = [], []
    for number, text in enumerate(texts):
        found = [part for clause in _BREAK.split(text.lower()) for part in _pieces(clause)] or [""]
        parts += found
        owner += [number] * len(found)
    return parts, np.array(owner)


def fitted_on_clauses(
    matrix: sparse.csr_matrix, classes: _Indexes, weights: _Doubles
) -> list[LogisticRegression]:
    """A head for each class but 0, against class 0 alone."""
    heads = []
    for number in range(1, int(classes.max()) + 1):
        chosen = np.flatnonzero((classes == 0) | (classes == number))
        head = LogisticRegression(
            C=2, solver="liblinear", dual=True, tol=0.05, max_iter=40, random_state=0
        )
        heads.append(head.fit(matrix[chosen], classes[chosen] == number, weights[chosen]))
    return heads


def extremes(said: _Doubles, owner: _Indexes) -> list[_Doubles]:
    """The two lowest, the two highest, the mean, the first and the last of each text's clauses."""
    sizes = np.bincount(owner)
    first = np.cumsum(sizes) - sizes
    last, second = first + sizes - 1, np.minimum(sizes - 1, 1)
    ranked = said[np.lexsort((said, owner))]
    return [
        ranked[first],
        ranked[first + second],
        ranked[last],
        ranked[last - second],
        np.bincount(owner, said) / sizes,
        said[first],
        said[last],
        sizes.astype(np.float64),
    ]


def _pieces(clause: str) -> list[str]:
    words = clause.split()
    starts = range(0, len(words), _LONGEST)
    return [" ".join(words[start : start + _LONGEST]) for start in starts]
