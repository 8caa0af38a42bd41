"""Runs of minutes, as figures by day hold them, put together and asked for their spread.

They are the minutes themselves and no histogram of wider steps, so a median over any number of
days is the median of the answers behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MIN_FOR_PERCENTILES",
    "Minutes",
    "Spread",
    "kaplan_meier_median",
    "spread",
    "unpacked",
]

MIN_FOR_PERCENTILES = 20
"""Under so many answers a percentile says more about chance than about the agency."""

Minutes = NDArray[np.int64]

_SHARES = (50, 90, 95)


@dataclass(frozen=True, slots=True)
class Spread:
    """First answers: how many, how many within the limit, and median, p90 and p95 in minutes."""

    n: int = 0
    within: int = 0
    office: tuple[float, float, float] | None = None
    wall: tuple[float, float, float] | None = None


def unpacked(runs: Iterable[bytes]) -> Minutes:
    """The minutes of many runs."""
    return np.frombuffer(b"".join(runs), dtype=">i4").astype(np.int64)


def spread(n: int, within: int, office: Minutes, wall: Minutes | None = None) -> Spread:
    """Counts and percentiles; no percentile over few answers: it would tell of chance."""
    found = Spread(n, within)
    if n < MIN_FOR_PERCENTILES:
        return found
    return replace(
        found, office=_percentiles(office), wall=None if wall is None else _percentiles(wall)
    )


def kaplan_meier_median(answered: Minutes, waiting: Minutes) -> int | None:
    """The time by which half are answered, the unanswered counted as long as they have waited.

    None where fewer than half are by the time of the longest answer.
    """
    times, counts = np.unique(answered, return_counts=True)
    everyone = np.sort(np.concatenate([answered, waiting]))
    at_risk = len(everyone) - np.searchsorted(everyone, times, side="left")
    left = np.cumprod(1 - counts / at_risk)
    half = np.flatnonzero(left <= 0.5 + 1e-9)
    return int(times[half[0]]) if len(half) else None


def _percentiles(minutes: Minutes) -> tuple[float, float, float] | None:
    if not len(minutes):
        return None
    median, p90, p95 = np.percentile(minutes, _SHARES)
    return float(median), float(p90), float(p95)
