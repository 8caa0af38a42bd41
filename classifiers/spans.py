"""Which words carry a decision: those whose removal would lower the chosen label most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifiers.model import LABELS, Scores
from classifiers.normalise import BOUND, SPACE, Places, Views
from classifiers.predictions import Span
from classifiers.words import Features
from moderation.vocabulary import Label

_MOST_SPANS = 4
_MOST_WORDS = 3 * _MOST_SPANS
_SHARE_OF_STRONGEST = 0.35
_UNMARKED = LABELS.index(Label.OTHER)

_Doubles = NDArray[np.float64]


def carrying_spans(batch: Views, found: Features, scores: Scores) -> list[tuple[Span, ...]]:
    """Up to four spans for each comment; none for `other`, which rests on what is absent."""
    made: list[tuple[Span, ...]] = [()] * len(scores.chosen)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], batch.kinds != SPACE, [0]))))
    starts, ends = edges[::2], edges[1::2]
    marked = scores.chosen[batch.owner[starts]] != _UNMARKED
    starts, ends = starts[marked], ends[marked]
    if not len(starts):
        return made
    total = np.concatenate(([0.0], np.cumsum(_strength_of_places(batch, found, scores))))
    owner = batch.owner[starts]
    words = _strongest(total[ends] - total[starts], owner)
    if not len(words):  # what decided has no place, or stands outside every word
        return made
    firsts, lasts = _joined(words, owner)
    texts = owner[firsts]
    after = ends[lasts]
    within = batch.owner[after] == texts  # a boundary stands after the last text
    last = np.where(within, batch.origin[after], batch.lengths[texts])
    places = (texts, batch.origin[starts[firsts]], last)
    for text, start, end in zip(*(column.tolist() for column in places), strict=True):
        made[text] += (Span(start, end, LABELS[scores.chosen[text]].value),)
    return made


def _strength_of_places(batch: Views, found: Features, scores: Scores) -> _Doubles:
    """How much each position raises the logarithm of the chosen label's probability.

    A feature's push is spread evenly over the characters that it was read from. Of comments
    without spans nothing is told.
    """
    each = _pushes(scores) / np.maximum(found.end - found.start, 1)
    size = len(batch.letters) + 1
    # What has no place begins and ends at 0, where it adds nothing.
    steps = np.bincount(found.start, each, size) - np.bincount(found.end, each, size)
    strength: _Doubles = np.cumsum(steps)[:-1]
    strength[batch.letters == BOUND] = 0
    return strength


def _pushes(scores: Scores) -> NDArray[np.float32]:
    """How far each feature pushes the label chosen, 0 in comments that have no spans."""
    weighed = scores.weighed
    apart = -scores.labels
    apart[np.arange(len(apart)), scores.chosen] += 1
    towards = np.zeros((len(apart), weighed.weights.shape[1]), np.float32)
    towards[:, : len(LABELS)] = np.einsum("nhl,nl->nh", scores.pulls, apart)
    pushes = np.zeros(len(weighed.order), np.float32)
    for row in np.flatnonzero(scores.chosen != _UNMARKED).tolist():
        mine = slice(*weighed.edges[row : row + 2])
        np.dot(weighed.weights[mine], towards[row], out=pushes[mine])
    made = np.empty_like(pushes)
    made[weighed.order] = pushes * weighed.values
    return made


def _strongest(words: _Doubles, owner: Places) -> Places:
    """The words of each text that carry it: near the strongest and few, in order of place."""
    first = np.flatnonzero(np.append([True], owner[1:] != owner[:-1]))
    floor = np.maximum(np.maximum.reduceat(words, first) * _SHARE_OF_STRONGEST, 0.0)
    sizes = np.diff(np.append(first, len(words)))
    near = np.flatnonzero(words >= np.repeat(floor, sizes))
    by_strength = near[np.lexsort((-words[near], owner[near]))]
    rank = np.arange(len(near)) - np.searchsorted(owner[by_strength], owner[by_strength])
    return np.sort(by_strength[rank < _MOST_WORDS])


def _joined(words: Places, owner: Places) -> tuple[Places, Places]:
    """The first and the last word of each stretch of neighbours, the first few of each text."""
    text = owner[words]
    apart = (words[1:] != words[:-1] + 1) | (text[1:] != text[:-1])
    first = np.flatnonzero(np.append([True], apart))
    last = np.append(first[1:], len(words)) - 1
    stretch = np.arange(len(first)) - np.searchsorted(text[first], text[first])
    few = stretch < _MOST_SPANS
    return words[first[few]], words[last[few]]
