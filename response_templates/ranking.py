"""BM25 over terms as one sparse matrix, so that a whole batch is ranked by one product.

Rows of `weights` are terms, columns are templates. Title and keywords count as if they were
written several times (the fielded form of BM25). The words of comments that people answered with a
template speak for it too, apart from its own, so that a template in daily use does not grow so long
that each of its words says little.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from response_templates.catalogue import Template
from response_templates.words import Reader, are_pairs, composed

__all__ = ["Index", "Known", "build_index"]

_BLANKS = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_TITLE, _KEYWORDS, _BODY = 3.0, 3.0, 1.0
_LEARNED, _HALF = 0.5, 4.0
"""What a word says by past answers at most, and the number of answers that make it half of that."""
_SATURATION, _LENGTH = 1.2, 0.6
_PAIR = 0.8
"""What a pair says beside a syllable."""
_NO_TERM = -1
"""Stands among the terms, so that there always is one."""

Numbers = NDArray[np.int64]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """The terms of a batch that some template has, in reading order.

    `owner` is the text, `row` the term's row in the index, `start` and `end` the stretch of the
    text that it was read from.
    """

    owner: Numbers
    row: Numbers
    start: Numbers
    end: Numbers


@dataclass(frozen=True, slots=True)
class Index:
    """`keys` are the terms, sorted; `weights` is terms × templates, in both orders."""

    reader: Reader
    keys: Numbers
    weights: csr_matrix
    by_template: csc_matrix

    def known(self, texts: Sequence[str]) -> Known:
        """Read composed texts."""
        terms = self.reader.read(texts)
        row = np.searchsorted(self.keys, terms.key)
        at = np.flatnonzero(self.keys.take(row, mode="clip") == terms.key)
        at = at[np.argsort(terms.place[at], kind="stable")]
        return Known(terms.owner[at], row[at], terms.start[at], terms.end[at])

    def scores(self, query: Numbers, row: Numbers, weight: Doubles, count: int) -> Doubles:
        """Queries × templates, for `count` queries told as entries (query, row, weight)."""
        asked = csr_matrix((weight, (query, row)), shape=(count, self.weights.shape[0]))
        return np.asarray((asked @ self.weights).toarray())

    def weights_of(self, templates: Numbers, rows: Numbers) -> Doubles:
        """What a term adds to the score of a template, for each pair of a template and a term."""
        made = np.zeros(len(rows))
        of_term = np.zeros(len(self.keys))
        held = self.by_template
        order = np.argsort(templates, kind="stable")
        column, first = np.unique(templates[order], return_index=True)
        for template, mine in zip(column.tolist(), np.split(order, first[1:]), strict=False):
            has = slice(*held.indptr[template : template + 2])
            of_term[held.indices[has]] = held.data[has]
            made[mine] = of_term[rows[mine]]
            of_term[held.indices[has]] = 0.0
        return made


def build_index(
    templates: Sequence[Template], answered: Mapping[str, Sequence[str]] | None = None
) -> Index:
    """Weigh every term of every template; `answered` gives the comments answered with each."""
    reader = Reader()
    own = _counts(reader, templates)
    learned = _counts_of_comments(reader, [(answered or {}).get(each.id, ()) for each in templates])
    reader.close()
    keys = np.unique(np.concatenate(([_NO_TERM], own.key, learned.key)))
    shape = (len(keys), max(len(templates), 1))
    row = np.searchsorted(keys, own.key)
    weights = csr_matrix((_bm25(own, row, shape), (row, own.template)), shape=shape)
    if answered:
        row = np.searchsorted(keys, learned.key)
        values = _LEARNED * _rarity(row, shape)[row] * learned.often / (learned.often + _HALF)
        weights = csr_matrix(weights + csr_matrix((values, (row, learned.template)), shape=shape))
    trust = np.where(are_pairs(keys), _PAIR, 1.0)
    weights = csr_matrix(weights.multiply(trust[:, None]))
    by_template = weights.tocsc()
    by_template.sort_indices()
    return Index(reader, keys, weights, by_template)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often a term stands with a template, one entry for each pair that does."""

    template: Numbers
    key: Numbers
    often: Doubles


def _counts(reader: Reader, templates: Sequence[Template]) -> _Counts:
    parts = [
        (number, text, weight)
        for number, template in enumerate(templates)
        for text, weight in (
            (template.title, _TITLE),
            (_BLANKS.sub(" · ", template.body), _BODY),
            *((keyword, _KEYWORDS) for keyword in template.keywords),
        )
    ]
    terms = reader.read([composed(text) for _, text, _ in parts])
    of = np.array([number for number, _, _ in parts], np.int64)
    weight = np.array([weight for _, _, weight in parts])
    return _summed(of[terms.owner], terms.key, weight[terms.owner])


def _counts_of_comments(reader: Reader, answered: Sequence[Sequence[str]]) -> _Counts:
    """In how many of a template's comments each term stands."""
    texts = [composed(text) for texts in answered for text in texts]
    of = np.repeat(np.arange(len(answered)), [len(texts) for texts in answered])
    terms = reader.read(texts)
    once = _summed(terms.owner, terms.key, np.ones(len(terms.key)))
    return _summed(of[once.template], once.key, np.ones(len(once.key)))


def _summed(owner: Numbers, key: Numbers, weight: Doubles) -> _Counts:
    order = np.lexsort((key, owner))
    owner, key = owner[order], key[order]
    fresh = np.append([True], (owner[1:] != owner[:-1]) | (key[1:] != key[:-1]))[: len(key)]
    often = np.bincount(np.cumsum(fresh) - 1, weight[order]).astype(np.float64)
    return _Counts(owner[fresh], key[fresh], often)


def _rarity(row: Numbers, shape: tuple[int, int]) -> Doubles:
    holders = np.bincount(row, minlength=shape[0])
    return np.asarray(np.log(1 + (shape[1] - holders + 0.5) / (holders + 0.5)))


def _bm25(counts: _Counts, row: Numbers, shape: tuple[int, int]) -> Doubles:
    lengths = np.bincount(counts.template, counts.often, shape[1])
    share = lengths / max(lengths.sum() / max(len(lengths), 1), 1.0)
    slack = _SATURATION * (1 - _LENGTH + _LENGTH * share[counts.template])
    often = counts.often * (_SATURATION + 1) / (counts.often + slack)
    return np.asarray(_rarity(row, shape)[row] * often)
