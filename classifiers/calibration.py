"""What the sums of the heads are worth: shares, margins, when to ask, when to abstain.

Everything is found on sums of heads that were fitted on other posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from classifiers.encoder import Encoder
from classifiers.encoder.rows import fingerprint
from classifiers.examples import Example
from classifiers.model import LABELS, SETTINGS, choice, lead
from moderation.vocabulary import Label

_ACCEPTED_ERROR = 0.15
_MOST_ABSTAINED = 0.3
_WRONGED = 0.014
_ASKED = 0.12
_TRUST = 0.5
_FEWEST = 20
_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)
_CRITICISM = [LABELS.index(Label.FEEDBACK), LABELS.index(Label.CONTRARY_INFORMATION)]
_ELSEWHERE, _ANNOUNCED, _TOO = range(SETTINGS)

Doubles = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The rows of `Model` by setting, and when the encoder is asked."""

    slopes: Doubles
    offsets: Doubles
    certain: Doubles
    caution: Doubles
    doubt: float
    trust: float


@dataclass(frozen=True, slots=True)
class Untaught:
    """What the encoder says of the rows `at`, which did not teach it."""

    at: Indexes
    says: Doubles


def said_of_untaught(encoder: Encoder | None, rows: Sequence[Example]) -> Untaught | None:
    """What the encoder says of those of the rows that were held back from it."""
    if encoder is None:
        return None
    at = [n for n, row in enumerate(rows) if fingerprint(row.text) in encoder.held_back]
    says = encoder.says([rows[n].text for n in at]).astype(np.float64)
    return Untaught(np.array(at, np.int64), says)


def calibrate(
    sums: Doubles, rows: Sequence[Example], untaught: Untaught | None = None
) -> Calibration:
    """Everything that is found on the held-out sums of `rows`."""
    primary, agency, real = primaries(rows), announcements(rows), _real(rows)
    elsewhere = real & ~agency
    trust = np.where([row.drawn in {"random", "composed"} for row in rows], 1.0, 0.4)
    made = Calibration(
        slopes=np.ones(SETTINGS),
        offsets=np.zeros((SETTINGS, len(LABELS))),
        certain=np.full(SETTINGS, 0.5),
        caution=np.full(SETTINGS, _caution(sums[real], primary[real])),
        doubt=0.0,
        trust=0.0,
    )
    for setting, chosen in ((_ELSEWHERE, elsewhere), (_ANNOUNCED, agency)):
        if chosen.sum() >= _FEWEST:
            _set(made, setting, sums[chosen], primary[chosen], trust[chosen])
    natural = elsewhere & (trust == 1)
    if untaught is None or not len(untaught.at) or not natural.any():
        return made
    return _with_encoder(made, sums, primary, trust, natural, untaught)


def _set(made: Calibration, setting: int, sums: Doubles, primary: Indexes, trust: Doubles) -> None:
    slope, offset = _scaled(sums, primary, trust)
    made.slopes[setting], made.offsets[setting] = slope, offset
    shares = calibrated(sums, slope, offset)
    made.certain[setting] = _abstention(choice(sums, made.caution[setting]), shares, primary)


def _with_encoder(
    made: Calibration,
    sums: Doubles,
    primary: Indexes,
    trust: Doubles,
    natural: NDArray[np.bool_],
    untaught: Untaught,
) -> Calibration:
    """The row of what the encoder is asked about too, and one threshold for all other posts."""
    doubt = float(np.quantile(lead(sums[natural], made.caution[_ELSEWHERE]), _ASKED))
    at = untaught.at
    together = sums[at] + _TRUST * untaught.says
    asked = lead(sums[at], made.caution[_ELSEWHERE]) < doubt
    if asked.sum() < _FEWEST:
        return made
    slope, offset = _scaled(together[asked], primary[at][asked], trust[at][asked])
    made.slopes[_TOO], made.offsets[_TOO] = slope, offset
    alone = calibrated(sums[at], made.slopes[_ELSEWHERE], made.offsets[_ELSEWHERE])
    shares = np.where(asked[:, None], calibrated(together, slope, offset), alone)
    chosen = np.where(
        asked,
        choice(together, made.caution[_TOO]),
        choice(sums[at], made.caution[_ELSEWHERE]),
    )
    made.certain[[_ELSEWHERE, _TOO]] = _abstention(chosen, shares, primary[at])
    return replace(made, doubt=doubt, trust=_TRUST)


def primaries(rows: Sequence[Example]) -> Indexes:
    """The number of each row's primary label."""
    return np.array([LABELS.index(row.labels[0]) for row in rows])


def announcements(rows: Sequence[Example]) -> NDArray[np.bool_]:
    """Which rows are set under an agency's own announcement, not under news or nothing."""
    return np.array([row.source.startswith(("civil", "social", "safety", "mixed")) for row in rows])


def _caution(sums: Doubles, primary: Indexes) -> float:
    """The least margin that calls no more than the accepted share of criticism illegal."""
    critical = sums[np.isin(primary, _CRITICISM)]
    for caution in np.arange(0.0, 4.0, 0.1):
        if not len(critical) or (choice(critical, caution) == _ILLEGAL).mean() <= _WRONGED:
            return float(caution)
    return 4.0


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
