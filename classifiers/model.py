"""The arithmetic of the trained model: hashed features in, probabilities and contributions out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.words import BITS, Features, Group
from moderation.vocabulary import Label, Reason

LABELS = tuple(Label)
REASONS = tuple(Reason)
OUTPUTS = len(LABELS) + len(REASONS)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Linear heads over hashed features, as whole numbers with one scale for each output.

    `weights` is buckets by outputs: first the labels, of which one is the primary, then the
    reasons, each for itself. `temperature` calibrates the labels' probabilities.
    """

    weights: NDArray[np.int8]
    scales: Floats
    biases: Floats
    group_weights: Floats
    temperature: float
    reason_cuts: Floats
    label_shift: Floats
    certain: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of each comment of a batch."""

    labels: Floats
    reasons: Floats


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


def score(model: Model, found: Features, count: int) -> tuple[Scores, Floats]:
    """Scores for `count` comments, and each feature's push towards every label."""
    values = feature_values(found, count, model.group_weights)
    rows = model.weights[found.bucket >> shift_for(len(model.weights))]
    pushes = rows * (values[:, None] * model.scales)
    sums = _sum_by_row(pushes, found.row, count) + model.biases
    labels = _softmax(sums[:, : len(LABELS)] / model.temperature)
    reasons = 1 / (1 + np.exp(-sums[:, len(LABELS) :]))
    return Scores(labels, reasons.astype(np.float32)), pushes[:, : len(LABELS)]


def _sum_by_row(pushes: Floats, row: NDArray[np.int64], count: int) -> Floats:
    columns = [np.bincount(row, column, count) for column in pushes.T]
    return np.stack(columns, axis=1).astype(np.float32)


def _softmax(sums: Floats) -> Floats:
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
