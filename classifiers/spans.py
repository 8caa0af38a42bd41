"""Which words carry a decision: those whose removal would lower the chosen label most."""

from __future__ import annotations

import numpy as np

from classifiers.model import LABELS, Floats, Scores
from classifiers.normalise import BOUND, SPACE, Places, Views
from classifiers.predictions import Span
from classifiers.words import Features
from moderation.vocabulary import Label

_MOST_SPANS = 4
_SHARE_OF_STRONGEST = 0.35
_UNMARKED = LABELS.index(Label.OTHER)


def carrying_spans(batch: Views, found: Features, scores: Scores) -> list[tuple[Span, ...]]:
    """Up to four spans for each comment; none for `other`, which rests on what is absent."""
    chosen = scores.chosen
    strength = _strength_of_places(batch, found, scores)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], batch.kinds != SPACE, [0]))))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return [()] * len(chosen)
    total = np.concatenate(([0.0], np.cumsum(strength)))
    words = total[ends] - total[starts]
    firsts = np.searchsorted(batch.owner[starts], np.arange(len(chosen) + 1))
    made: list[tuple[Span, ...]] = []
    for index, label in enumerate(chosen):
        mine = slice(firsts[index], firsts[index + 1])
        if label == _UNMARKED:
            made.append(())
            continue
        picked = _strongest(words[mine], starts[mine], ends[mine])
        name = LABELS[label].value
        made.append(tuple(Span(*batch.original_span(*place), name) for place in picked))
    return made


def _strength_of_places(batch: Views, found: Features, scores: Scores) -> Floats:
    """How much each position raises the logarithm of the chosen label's probability.

    A feature's push is spread evenly over the characters that it was read from.
    """
    towards = -scores.labels
    towards[np.arange(len(towards)), scores.chosen] += 1
    placed = np.flatnonzero(found.end > found.start)
    push = np.einsum("ij,ij->i", scores.pushes[placed], towards[found.row[placed]])
    start, end = found.start[placed], found.end[placed]
    each = push / (end - start)
    size = len(batch.letters) + 1
    steps = np.bincount(start, each, size) - np.bincount(end, each, size)
    strength: Floats = np.cumsum(steps)[:-1].astype(np.float32)
    strength[batch.letters == BOUND] = 0
    return strength


def _strongest(words: Floats, starts: Places, ends: Places) -> list[tuple[int, int]]:
    """The strongest words in order of place, neighbours joined."""
    if not len(words):
        return []
    floor = max(float(words.max()) * _SHARE_OF_STRONGEST, 0.0)
    order = np.argsort(-words)[: 3 * _MOST_SPANS]
    joined: list[tuple[int, int]] = []
    last = -2
    for at in sorted(int(at) for at in order if words[at] >= floor):
        if at == last + 1:
            joined[-1] = (joined[-1][0], int(ends[at]))
        elif len(joined) < _MOST_SPANS:
            joined.append((int(starts[at]), int(ends[at])))
        last = at
    return joined
