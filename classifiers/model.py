"""The arithmetic of the trained model: hashed features in, probabilities and contributions out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.hashing import BITS
from classifiers.words import Features, Group
from moderation.vocabulary import Label, Reason

LABELS = tuple(Label)
REASONS = tuple(Reason)
SETTING_BUCKETS = 1 << 14

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Linear heads over hashed features, as whole numbers with one scale for each output.

    `weights` is buckets by outputs: first the labels, then the reasons, each for itself.
    `setting` (a bias, then a weight a bucket) tells an agency's announcement from other posts by
    the post's words; row 0 of `slopes`, `offsets` and `certain` is for other posts, row 1 for
    announcements. Labels' shares are the softmax of slope times sums plus offsets; under `certain`
    the machine abstains. `caution` is by how much the head of illegal content must beat the others,
    so that criticism is seldom called illegal.
    """

    weights: NDArray[np.int8]
    scales: Floats
    biases: Floats
    group_weights: Floats
    setting: Floats
    slopes: Floats
    offsets: Floats
    certain: Floats
    caution: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of each comment of a batch; `pushes` is each feature's part in it."""

    chosen: NDArray[np.int64]
    labels: Floats
    reasons: Floats
    certain: Floats
    pushes: Floats


def shift_for(model_buckets: int) -> int:
    """By how many bits a feature's bucket is cut to fit a model of so many buckets."""
    return BITS - (model_buckets.bit_length() - 1)


def feature_values(found: Features, count: int, group_weights: Floats) -> Floats:
    """A feature weighs its family's weight over the root of the family's size in the comment."""
    key = found.row * len(Group) + found.group
    sizes = np.bincount(key, minlength=count * len(Group))
    roots = np.sqrt(np.maximum(sizes, 1)).astype(np.float32)
    values: Floats = (group_weights[found.group] / roots[key]).astype(np.float32)
    return values


def setting_matrix(found: Features, count: int) -> sparse.csr_matrix:
    """The words of each comment's post, by the buckets of `Model.setting`."""
    chosen = found.group == Group.POST
    row = found.row[chosen]
    values = 1 / np.sqrt(np.bincount(row, minlength=count))[row]
    shape = (count, SETTING_BUCKETS)
    return sparse.csr_matrix((values, (row, found.bucket[chosen] >> shift_for(shape[1]))), shape)


def score(model: Model, found: Features, count: int) -> Scores:
    """Scores for `count` comments.

    The label chosen is the head that is surest, which weighs rare labels up; the shares are
    calibrated, so the chosen label's share is how often that choice is right.
    """
    values = feature_values(found, count, model.group_weights)
    rows = model.weights[found.bucket >> shift_for(len(model.weights))]
    pushes = rows * (values[:, None] * model.scales)
    sums = _sum_by_row(pushes, found.row, count) + model.biases
    labels, reasons = sums[:, : len(LABELS)], sums[:, len(LABELS) :]
    announced = _announced(model, found, count)
    slopes = _between(model.slopes[:, None], announced)
    shares = _softmax(labels * slopes + _between(model.offsets, announced))
    return Scores(
        chosen=choice(labels, model.caution),
        labels=shares,
        reasons=(1 / (1 + np.exp(-reasons))).astype(np.float32),
        certain=_between(model.certain[:, None], announced)[:, 0],
        pushes=pushes[:, : len(LABELS)] * slopes[found.row],
    )


def choice(sums: NDArray[Any], caution: float) -> NDArray[np.int64]:
    """The label whose head is surest, illegal content only by a margin of `caution`."""
    weighed = sums.copy()
    weighed[:, LABELS.index(Label.ILLEGAL_CONTENT)] -= caution
    chosen: NDArray[np.int64] = weighed.argmax(axis=1)
    return chosen


def _announced(model: Model, found: Features, count: int) -> Floats:
    """How likely each comment's post is an agency's announcement."""
    sums = setting_matrix(found, count) @ model.setting[1:] + model.setting[0]
    has_post = np.bincount(found.row[found.group == Group.POST], minlength=count) > 0
    likely: Floats = (has_post / (1 + np.exp(-sums))).astype(np.float32)
    return likely[:, None]


def _between(by_setting: Floats, announced: Floats) -> Floats:
    mixed: Floats = by_setting[0] * (1 - announced) + by_setting[1] * announced
    return mixed


def _sum_by_row(pushes: Floats, row: NDArray[np.int64], count: int) -> Floats:
    columns = [np.bincount(row, column, count) for column in pushes.T]
    return np.stack(columns, axis=1).astype(np.float32)


def _softmax(sums: Floats) -> Floats:
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
