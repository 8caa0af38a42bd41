"""BM25 over terms as one sparse matrix, so that a whole batch is ranked by one product.

Rows of `weights` are terms, columns are templates. Title and keywords count as if they were
written several times (the fielded form of BM25).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from response_templates.catalogue import Template
from response_templates.words import composed, terms

__all__ = ["Index", "build_index"]

_BLANKS = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_TITLE, _KEYWORDS, _BODY = 3.0, 3.0, 1.0
_SATURATION, _LENGTH = 1.2, 0.6
_PLAIN, _TONED, _PAIR = 1.0, 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Index:
    """`rows` gives a term its row; `weights` is terms × templates, in both orders."""

    rows: Mapping[str, int]
    weights: csr_matrix
    by_template: csc_matrix

    def scores(self, queries: Sequence[Mapping[int, float]]) -> NDArray[np.float64]:
        """Queries as row → weight; the answer is queries × templates."""
        ends = np.cumsum([0, *map(len, queries)])
        rows = np.fromiter((row for query in queries for row in query), np.int32, ends[-1])
        given = np.fromiter((w for query in queries for w in query.values()), float, ends[-1])
        asked = csr_matrix((given, rows, ends), shape=(len(queries), self.weights.shape[0]))
        return np.asarray((asked @ self.weights).toarray())

    def weights_of(self, template: int, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """What each of the terms `rows` adds to one template's score."""
        start, end = self.by_template.indptr[template : template + 2]
        held = self.by_template.indices[start:end]
        places = np.searchsorted(held, rows)
        found = (places < len(held)) & (held[np.minimum(places, len(held) - 1)] == rows)
        values = self.by_template.data[start:end]
        return np.where(found, values[np.minimum(places, len(held) - 1)], 0.0)


def build_index(templates: Sequence[Template]) -> Index:
    """Weigh every term of every template."""
    counted = [_counts(template) for template in templates]
    rows = {name: row for row, name in enumerate(sorted({n for c in counted for n in c}))}
    places = [(rows[name], column) for column, counts in enumerate(counted) for name in counts]
    row_of, column_of = np.array(places, dtype=np.int32).reshape(-1, 2).T
    often = np.array([times for counts in counted for times in counts.values()], dtype=float)
    values = _bm25(often, row_of, column_of, shape=(len(rows), len(templates)))
    values *= np.array([_trust(name) for name in rows])[row_of]
    shape = (max(len(rows), 1), max(len(templates), 1))
    weights = csr_matrix((values, (row_of, column_of)), shape=shape)
    by_template = weights.tocsc()
    by_template.sort_indices()
    return Index(rows, weights, by_template)


def _counts(template: Template) -> Counter[str]:
    counts: Counter[str] = Counter()
    parts = [(template.title, _TITLE), (_BLANKS.sub(" · ", template.body), _BODY)]
    parts += [(keyword, _KEYWORDS) for keyword in template.keywords]
    for text, weight in parts:
        for term in terms(composed(text)):
            counts[term.name] += weight  # type: ignore[assignment]
    return counts


def _bm25(
    often: NDArray[np.float64],
    row_of: NDArray[np.int32],
    column_of: NDArray[np.int32],
    *,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    lengths = np.bincount(column_of, weights=often, minlength=shape[1])
    holders = np.bincount(row_of, minlength=shape[0])
    rarity = np.log(1 + (shape[1] - holders + 0.5) / (holders + 0.5))
    share = lengths / max(lengths.sum() / max(len(lengths), 1), 1.0)
    slack = _SATURATION * (1 - _LENGTH + _LENGTH * share[column_of])
    return np.asarray(rarity[row_of] * often * (_SATURATION + 1) / (often + slack))


def _trust(name: str) -> float:
    toned = _TONED if name.startswith("=") else _PLAIN
    return toned * (_PAIR if " " in name else 1.0)
