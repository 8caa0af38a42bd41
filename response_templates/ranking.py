"""BM25 over terms as one sparse matrix, so that a whole batch is ranked by one product.

Rows of `weights` are terms, columns are templates. Title and keywords count as if they were
written several times (the fielded form of BM25). The words of comments that people answered with a
template speak for it too, apart from its own, so that a template in daily use does not grow so long
that each of its words says little.
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
_LEARNED, _HALF = 0.5, 4.0
"""What a word says by past answers at most, and the number of answers that make it half of that."""
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


def build_index(
    templates: Sequence[Template], answered: Mapping[str, Sequence[str]] | None = None
) -> Index:
    """Weigh every term of every template; `answered` gives the comments answered with each."""
    own = [_counts(template) for template in templates]
    learned = [_counts_of_comments((answered or {}).get(each.id, ())) for each in templates]
    rows = {n: row for row, n in enumerate(sorted({n for c in (*own, *learned) for n in c}))}
    shape = (max(len(rows), 1), max(len(templates), 1))
    row_of, column_of, often = _entries(own, rows)
    values = _bm25(often, row_of, column_of, shape=(len(rows), len(templates)))
    weights = csr_matrix((values, (row_of, column_of)), shape=shape)
    if answered:
        row_of, column_of, times = _entries(learned, rows)
        rarity = _rarity(row_of, shape)
        values = _LEARNED * rarity[row_of] * times / (times + _HALF)
        weights = csr_matrix(weights + csr_matrix((values, (row_of, column_of)), shape=shape))
    trust = np.array([_trust(name) for name in rows] or [0.0])
    weights = csr_matrix(weights.multiply(trust[:, None]))
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


def _counts_of_comments(texts: Sequence[str]) -> Counter[str]:
    """In how many of the comments each term stands."""
    return Counter(name for text in texts for name in {term.name for term in terms(composed(text))})


def _entries(
    counted: Sequence[Counter[str]], rows: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Rows, columns and counts of what stands somewhere."""
    places = [(rows[name], column) for column, counts in enumerate(counted) for name in counts]
    row_of, column_of = np.array(places, dtype=np.int32).reshape(-1, 2).T
    often = np.array([times for counts in counted for times in counts.values()], dtype=float)
    return row_of, column_of, often


def _rarity(row_of: NDArray[np.int32], shape: tuple[int, int]) -> NDArray[np.float64]:
    holders = np.bincount(row_of, minlength=shape[0])
    return np.asarray(np.log(1 + (shape[1] - holders + 0.5) / (holders + 0.5)))


def _bm25(
    often: NDArray[np.float64],
    row_of: NDArray[np.int32],
    column_of: NDArray[np.int32],
    *,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    lengths = np.bincount(column_of, weights=often, minlength=shape[1])
    rarity = _rarity(row_of, shape)
    share = lengths / max(lengths.sum() / max(len(lengths), 1), 1.0)
    slack = _SATURATION * (1 - _LENGTH + _LENGTH * share[column_of])
    return np.asarray(rarity[row_of] * often * (_SATURATION + 1) / (often + slack))


def _trust(name: str) -> float:
    toned = _TONED if name.startswith("=") else _PLAIN
    return toned * (_PAIR if " " in name else 1.0)
