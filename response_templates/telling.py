"""Which words of a comment say most for a template, so that a person sees at a glance why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from response_templates.ranking import Index, Known

__all__ = ["telling"]

_NAMED_WORDS = 3
_SHARE = 0.25
"""A word is named as a reason from this share of the most telling one's weight."""

_Numbers = NDArray[np.int64]
_Stretch = tuple[int, int]


def telling(
    index: Index, known: Known, item: _Numbers, template: _Numbers
) -> dict[int, list[_Stretch]]:
    """For each pair of a comment and a template the stretches of the comment, in reading order.

    Pairs of which no word says anything are left out.
    """
    first, end = np.searchsorted(known.owner, item), np.searchsorted(known.owner, item, "right")
    sizes = end - first
    pair = np.repeat(np.arange(len(item)), sizes)
    term = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes - first, sizes)
    says = index.weights_of(template[pair], known.row[term])
    most = np.zeros(len(item))
    some = np.flatnonzero(sizes)
    if len(some):
        most[some] = np.maximum.reduceat(says, (np.cumsum(sizes) - sizes)[some])
    at = np.flatnonzero(says > most[pair] * _SHARE)
    at = at[np.lexsort((-says[at], pair[at]))]
    found: dict[int, list[_Stretch]] = {}
    columns = (pair[at], known.start[term[at]], known.end[term[at]])
    for number, start, stop in zip(*(column.tolist() for column in columns), strict=True):
        chosen = found.setdefault(number, [])
        if len(chosen) == _NAMED_WORDS:
            continue
        for first_letter, last_letter in chosen:
            if first_letter <= start and stop <= last_letter:
                break  # the toned reading, or a syllable of a pair that is named already
        else:
            _add(chosen, start, stop)
    return {number: sorted(chosen) for number, chosen in found.items()}


def _add(chosen: list[_Stretch], start: int, end: int) -> None:
    """Add a stretch; neighbours and those that overlap become one."""
    near = [held for held in chosen if held[1] + 1 >= start and held[0] <= end + 1]
    for held in near:
        chosen.remove(held)
    chosen.append((min([start, *(a for a, _ in near)]), max([end, *(b for _, b in near)])))
