"""How likely a text is, character by character, in the language of one class of known texts.

Keystrokes and pasted articles are unlikely among reviews wherever they stand, so the likelihood is
told for the whole text and for its stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.hashing import Hashes, prefix_of, stretch_hashes
from classifiers.normalise import Places

__all__ = ["likelihoods"]

_ORDERS = (3, 5)
_DAMPING = 2.0
_ALPHABET = 300
_BITS = 21
_STRETCHES = (12, 40)
_UNLIKELY = (-3, -5, -7)

_Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Laid:
    """Texts end to end, one entry a character: its text, the text's first place, running hashes."""

    owner: Places
    first: Places
    prefix: Hashes


def likelihoods(
    known: Sequence[str], classes: NDArray[np.int64], asked: Sequence[str]
) -> NDArray[np.float64]:
    """For each asked text its likelihood in class 0, and how much higher it is in each other."""
    laid, count = _lay_out(asked), len(asked)
    columns: list[_Doubles] = []
    for order in _ORDERS:
        logs = [
            _logs(
                _lay_out([known[at] for at in np.flatnonzero(classes == number).tolist()]),
                laid,
                order,
            )
            for number in range(int(classes.max()) + 1)
        ]
        columns += _by_stretch(logs[0], laid, count)
        columns += [_means(logs[0] < limit, laid, count) for limit in _UNLIKELY]
        for log in logs[1:]:
            columns += _by_stretch(log - logs[0], laid, count)
    return np.stack(columns, axis=1)


def _lay_out(texts: Sequence[str]) -> _Laid:
    bounded = ["\x02" + " ".join(text.lower().split()) + "\x03" for text in texts]
    sizes = np.array([len(text) for text in bounded])
    codes = np.frombuffer("".join(bounded).encode("utf-32-le", "replace"), np.uint32)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return _Laid(np.repeat(np.arange(len(sizes)), sizes), first, prefix_of(codes))


def _logs(known: _Laid, asked: _Laid, order: int) -> _Doubles:
    """The log likelihood of each asked character after those before it, orders interpolated."""
    share = np.full(len(asked.owner), 1 / _ALPHABET)
    for size in range(order):
        whole, before = (
            np.bincount(places, minlength=1 << _BITS) for places in _places(known, size)
        )
        places, contexts = _places(asked, size)
        share = (whole[places] + _DAMPING * share) / (before[contexts] + _DAMPING)
    logs: _Doubles = np.log(share)
    return logs


def _places(laid: _Laid, size: int) -> tuple[Places, Places]:
    """Table places of each character with the `size` before it, and of those alone."""
    here = np.arange(len(laid.owner))
    start = np.maximum(here - size, laid.first)
    return tuple(  # type: ignore[return-value]
        (stretch_hashes(laid.prefix, start, end) >> np.uint64(64 - _BITS)).astype(np.int64)
        for end in (here + 1, here)
    )


def _by_stretch(values: _Doubles, laid: _Laid, count: int) -> list[_Doubles]:
    """The mean over each text; the least, most, first and last mean over stretches of it."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    here = np.arange(len(values))
    firsts = np.flatnonzero(here == laid.first)
    lasts = np.append(firsts[1:], len(values)) - 1
    columns = [_means(values, laid, count)]
    for width in _STRETCHES:
        start = np.maximum(here + 1 - width, laid.first)
        means = (sums[here + 1] - sums[start]) / (here + 1 - start)
        whole = here + 1 - laid.first >= width
        whole[lasts] = True
        columns += [
            np.minimum.reduceat(np.where(whole, means, np.inf), firsts),
            np.maximum.reduceat(np.where(whole, means, -np.inf), firsts),
            means[np.minimum(firsts + width - 1, lasts)],
            means[lasts],
        ]
    return columns


def _means(values: NDArray[Any], laid: _Laid, count: int) -> _Doubles:
    means: _Doubles = np.bincount(laid.owner, values, count) / np.bincount(
        laid.owner, minlength=count
    )
    return means
