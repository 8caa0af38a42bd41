"""What heads say becomes shares that hold, and criticism is seldom called illegal."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers.calibration import Calibration, calibrate, shares_of
from classifiers.examples import Example, posts_apart
from classifiers.model import LABELS
from moderation.vocabulary import Label

ILLEGAL, FEEDBACK, OTHER = map(LABELS.index, (Label.ILLEGAL_CONTENT, Label.FEEDBACK, Label.OTHER))


def test_a_head_that_speaks_for_another_label_is_heard_for_that_one() -> None:
    """One slope for all could not tell: a mixing of all heads can."""
    truth = np.array([FEEDBACK, OTHER] * 200)
    sums = noise(len(truth))
    sums[truth == FEEDBACK, ILLEGAL] += 4.0

    made = calibrate(sums, rows_of(truth), folds(len(truth)))

    shares = shares_of(logits_of(made, sums))
    assert (shares.argmax(axis=1) == truth).mean() > 0.9


def test_shares_are_as_frequent_as_they_say() -> None:
    """Where heads know nothing, each label has its share of life."""
    truth = np.array([FEEDBACK, OTHER, OTHER, OTHER] * 100)

    made = calibrate(noise(len(truth)), rows_of(truth), folds(len(truth)))

    shares = shares_of(logits_of(made, noise(len(truth))))
    assert shares[:, OTHER].mean() == pytest.approx(0.75, abs=0.05)


def test_the_margin_keeps_criticism_from_being_called_illegal() -> None:
    """The likeliest label is chosen, but for this one it must be likelier by far."""
    truth = np.array([FEEDBACK, ILLEGAL] * 300)
    sums = noise(len(truth))
    sums[np.arange(len(truth)), truth] += 1.0

    made = calibrate(sums, rows_of(truth), folds(len(truth)))

    logits = logits_of(made, sums)
    bare, chosen = logits.argmax(axis=1), (logits + made.leaning[0]).argmax(axis=1)
    critical = truth == FEEDBACK
    assert (bare[critical] == ILLEGAL).mean() > 0.1
    assert (chosen[critical] == ILLEGAL).mean() <= 0.02


def test_composed_posts_of_both_kinds_are_there_in_numbers() -> None:
    """A post that stands in both files would be counted as one of them alone."""
    kinds = list(posts_apart().values())

    assert kinds.count(True) == 900
    assert kinds.count(False) > 2000


def rows_of(truth: NDArray[np.int64]) -> list[Example]:
    """Real comments without a post, of these labels."""
    return [
        Example(str(at), "", (LABELS[n],), (), "street", "random") for at, n in enumerate(truth)
    ]


def noise(count: int) -> NDArray[np.float64]:
    """Sums of heads that know nothing."""
    return np.random.default_rng(7).normal(0, 1, (count, len(LABELS)))


def logits_of(made: Calibration, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of shares under other posts than announcements."""
    logits: NDArray[np.float64] = sums @ made.mixing[0] + made.offsets[0]
    return logits


def folds(count: int) -> NDArray[np.int64]:
    """Posts in five folds."""
    return np.arange(count) % 5
