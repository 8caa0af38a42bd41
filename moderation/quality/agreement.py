"""How far two people agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.vocabulary import Label

__all__ = ["FEWEST", "Agreement", "agreement"]

FEWEST = 20
"""Below so many pairs κ says more about luck than about people, and is not given."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` pairs, of which `same` agree; κ is None below FEWEST and where chance explains all."""

    n: int
    same: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[Label, Label]]) -> Agreement:
    """Cohen's κ = (p_o - p_e) / (1 - p_e), with p_e from each side's own share of every label.

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960), 37-46.
    """
    n, same = len(pairs), sum(one is other for one, other in pairs)
    if n < FEWEST:
        return Agreement(n, same, None)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(firsts[label] * seconds[label] for label in Label) / n**2
    if by_chance >= 1:
        return Agreement(n, same, None)
    return Agreement(n, same, (same / n - by_chance) / (1 - by_chance))
