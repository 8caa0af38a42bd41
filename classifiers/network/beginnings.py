"""Vectors that words begin the lesson with, so that words of like meaning begin near each other.

A sentence encoder is asked about each word by itself. Its numbers are turned to the directions in
which the words of the lesson differ most. Half of what the spellings of a word have in common
stands in the table of words without accents, the rest in the table of words. The lesson may change
all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.calibration import Doubles
from classifiers.examples import Example
from classifiers.hashing import text_hash
from classifiers.model import Floats
from classifiers.network.lesson import BARE, WORDS
from classifiers.network.reading import bucket_in
from classifiers.normalise import Places, views
from classifiers.tokens import tokens
from moderation.text import fold

__all__ = ["Beginnings", "beginnings_of", "spread"]

_LENGTH = 0.5
_COMMON = 0.5
_READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Places in the two tables of vectors, and what stands there before the lesson."""

    words: Places
    word_vectors: Floats
    bare: Places
    bare_vectors: Floats


def beginnings_of(
    rows: Sequence[Example], width: int, encode: Callable[[Sequence[str]], Floats]
) -> Beginnings:
    """Vectors of so many numbers for all words of these rows and of their posts."""
    counts = Counter(_words([*(row.text for row in rows), *{row.post for row in rows}]))
    # Words may share a place: the more frequent one stands there in the end.
    words = sorted(counts, key=lambda word: (counts[word], word))
    return spread(words, encode(words), np.sqrt([counts[word] for word in words]), width)


def spread(words: Sequence[str], vectors: Floats, weights: Doubles, width: int) -> Beginnings:
    """Lay vectors of words, (words, numbers), out over both tables, the heaviest words last."""
    turned = _turned(vectors, weights, width)
    bare, number = np.unique(_places([fold(word) for word in words], BARE), return_inverse=True)
    shared = np.zeros((len(bare), width))
    np.add.at(shared, number, weights[:, None] * turned)
    shared *= _COMMON / np.bincount(number, weights)[:, None]
    own = turned - shared[number]
    at = {place: row for row, place in enumerate(_places(words, WORDS).tolist())}
    return Beginnings(
        np.array(list(at), np.int64),
        own[list(at.values())].astype(np.float32),
        bare,
        shared.astype(np.float32),
    )


def _turned(vectors: Floats, weights: Doubles, width: int) -> Doubles:
    """The parts in which directions differ most, scaled to one length on the whole."""
    middle = np.average(vectors, axis=0, weights=weights)
    apart = vectors - middle
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    *_, directions = np.linalg.svd(apart * np.sqrt(weights)[:, None], full_matrices=False)
    turned: Doubles = apart @ directions[:width].T
    turned *= _LENGTH / turned.std()
    return turned


def _words(texts: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(texts), _READ_AT_ONCE):
        batch = views(texts[first : first + _READ_AT_ONCE])
        found = tokens(batch)
        letters = batch.letters.astype("<u4").tobytes().decode("utf-32-le")
        for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True):
            yield letters[start:end]


def _places(words: Sequence[str], size: int) -> Places:
    return bucket_in(np.array([text_hash(word) for word in words], np.uint64), size)
