"""The labelled comments as the network reads them, in batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classifiers.calibration import Doubles, Indexes, primaries
from classifiers.examples import Example
from classifiers.hashing import Hashes
from classifiers.learning import reading_of, row_weights
from classifiers.network.reading import LONGEST, bucket_in
from classifiers.normalise import Places
from classifiers.tokens import tokens_of
from classifiers.words import LONGEST_POST

__all__ = ["BARE", "WORDS", "Batch", "Lesson", "batch_of", "batches", "lesson_of"]

WORDS, BARE = 1 << 15, 1 << 14
"""How many vectors there are for words, and for words without accents."""

_READ_AT_ONCE = 2000
_COMPOSED = 0.3
_SORTED_AT_ONCE = 40

Ragged = list[Places]


@dataclass(frozen=True, slots=True)
class Lesson:
    """For each row the places of the vectors of its words and of its post's, facts and label."""

    words: Ragged
    bare: Ragged
    post_words: Ragged
    post_bare: Ragged
    facts: NDArray[np.float32]
    truth: Indexes
    weights: Doubles

    @property
    def seen_words(self) -> Places:
        """The places in the table of words that some row needs."""
        return np.unique(np.concatenate((*self.words, *self.post_words)))

    @property
    def seen_bare(self) -> Places:
        """The same in the table of words without accents."""
        return np.unique(np.concatenate((*self.bare, *self.post_bare)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a lesson side by side, (rows, words); `shown` is where a row has a word."""

    words: Places
    bare: Places
    shown: NDArray[np.bool_]
    post_words: Places
    post_bare: Places
    post_shown: NDArray[np.bool_]
    facts: NDArray[np.float32]


def lesson_of(rows: Sequence[Example]) -> Lesson:
    """What the network learns from these rows."""
    truth = primaries(rows)
    words: Ragged = []
    bare: Ragged = []
    post_words: Ragged = []
    post_bare: Ragged = []
    facts = []
    for first in range(0, len(rows), _READ_AT_ONCE):
        some = rows[first : first + _READ_AT_ONCE]
        seen = reading_of(some)
        own = tokens_of(seen.words, np.arange(len(some)), LONGEST)
        of_posts = tokens_of(seen.posts, seen.post_of, LONGEST_POST)
        words += _places(seen.words.letters, *own, WORDS)
        bare += _places(seen.words.bare, *own, BARE)
        post_words += _places(seen.posts.letters, *of_posts, WORDS)
        post_bare += _places(seen.posts.bare, *of_posts, BARE)
        facts.append(np.concatenate((seen.facts, seen.junk), axis=1).astype(np.float32))
    # Composed comments outnumber the real ones, and are not quite like them.
    worth = np.where([row.drawn == "composed" for row in rows], _COMPOSED, 1.0)
    weights = worth * row_weights(rows, truth)
    return Lesson(words, bare, post_words, post_bare, np.concatenate(facts), truth, weights)


def _places(hashes: Hashes, chosen: Places, edges: list[int], size: int) -> Ragged:
    places = bucket_in(hashes[chosen], size)
    return [places[first:end] for first, end in pairwise(edges)]


def batch_of(lesson: Lesson, chosen: Sequence[int]) -> Batch:
    """These rows side by side."""
    words, shown = _padded([lesson.words[at] for at in chosen])
    bare, _ = _padded([lesson.bare[at] for at in chosen])
    post_words, post_shown = _padded([lesson.post_words[at] for at in chosen])
    post_bare, _ = _padded([lesson.post_bare[at] for at in chosen])
    facts = lesson.facts[list(chosen)]
    return Batch(words, bare, shown, post_words, post_bare, post_shown, facts)


def _padded(rows: Ragged) -> tuple[Places, NDArray[np.bool_]]:
    sizes = np.array([len(row) for row in rows])
    shown = np.arange(max(1, sizes.max())) < sizes[:, None]
    made = np.zeros(shown.shape, np.int64)
    made[shown] = np.concatenate(rows)
    return made, shown


def batches(
    lesson: Lesson, rows: Sequence[int], size: int, chance: random.Random
) -> Iterator[list[int]]:
    """Every row that has words once, those of like length together, in an order of chance."""
    order = [at for at in rows if len(lesson.words[at])]
    chance.shuffle(order)
    made = []
    for first in range(0, len(order), _SORTED_AT_ONCE * size):
        some = order[first : first + _SORTED_AT_ONCE * size]
        some.sort(key=lambda at: len(lesson.words[at]))
        made += [some[at : at + size] for at in range(0, len(some), size)]
    chance.shuffle(made)
    yield from made
