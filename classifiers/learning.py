"""Fitting the linear heads, and calibrating them on comments of posts they were not fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from classifiers.examples import COMPOSED_FOLDER, Example
from classifiers.model import (
    LABELS,
    REASONS,
    SETTING_BUCKETS,
    Floats,
    Model,
    choice,
    feature_values,
    setting_matrix,
    shift_for,
)
from classifiers.normalise import views
from classifiers.words import features
from moderation.vocabulary import Label

BUCKETS = 1 << 18
FOLDS = 5
TEACHER = COMPOSED_FOLDER / "teacher.npz"
"""What `classifiers.distil` learned: weights to be added to the heads of the labels."""

_GROUP_WEIGHTS = np.array([1, 1, 1, 1, 0.2, 0.4, 1], np.float32)
_TEACHING = 0.5
_SURENESS = np.array([0.3, 0.7, 1.0])
_COST = 0.2
_ACCEPTED_ERROR = 0.15
_MOST_ABSTAINED = 0.3
_WRONGED = 0.014
_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)
_CRITICISM = [LABELS.index(Label.FEEDBACK), LABELS.index(Label.CONTRARY_INFORMATION)]

Doubles = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What heads fitted on other posts say of every row; `heads` holds those of each fold."""

    fold: Indexes
    sums: Doubles
    heads: dict[int, tuple[Doubles, Doubles]]


def fit(rows: Sequence[Example]) -> Model:
    """A calibrated model of these rows."""
    matrix, primary = matrix_of(rows), primaries(rows)
    weights = row_weights(rows, primary)
    heads = fit_labels(matrix, primary, weights)
    held = held_out(matrix, rows, primary, weights)
    return assembled(heads, _fit_reasons(matrix, rows), rows, held.sums)


def fits_by_fold(rows: Sequence[Example]) -> Iterator[tuple[Indexes, Model]]:
    """For each fold the rows of its posts, and a model that was fitted on all others.

    The calibration rests on the held-out sums of the other folds' rows.
    """
    matrix, primary = matrix_of(rows), primaries(rows)
    held = held_out(matrix, rows, primary, row_weights(rows, primary))
    for number, heads in held.heads.items():
        rest = np.flatnonzero(held.fold != number)
        others = [rows[at] for at in rest.tolist()]
        reasons = _fit_reasons(matrix[rest], others)
        yield (
            np.flatnonzero(held.fold == number),
            assembled(heads, reasons, others, held.sums[rest]),
        )


def assembled(
    heads: tuple[Doubles, Doubles],
    reasons: tuple[Doubles, Doubles],
    rows: Sequence[Example],
    sums: Doubles,
) -> Model:
    """Heads and what calibrates them, the held-out sums of `rows`, as a model to be shipped."""
    primary = primaries(rows)
    agency = np.array([is_agency_post(row) for row in rows])
    caution = _caution(sums[_real(rows)], primary[_real(rows)])
    slopes, offsets, certain = _calibrate(sums, rows, primary, agency, caution)
    full = np.concatenate((heads[0], reasons[0]), axis=1)
    scales = (np.abs(full).max(axis=0) / 127 + 1e-9).astype(np.float32)
    return Model(
        weights=np.rint(full / scales).astype(np.int8),
        scales=scales,
        biases=np.concatenate((heads[1], reasons[1])).astype(np.float32),
        group_weights=_GROUP_WEIGHTS,
        setting=_fit_setting(rows, agency),
        slopes=slopes.astype(np.float32),
        offsets=offsets.astype(np.float32),
        certain=certain.astype(np.float32),
        caution=caution,
    )


def matrix_of(rows: Sequence[Example]) -> sparse.csr_matrix:
    """Comments by buckets."""
    places: dict[str, int] = {}
    post_of = np.array([places.setdefault(row.post, len(places)) for row in rows])
    found = features(views([row.text for row in rows]), views(list(places)), post_of)
    values = feature_values(found, len(rows), _GROUP_WEIGHTS)
    buckets = found.bucket >> shift_for(BUCKETS)
    return sparse.csr_matrix((values, (found.row, buckets)), shape=(len(rows), BUCKETS))


def primaries(rows: Sequence[Example]) -> Indexes:
    """The number of each row's primary label."""
    return np.array([LABELS.index(row.labels[0]) for row in rows])


def row_weights(rows: Sequence[Example], primary: Indexes) -> Doubles:
    """Rare labels and sure rows weigh more."""
    counts = np.maximum(np.bincount(primary, minlength=len(LABELS)), 1)
    balance = np.sqrt(len(rows) / len(LABELS) / counts)[primary]
    weights: Doubles = balance * _SURENESS[[row.sure for row in rows]]
    return weights


def is_agency_post(row: Example) -> bool:
    """Whether the row is set under an agency's own announcement, not under news or nothing."""
    return row.source.startswith(("civil", "social", "safety", "mixed"))


def folds_by_post(rows: Sequence[Example]) -> Indexes:
    """A fold for each row; all comments of a post share one, and the folds are of like size."""
    loads = [0] * FOLDS
    fold_of: dict[str, int] = {}
    # One source cuts long posts short, so the opening stands for the post.
    keys = [" ".join(row.post.split())[:60] for row in rows]
    for post, count in sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0])):
        fold_of[post] = loads.index(min(loads))
        loads[fold_of[post]] += count
    return np.array([fold_of[key] for key in keys])


def fit_labels(
    matrix: sparse.csr_matrix, primary: Indexes, weights: Doubles
) -> tuple[Doubles, Doubles]:
    """One head for each label, over features weighed by their rarity, and the teacher's on top."""
    rarity = rarity_of(matrix)
    scaled = matrix @ sparse.diags(rarity)
    heads = [_head(scaled, primary == at, weights) for at in range(len(LABELS))]
    coefficients = np.stack([head.coef_[0] for head in heads], axis=1) * rarity[:, None]
    biases = np.array([head.intercept_[0] for head in heads])
    taught, taught_biases = _teacher()
    return coefficients + _TEACHING * taught, biases + _TEACHING * taught_biases


def _head(
    matrix: sparse.csr_matrix, holds: NDArray[np.bool_], weights: Doubles | None
) -> LogisticRegression:
    head = LogisticRegression(
        C=_COST, solver="liblinear", dual=True, tol=0.1, max_iter=100, random_state=0
    )
    return head.fit(matrix, holds, sample_weight=weights)


@cache
def _teacher() -> tuple[Doubles, Doubles]:
    with np.load(TEACHER, allow_pickle=False) as held:
        weights: Doubles = held["weights"] * held["scales"].astype(np.float64)
        return weights, held["biases"].astype(np.float64)


def rarity_of(matrix: sparse.csr_matrix) -> Floats:
    """How rare each bucket is among the rows: the logarithm of the inverse share, plus one."""
    seen = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity: Floats = (np.log((1 + matrix.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    return rarity


def _fit_reasons(matrix: sparse.csr_matrix, rows: Sequence[Example]) -> tuple[Doubles, Doubles]:
    """How likely each reason is, given that the comment is illegal content."""
    chosen = [at for at, row in enumerate(rows) if row.reasons]
    weights = np.zeros((matrix.shape[1], len(REASONS)))
    biases = np.full(len(REASONS), -9.0)
    rarity = rarity_of(matrix)
    scaled = matrix[chosen] @ sparse.diags(rarity)
    for at, reason in enumerate(REASONS):
        holds = np.array([reason in rows[index].reasons for index in chosen])
        if holds.any() and not holds.all():
            head = _head(scaled, holds, np.where(holds, 1.5, 1.0) * 5)
            weights[:, at], biases[at] = head.coef_[0] * rarity, head.intercept_[0]
    return weights, biases


def _fit_setting(rows: Sequence[Example], agency: NDArray[np.bool_]) -> Floats:
    """Whether the post is an agency's announcement: a bias, then a weight for each bucket."""
    posts = list(dict.fromkeys(row.post for row in rows))
    of_agency = {row.post: bool(flag) for row, flag in zip(rows, agency, strict=True)}
    holds = np.array([of_agency[post] for post in posts])
    if holds.all() or not holds.any():
        return np.array([9.0 if holds.all() else -9.0, *[0.0] * SETTING_BUCKETS], np.float32)
    found = features(views([""] * len(posts)), views(posts), np.arange(len(posts)))
    matrix = setting_matrix(found, len(posts))
    head = LogisticRegression(C=30, class_weight="balanced", max_iter=200).fit(matrix, holds)
    return np.concatenate((head.intercept_, head.coef_[0])).astype(np.float32)


def _caution(sums: Doubles, primary: Indexes) -> float:
    """The least margin that calls no more than the accepted share of criticism illegal."""
    critical = sums[np.isin(primary, _CRITICISM)]
    for caution in np.arange(0.0, 4.0, 0.1):
        if not len(critical) or (choice(critical, caution) == _ILLEGAL).mean() <= _WRONGED:
            return float(caution)
    return 4.0


def _calibrate(
    sums: Doubles,
    rows: Sequence[Example],
    primary: Indexes,
    agency: NDArray[np.bool_],
    caution: float,
) -> tuple[Doubles, Doubles, Doubles]:
    """For either setting: slope, offsets and the share under which the machine abstains."""
    natural = np.array([row.drawn in {"random", "composed"} for row in rows])
    slopes, offsets, certain = np.ones(2), np.zeros((2, len(LABELS))), np.full(2, 0.5)
    for setting, chosen in enumerate((~agency & _real(rows), agency)):
        if chosen.sum() < 50:
            continue
        trust = np.where(natural, 1.0, 0.4)[chosen]
        slope, offset = _scaled(sums[chosen], primary[chosen], trust)
        slopes[setting], offsets[setting] = slope, offset
        shares = calibrated(sums[chosen], slope, offset)
        certain[setting] = _abstention(choice(sums[chosen], caution), shares, primary[chosen])
    return slopes, offsets, certain


def held_out(
    matrix: sparse.csr_matrix, rows: Sequence[Example], primary: Indexes, weights: Doubles
) -> HeldOut:
    """Heads for each fold, fitted on the others, and what they say of its rows."""
    fold = folds_by_post(rows)
    sums = np.zeros((len(rows), len(LABELS)))
    heads = {}
    for number in range(FOLDS):
        held, rest = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if len(held):
            heads[number] = fit_labels(matrix[rest], primary[rest], weights[rest])
            sums[held] = matrix[held] @ heads[number][0] + heads[number][1]
    return HeldOut(fold, sums, heads)


def calibrated(sums: Doubles, slope: float, offset: Doubles) -> Doubles:
    """Shares of the labels from the heads' sums."""
    raised = sums * slope + offset
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    shares: Doubles = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _real(rows: Sequence[Example]) -> NDArray[np.bool_]:
    """Real comments with the natural mix of labels as far as it is known."""
    return np.array([row.drawn not in {"composed", "mined"} for row in rows])


def _scaled(sums: Doubles, primary: Indexes, trust: Doubles) -> tuple[float, Doubles]:
    def loss(point: Doubles) -> float:
        shares = calibrated(sums, point[0], point[1:])[np.arange(len(primary)), primary]
        surprise = -np.average(np.log(shares + 1e-9), weights=trust)
        return float(surprise + 1e-3 * (point[1:] @ point[1:]))

    best = minimize(loss, np.array([1.0, *[0.0] * len(LABELS)]), method="L-BFGS-B").x
    return float(best[0]), best[1:]


def _abstention(chosen: Indexes, shares: Doubles, primary: Indexes) -> float:
    """The lowest share to act on for the accepted error, abstaining on three in ten at most."""
    confidence = shares[np.arange(len(chosen)), chosen]
    order = np.argsort(-confidence)
    errors = np.cumsum((chosen != primary)[order]) / np.arange(1, len(order) + 1)
    fewest = int((1 - _MOST_ABSTAINED) * len(order))
    good = np.flatnonzero(errors <= _ACCEPTED_ERROR)
    kept = max(int(good[-1]) if len(good) else 0, fewest - 1)
    return float(confidence[order[kept]])
