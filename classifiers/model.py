"""The arithmetic of the trained model: hashed features in, probabilities and contributions out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.hashing import BITS
from classifiers.words import Features, Group
from moderation.vocabulary import Label, Reason

LABELS = tuple(Label)
REASONS = tuple(Reason)
SETTING_BUCKETS = 1 << 14
SETTINGS = 3
"""Other posts, announcements, and other posts where the network is asked too."""

_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)
_ANNOUNCED = 1
_ASKED = np.array([0, 0, 1], np.float32)
_HARDLY = 0.1

Floats = NDArray[np.float32]
Ask = Callable[[NDArray[np.int64]], Floats]
"""What a network says of the comments with these numbers, (comments, labels)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Linear heads over hashed features, as whole numbers with one scale for each output.

    `weights` is buckets by outputs: first the labels, then the reasons, each for itself.
    `setting` (a bias, then a weight a bucket) tells an agency's announcement from other posts by
    the post's words. Row 0 of `mixing`, `offsets`, `leaning` and `certain` is for other posts, row
    1 for announcements, row 2 for other posts where a network is asked too, whose sums count
    `trust` times. The labels' shares are the softmax of the sums times `mixing` (heads by labels)
    plus `offsets`; the label chosen is the one whose logarithm of the share plus `leaning` is
    greatest; under `certain` the machine abstains.
    """

    weights: NDArray[np.int8]
    scales: Floats
    biases: Floats
    group_weights: Floats
    setting: Floats
    mixing: Floats
    offsets: Floats
    leaning: Floats
    certain: Floats
    trust: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of each comment of a batch.

    `reasons` are told only where illegal content was chosen. `pulls` is what one unit of a
    feature's weight for a head adds to the logarithm of each label's share, before all of them are
    made to be one together, (comments, heads, labels).
    """

    chosen: NDArray[np.int64]
    labels: Floats
    reasons: Floats
    certain: Floats
    weighed: Weighed
    pulls: Floats


@dataclass(frozen=True, slots=True)
class Weighed:
    """The features of a batch comment after comment, those of one between two `edges`.

    `order` has their numbers in `Features`, `values` how much each counts there, `weights` what it
    says for each output, still to be scaled.
    """

    order: NDArray[np.int64]
    edges: list[int]
    values: Floats
    weights: Floats

    def sums(self) -> Floats:
        """What the features say together, (comments, outputs)."""
        made = np.empty((len(self.edges) - 1, self.weights.shape[1]), np.float32)
        # A product for each comment: a third of the time of one of sparse matrices.
        for row, (first, end) in enumerate(pairwise(self.edges)):
            np.dot(self.values[first:end], self.weights[first:end], out=made[row])
        return made


def shift_for(model_buckets: int) -> int:
    """By how many bits a feature's bucket is cut to fit a model of so many buckets."""
    return BITS - (model_buckets.bit_length() - 1)


def feature_values(found: Features, count: int, group_weights: Floats) -> Floats:
    """A feature weighs its family's weight over the root of the family's size in the comment."""
    key = found.row * len(Group) + found.group
    sizes = np.bincount(key, minlength=count * len(Group))
    roots = np.sqrt(np.maximum(sizes, 1)).astype(np.float32)
    shares = np.tile(group_weights, count) / roots
    values: Floats = shares.astype(np.float32).take(key)
    return values


def setting_matrix(found: Features, count: int) -> sparse.csr_matrix:
    """The words of each comment's post, by the buckets of `Model.setting`."""
    chosen = found.group == Group.POST
    row = found.row[chosen]
    values = 1 / np.sqrt(np.bincount(row, minlength=count))[row]
    shape = (count, SETTING_BUCKETS)
    return sparse.csr_matrix((values, (row, found.bucket[chosen] >> shift_for(shape[1]))), shape)


def score(
    model: Model, found: Features, count: int, ask: Ask | None = None, *, own_pages: bool = False
) -> Scores:
    """Scores for `count` comments; `ask` is the network, and without one the heads decide alone.

    On an agency's own pages a post that is not known counts as an announcement of its.
    """
    weighed = _weighed(model, found, count)
    sums = weighed.sums() * model.scales + model.biases
    heads = sums[:, : len(LABELS)]
    by_setting = _settings(model, found, count, own_pages=own_pages)
    logits = _logits(model, heads, by_setting)
    if ask is not None:
        asked = np.flatnonzero(by_setting[:, _ANNOUNCED] < _HARDLY)
        by_setting[asked] = _ASKED
        logits[asked] = _logits(model, heads[asked], by_setting[asked]) + model.trust * ask(asked)
    chosen = (logits + _blended(by_setting, model.leaning)).argmax(axis=1)
    return Scores(
        chosen=chosen,
        labels=_softmax(logits),
        reasons=_reasons(sums[:, len(LABELS) :], chosen == _ILLEGAL),
        certain=_blended(by_setting, model.certain),
        weighed=weighed,
        pulls=model.scales[: len(LABELS), None] * _blended(by_setting, model.mixing),
    )


def _logits(model: Model, heads: Floats, by_setting: Floats) -> Floats:
    """Logarithms of the labels' shares, up to a number that all labels of a comment have."""
    mixed = (heads[:, :, None] * _blended(by_setting, model.mixing)).sum(axis=1)
    made: Floats = mixed + _blended(by_setting, model.offsets)
    return made


def _blended(by_setting: Floats, held: Floats) -> Floats:
    """What each comment has of something that is held by setting.

    Not a product of matrices, whose last bit would depend on how many comments are read at once.
    """
    shares = by_setting.reshape(*by_setting.shape, *[1] * (held.ndim - 1))
    made: Floats = (shares * held).sum(axis=1)
    return made


def _weighed(model: Model, found: Features, count: int) -> Weighed:
    # Of small numbers the stable sort is one by digits, in time linear in the features.
    order = np.argsort(found.row.astype(np.min_scalar_type(count)), kind="stable")
    edges = np.concatenate(([0], np.cumsum(np.bincount(found.row, minlength=count))))
    buckets = found.bucket.take(order) >> shift_for(len(model.weights))
    return Weighed(
        order,
        edges.tolist(),
        feature_values(found, count, model.group_weights).take(order),
        # `take` copies whole rows, in a sixth of the time of an index.
        model.weights.take(buckets, axis=0).astype(np.float32),
    )


def _settings(model: Model, found: Features, count: int, *, own_pages: bool) -> Floats:
    """For each comment the shares of the rows of what is kept by setting."""
    sums = setting_matrix(found, count) @ model.setting[1:] + model.setting[0]
    has_post = np.bincount(found.row[found.group == Group.POST], minlength=count) > 0
    announced = np.where(has_post, 1 / (1 + np.exp(-sums)), own_pages)
    shares: Floats = np.stack((1 - announced, announced, 0 * announced), axis=1).astype(np.float32)
    return shares


def _reasons(sums: Floats, illegal: NDArray[np.bool_]) -> Floats:
    """How likely each reason is, for the comments that were called illegal; 0 for the others."""
    shares = np.zeros_like(sums)
    shares[illegal] = 1 / (1 + np.exp(-sums[illegal]))
    return shares


def _softmax(sums: Floats) -> Floats:
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
