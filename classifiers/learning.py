"""Fitting the linear heads, and what they say of comments of posts they were not fitted on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifiers.calibration import (
    Calibration,
    Doubles,
    Indexes,
    announcements,
    calibrate,
    primaries,
)
from classifiers.examples import COMPOSED_FOLDER, Example, posts_apart
from classifiers.model import (
    LABELS,
    REASONS,
    SETTING_BUCKETS,
    Floats,
    Model,
    feature_values,
    setting_matrix,
    shift_for,
)
from classifiers.normalise import views
from classifiers.words import Reading, features, read

BUCKETS = 1 << 18
FOLDS = 5
TEACHER = COMPOSED_FOLDER / "teacher.npz"
"""What `classifiers.distil` learned: weights to be added to the heads of the labels."""
UNSEEN = COMPOSED_FOLDER / "unseen.npz"
"""What a network says of real comments that it was not taught (`classifiers.network.teach`)."""

_GROUP_WEIGHTS = np.array([1, 1, 1, 1, 0.2, 0.4, 1], np.float32)
_TEACHING = 0.5
_SURENESS = np.array([0.3, 0.7, 1.0])
_COST = 0.2


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
    calibration = calibrate(held.sums, rows, held.fold, said_unseen(rows))
    return assembled(heads, _fit_reasons(matrix, rows), rows, calibration)


def fits_by_fold(rows: Sequence[Example]) -> Iterator[tuple[Indexes, Model]]:
    """For each fold the rows of its posts, and a model fitted on all others.

    The calibration rests on the held-out sums of the other folds' rows, and on what networks that
    were not taught them say of them.
    """
    matrix, primary = matrix_of(rows), primaries(rows)
    held = held_out(matrix, rows, primary, row_weights(rows, primary))
    said = said_unseen(rows)
    for number, heads in held.heads.items():
        rest = np.flatnonzero(held.fold != number)
        others = [rows[at] for at in rest.tolist()]
        reasons = _fit_reasons(matrix[rest], others)
        calibration = calibrate(held.sums[rest], others, held.fold[rest], said[rest])
        yield (
            np.flatnonzero(held.fold == number),
            assembled(heads, reasons, others, calibration),
        )


def assembled(
    heads: tuple[Doubles, Doubles],
    reasons: tuple[Doubles, Doubles],
    rows: Sequence[Example],
    calibration: Calibration,
) -> Model:
    """Heads and what calibrates them as a model to be shipped."""
    full = np.concatenate((heads[0], reasons[0]), axis=1)
    scales = (np.abs(full).max(axis=0) / 127 + 1e-9).astype(np.float32)
    return Model(
        weights=np.rint(full / scales).astype(np.int8),
        scales=scales,
        biases=np.concatenate((heads[1], reasons[1])).astype(np.float32),
        group_weights=_GROUP_WEIGHTS,
        setting=_fit_setting(rows, announcements(rows)),
        mixing=calibration.mixing.astype(np.float32),
        offsets=calibration.offsets.astype(np.float32),
        leaning=calibration.leaning.astype(np.float32),
        certain=calibration.certain.astype(np.float32),
        trust=calibration.trust,
    )


def matrix_of(rows: Sequence[Example]) -> sparse.csr_matrix:
    """Comments by buckets."""
    found = features(reading_of(rows))
    values = feature_values(found, len(rows), _GROUP_WEIGHTS)
    buckets = found.bucket >> shift_for(BUCKETS)
    return sparse.csr_matrix((values, (found.row, buckets)), shape=(len(rows), BUCKETS))


def reading_of(rows: Sequence[Example]) -> Reading:
    """Everything that is read from the rows, their posts once each."""
    places: dict[str, int] = {}
    post_of = np.array([places.setdefault(row.post, len(places)) for row in rows])
    return read(views([row.text for row in rows]), views(list(places)), post_of)


def row_weights(rows: Sequence[Example], primary: Indexes) -> Doubles:
    """Rare labels and sure rows weigh more."""
    counts = np.maximum(np.bincount(primary, minlength=len(LABELS)), 1)
    balance = np.sqrt(len(rows) / len(LABELS) / counts)[primary]
    weights: Doubles = balance * _SURENESS[[row.sure for row in rows]]
    return weights


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


def said_unseen(rows: Sequence[Example]) -> Doubles:
    """What a network says that was not taught the row, (rows, labels); nan where there is none."""
    with np.load(UNSEEN, allow_pickle=False) as held:
        known = dict(zip(held["keys"].tolist(), held["said"].astype(np.float64), strict=True))
    nothing = np.full(len(LABELS), np.nan)
    return np.stack([known.get(key_of(row), nothing) for row in rows])


def key_of(row: Example) -> str:
    """What a comment under its post is called where its text may not stand."""
    return hashlib.sha256(f"{row.post}\n{row.text}".encode()).hexdigest()[:20]


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
    of_agency = {row.post: bool(flag) for row, flag in zip(rows, agency, strict=True)}
    if agency.any() and not agency.all():
        of_agency |= posts_apart()
    posts, holds = list(of_agency), np.array(list(of_agency.values()))
    if holds.all() or not holds.any():
        return np.array([9.0 if holds.all() else -9.0, *[0.0] * SETTING_BUCKETS], np.float32)
    found = features(read(views([""] * len(posts)), views(posts), np.arange(len(posts))))
    matrix = setting_matrix(found, len(posts))
    head = LogisticRegression(C=30, class_weight="balanced", max_iter=200).fit(matrix, holds)
    return np.concatenate((head.intercept_, head.coef_[0])).astype(np.float32)


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
