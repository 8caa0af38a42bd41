"""What simple learners say of each text, as columns for a learner above them.

A known text is judged by learners that were fitted on the other folds, an unknown one by learners
fitted on all known texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from classifiers.calibration import Doubles, Indexes
from classifiers.clauses import clauses, extremes, fitted_on_clauses
from classifiers.learning import BUCKETS
from classifiers.letter_models import likelihoods
from classifiers.model import feature_values, shift_for
from classifiers.normalise import views
from classifiers.word_ratios import most_telling
from classifiers.words import features, read

__all__ = ["judgements"]

_FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)

_WORD = r"\w+|[^\w\s]|\n"

# The families of features that count: all, whole words alone, stretches of letters alone.
_GROUP_WEIGHTS = ((1, 1, 1, 1, 0, 0.4, 1), (1, 0, 0, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0, 0))

Judge = Callable[[Indexes, Indexes], Doubles]
"""Fitted on the first rows, says something of the others."""


def judgements(texts: Sequence[str], classes: Indexes) -> Doubles:
    """One row a text, what every learner says of it; `classes` are those of the first texts."""
    return np.hstack([_judged(judge, len(texts), classes) for judge in _judges(texts, classes)])


def _judged(judge: Judge, count: int, classes: Indexes) -> Doubles:
    known, unknown = np.arange(len(classes)), np.arange(len(classes), count)
    splits = [*_FOLDS.split(known, classes), (known, unknown)]
    said = [judge(rest, asked) for rest, asked in splits]
    made = np.zeros((count, said[0].shape[1]))
    for (_, asked), rows in zip(splits, said, strict=True):
        made[asked] = rows
    return made


def _judges(texts: Sequence[str], classes: Indexes) -> Iterator[Judge]:
    known = len(classes)
    yield _letters(texts, classes)
    yield _clauses(texts, classes)
    for width in (1, 2):
        held = CountVectorizer(ngram_range=(width, width), token_pattern=_WORD, binary=True)
        yield _telling(_matrix(held, texts, known), classes)
    words = TfidfVectorizer(ngram_range=(1, 3), token_pattern=_WORD, min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(ngram_range=(1, 6), analyzer="char", min_df=3, sublinear_tf=True)
    inner = TfidfVectorizer(ngram_range=(2, 5), analyzer="char_wb", min_df=2, sublinear_tf=True)
    for vectors in (words, letters):
        yield _heads(_matrix(vectors, texts, known), classes, _margins(0.2))
    yield _heads(_matrix(inner, texts, known), classes, _margins(0.1), scale=_log_ratios)
    likely = LogisticRegression(
        C=0.3, solver="liblinear", dual=True, tol=0.05, max_iter=40, random_state=0
    )
    for group_weights in _GROUP_WEIGHTS:
        yield _heads(_hashed(texts, known, group_weights), classes, likely)


def _letters(texts: Sequence[str], classes: Indexes) -> Judge:
    def judge(rest: Indexes, asked: Indexes) -> Doubles:
        return likelihoods([texts[at] for at in rest], classes[rest], [texts[at] for at in asked])

    return judge


def _telling(matrix: sparse.csr_matrix, classes: Indexes) -> Judge:
    def judge(rest: Indexes, asked: Indexes) -> Doubles:
        return most_telling(matrix[rest], classes[rest], matrix[asked])

    return judge


def _clauses(texts: Sequence[str], classes: Indexes) -> Judge:
    parts, owner = clauses(texts)
    vectors = TfidfVectorizer(ngram_range=(1, 2), token_pattern=_WORD, min_df=2, sublinear_tf=True)
    matrix = vectors.fit(texts[: len(classes)]).transform(parts)
    weights = 1 / np.sqrt(np.bincount(owner))[owner]

    def judge(rest: Indexes, asked: Indexes) -> Doubles:
        known, unknown = np.isin(owner, rest), np.isin(owner, asked)
        heads = fitted_on_clauses(matrix[known], classes[owner[known]], weights[known])
        places = np.searchsorted(np.sort(asked), owner[unknown])
        said = [extremes(head.decision_function(matrix[unknown]), places) for head in heads]
        return np.stack([column for columns in said for column in columns], axis=1)

    return judge


def _matrix(vectors: CountVectorizer, texts: Sequence[str], known: int) -> sparse.csr_matrix:
    first = vectors.fit_transform(texts[:known])
    return sparse.vstack((first, vectors.transform(texts[known:])), format="csr", dtype=np.float32)


def _hashed(
    texts: Sequence[str], known: int, group_weights: tuple[float, ...]
) -> sparse.csr_matrix:
    """The features of the shipped model, rare ones weighed up."""
    found = features(read(views(texts), views([""]), np.zeros(len(texts), np.int64)))
    values = feature_values(found, len(texts), np.array(group_weights, np.float32))
    places = (found.row, found.bucket >> shift_for(BUCKETS))
    matrix = sparse.csr_matrix((values, places), shape=(len(texts), BUCKETS))
    seen = np.bincount(matrix[:known].indices, minlength=BUCKETS)
    rarity = sparse.diags(np.log((1 + known) / (1 + seen)) + 1)
    return (matrix @ rarity).tocsr()


def _margins(strength: float) -> LinearSVC:
    return LinearSVC(C=strength, tol=0.01, max_iter=100, random_state=0)


def _even(matrix: sparse.csr_matrix, _: NDArray[np.bool_]) -> Doubles:
    return np.ones(matrix.shape[1])


def _heads(
    matrix: sparse.csr_matrix,
    classes: Indexes,
    head: LinearSVC | LogisticRegression,
    *,
    scale: Callable[[sparse.csr_matrix, NDArray[np.bool_]], Doubles] = _even,
) -> Judge:
    """A linear head for each class against the others."""

    def judge(rest: Indexes, asked: Indexes) -> Doubles:
        columns = []
        for number in range(int(classes.max()) + 1):
            holds = classes[rest] == number
            scales = sparse.diags(scale(matrix[rest], holds))
            head.fit(matrix[rest] @ scales, holds)
            columns.append(head.decision_function(matrix[asked] @ scales))
        return np.stack(columns, axis=1)

    return judge


def _log_ratios(matrix: sparse.csr_matrix, holds: NDArray[np.bool_]) -> Doubles:
    """How much more often each feature stands where the class holds (Wang and Manning 2012)."""
    shares = []
    for rows in (matrix[holds], matrix[~holds]):
        sums = np.asarray(rows.sum(axis=0)).ravel() + 1
        shares.append(np.log(sums / sums.sum()))
    ratios: Doubles = shares[0] - shares[1]
    return ratios
