"""What the sums of the heads are worth: shares, margins, when to abstain, what the network adds.

Everything is found on sums of heads, and of a network, that were fitted on other posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from classifiers.examples import Example
from classifiers.model import LABELS, SETTINGS
from moderation.vocabulary import Label

_ACCEPTED_ERROR = 0.14
_MOST_ABSTAINED = 0.28
_WRONGED, _WRONGED_COMPOSED = 0.014, 0.002
_COMPOSED = 0.07
_DRAWN_BY_MODEL = 0.4
_FEWEST = 20
_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)
_CRITICISM = [LABELS.index(Label.FEEDBACK), LABELS.index(Label.CONTRARY_INFORMATION)]
_ELSEWHERE, _ANNOUNCED, _TOO = range(SETTINGS)

Doubles = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(slots=True)
class Calibration:
    """The rows of `Model` by setting, and how much what the network says counts."""

    mixing: Doubles
    offsets: Doubles
    leaning: Doubles
    certain: Doubles
    trust: float = 0.0


def calibrate(
    sums: Doubles, rows: Sequence[Example], fold: Indexes, said: Doubles | None = None
) -> Calibration:
    """Everything that is found on the held-out sums of `rows`, whose posts fall into folds.

    `said` is what a network says that was not taught the row, (rows, labels), or nan.
    """
    primary, agency, real = primaries(rows), announcements(rows), real_rows(rows)
    made = Calibration(
        mixing=np.tile(np.eye(len(LABELS)), (SETTINGS, 1, 1)),
        offsets=np.zeros((SETTINGS, len(LABELS))),
        leaning=np.zeros((SETTINGS, len(LABELS))),
        certain=np.full(SETTINGS, 0.5),
    )
    if agency.sum() >= _FEWEST:
        _set_announced(made, sums[agency], primary[agency])
    if (real & ~agency).sum() >= _FEWEST:
        _set_elsewhere(made, sums, primary, rows)
        if said is not None:
            _set_with_network(made, sums, said, rows, fold)
    return made


def _set_announced(made: Calibration, sums: Doubles, primary: Indexes) -> None:
    """Under announcements nobody knows the natural mix of labels, so the surest head is chosen."""
    slope, offset = _scaled(sums, primary)
    made.mixing[_ANNOUNCED] *= slope
    made.offsets[_ANNOUNCED], made.leaning[_ANNOUNCED] = offset, -offset
    made.leaning[_ANNOUNCED, _ILLEGAL] -= _caution(slope * sums, primary, _WRONGED_COMPOSED)
    logits = slope * sums + offset
    made.certain[_ANNOUNCED] = _abstention(logits, made.leaning[_ANNOUNCED], primary)


def _set_elsewhere(
    made: Calibration, sums: Doubles, primary: Indexes, rows: Sequence[Example]
) -> None:
    """Under other posts the likeliest label is chosen, illegal content only by a margin."""
    worth, real = _worth(rows), real_rows(rows)
    fitted = worth > 0
    made.mixing[_ELSEWHERE], made.offsets[_ELSEWHERE] = _mixed(
        sums[fitted], primary[fitted], worth[fitted]
    )
    logits = sums[real] @ made.mixing[_ELSEWHERE] + made.offsets[_ELSEWHERE]
    caution = _caution(logits, primary[real], _WRONGED)
    made.leaning[_ELSEWHERE, _ILLEGAL] -= caution
    made.certain[_ELSEWHERE] = _abstention(logits, made.leaning[_ELSEWHERE], primary[real])
    # A network that nothing is known of is asked in vain: the heads decide as if it were not there.
    for held in (made.mixing, made.offsets, made.leaning, made.certain):
        held[_TOO] = held[_ELSEWHERE]


def _set_with_network(
    made: Calibration, sums: Doubles, said: Doubles, rows: Sequence[Example], fold: Indexes
) -> None:
    """Heads and network together, as a logarithmic pool of two opinions.

    The network tells what the words speak for; how frequent each label is under such posts is
    added. How much each of the two counts is what makes the real rows likeliest, of posts that
    neither was taught. Where too few such rows are known it counts for nothing.
    """
    known = real_rows(rows) & ~np.isnan(said[:, 0])
    if known.sum() < _FEWEST:
        return
    primary, worth = primaries(rows), _worth(rows)
    frequent = np.bincount(primary, worth, len(LABELS)) + 1e-9
    before = np.log(frequent / frequent.sum())
    heads, truth = _mixed_apart(sums, primary, worth, fold)[known], primary[known]
    count, made.trust = _pooled(heads, said[known], before, truth)
    made.mixing[_TOO] = (1 - count) * made.mixing[_ELSEWHERE]
    made.offsets[_TOO] = (1 - count) * made.offsets[_ELSEWHERE] + count * before
    logits = (1 - count) * heads + count * before + made.trust * said[known]
    made.leaning[_TOO, _ILLEGAL] = -_caution(logits, truth, _WRONGED)
    made.certain[_TOO] = _abstention(logits, made.leaning[_TOO], truth)


def _pooled(heads: Doubles, said: Doubles, before: Doubles, truth: Indexes) -> tuple[float, float]:
    """The network's share in the pool, and how often what it says counts there."""

    def loss(point: Doubles) -> float:
        count, slope = point
        shares = shares_of((1 - count) * heads + count * (before + slope * said))
        return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-9).mean())

    bounds = ((0.0, 1.0), (0.1, 2.0))
    count, slope = minimize(loss, np.array([0.5, 0.8]), method="L-BFGS-B", bounds=bounds).x
    return float(count), float(count * slope)


def primaries(rows: Sequence[Example]) -> Indexes:
    """The number of each row's primary label."""
    return np.array([LABELS.index(row.labels[0]) for row in rows])


def announcements(rows: Sequence[Example]) -> NDArray[np.bool_]:
    """Which rows are set under an agency's own announcement, not under news or nothing."""
    return np.array([row.source.startswith(("civil", "social", "safety", "mixed")) for row in rows])


def shares_of(logits: Doubles) -> Doubles:
    """The labels' shares from the logarithms that they have up to a number."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Doubles = raised / raised.sum(axis=1, keepdims=True)
    return shares


def real_rows(rows: Sequence[Example]) -> NDArray[np.bool_]:
    """Which rows are real comments, with the natural mix of labels as far as it is known."""
    return np.array([row.drawn not in {"composed", "mined"} for row in rows])


def _worth(rows: Sequence[Example]) -> Doubles:
    """How much a row counts for the mix of labels under other posts than announcements.

    Composed comments count for little: they tell labels apart that are rare in the real ones. What
    a model chose to be labelled, by the thousand, counts less than half; what was drawn at random
    or by a word counts in full.
    """
    worth = {"composed": _COMPOSED, "mined": _DRAWN_BY_MODEL}
    each = np.array([worth.get(row.drawn, 1.0) for row in rows])
    made: Doubles = np.where(announcements(rows), 0.0, each)
    return made


def _caution(logits: Doubles, primary: Indexes, accepted: float) -> float:
    """The least margin that calls no more than an accepted share of criticism illegal."""
    critical = logits[np.isin(primary, _CRITICISM)]
    others = np.delete(critical, _ILLEGAL, axis=1).max(axis=1, initial=-np.inf)
    ahead = critical[:, _ILLEGAL] - others
    return max(0.0, float(np.quantile(ahead, 1 - accepted))) if len(critical) else 0.0


def _mixed(sums: Doubles, primary: Indexes, weights: Doubles) -> tuple[Doubles, Doubles]:
    """What each head says for each label, (heads, labels), and what speaks for it beforehand.

    A multinomial regression on the heads' sums (matrix scaling, Guo et al. 2017, arXiv 1706.04599).
    """
    spread = sums.std(axis=0) + 1e-9
    known = np.hstack((sums / spread, np.ones((len(sums), 1))))
    truth, share = np.eye(len(LABELS))[primary], weights[:, None] / weights.sum()

    def loss(point: Doubles) -> tuple[float, Doubles]:
        head = point.reshape(len(LABELS) + 1, len(LABELS))
        shares = shares_of(known @ head)
        damped = np.vstack((head[:-1], np.zeros(len(LABELS)))) / weights.sum()
        surprise = -float((share * truth * np.log(shares + 1e-12)).sum())
        slope = known.T @ (share * (shares - truth)) + damped
        return surprise + float((damped * head).sum()) / 2, slope.ravel()

    start = np.zeros((len(LABELS) + 1) * len(LABELS))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    head = best.reshape(len(LABELS) + 1, len(LABELS))
    return head[:-1] / spread[:, None], head[-1]


def _mixed_apart(sums: Doubles, primary: Indexes, worth: Doubles, fold: Indexes) -> Doubles:
    """The heads' logarithms of shares, each fold's by a mixing found on the others.

    A mixing known by heart would make the heads look better than they are beside the network.
    """
    made = np.zeros((len(sums), len(LABELS)))
    for number in np.unique(fold):
        rest = (fold != number) & (worth > 0)
        mixing, offsets = _mixed(sums[rest], primary[rest], worth[rest])
        made[fold == number] = sums[fold == number] @ mixing + offsets
    return made


def _scaled(sums: Doubles, primary: Indexes) -> tuple[float, Doubles]:
    """One slope and an offset for each label, which make the sums logarithms of shares."""

    def loss(point: Doubles) -> float:
        shares = shares_of(point[0] * sums + point[1:])[np.arange(len(primary)), primary]
        return float(-np.log(shares + 1e-9).mean() + 1e-3 * (point[1:] @ point[1:]))

    best = minimize(loss, np.array([1.0, *[0.0] * len(LABELS)]), method="L-BFGS-B").x
    return float(best[0]), best[1:]


def _abstention(logits: Doubles, leaning: Doubles, primary: Indexes) -> float:
    """The lowest share to act on for the accepted error, abstaining on three in ten at most."""
    chosen = (logits + leaning).argmax(axis=1)
    confidence = shares_of(logits)[np.arange(len(chosen)), chosen]
    order = np.argsort(-confidence)
    errors = np.cumsum((chosen != primary)[order]) / np.arange(1, len(order) + 1)
    fewest = int((1 - _MOST_ABSTAINED) * len(order))
    good = np.flatnonzero(errors <= _ACCEPTED_ERROR)
    kept = max(int(good[-1]) if len(good) else 0, fewest - 1)
    return float(confidence[order[kept]])
