"""Hashed features of a batch of comments, each with the place in the text that it came from.

No word is ever stored, so the trained weights hold no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from classifiers.cues import facts, with_pairs
from classifiers.hashing import (
    Hashes,
    bucket_of,
    mix,
    prefix_of,
    sequence_hashes,
    stretches_of,
)
from classifiers.junk import junk_signs
from classifiers.normalise import Places, Views
from classifiers.tokens import Tokens, tokens, tokens_of

# Width in words, and how many words are left out after the first.
_WORD_SHAPES = ((1, 0), (2, 0), (3, 0), (2, 1))
_LETTER_SIZES = (2, 3, 4, 5)
_BARE_SIZES = (3, 4, 5)
LONGEST_POST = 60
"""So many words of a post are read, counted from the first."""


class Group(IntEnum):
    """The families of features; the model weighs each family as a whole."""

    WORDS = 0
    BARE_WORDS = 1
    LETTERS = 2
    BARE_LETTERS = 3
    POST = 4
    FACTS = 5
    JUNK = 6


@dataclass(frozen=True, slots=True)
class Features:
    """One entry for each feature found.

    `row` is the comment, `bucket` the hashed feature, `group` its family, `start` and `end` the
    stretch of the views that it was read from (0, 0 for what is said of the whole comment).
    """

    row: Places
    bucket: Places
    group: NDArray[np.uint8]
    start: Places
    end: Places


@dataclass(frozen=True, slots=True)
class Reading:
    """A batch of comments with everything that is read from it once, for all who look at it.

    The post of comment `at` is number `post_of[at]` of those that `posts` were read from; `facts`
    and `junk` are (comments, facts) and (comments, signs).
    """

    comments: Views
    words: Tokens
    posts: Tokens
    post_of: Places
    facts: NDArray[np.bool_]
    junk: NDArray[np.bool_]


def read(comments: Views, posts: Views, post_of: Places) -> Reading:
    """Read comments whose posts are `posts[post_of]`."""
    found, of_posts = tokens(comments), tokens(posts)
    return Reading(
        comments,
        found,
        of_posts,
        post_of,
        facts(comments, found, of_posts, post_of),
        junk_signs(comments, found, len(post_of)),
    )


def features(seen: Reading) -> Features:
    """Everything that the linear heads look at."""
    parts = [
        *_word_features(seen.words),
        *_letter_features(seen.comments),
        _post_features(seen.posts, seen.post_of),
        _fact_features(seen.facts),
        _junk_features(seen.junk),
    ]
    return Features(*(np.concatenate(column) for column in zip(*parts, strict=True)))


_Part = tuple[Places, Places, NDArray[np.uint8], Places, Places]


def _part(group: int, salt: int, hashes: Hashes, row: Places, start: Places, end: Places) -> _Part:
    return row, bucket_of(hashes, salt), np.full(len(row), group, np.uint8), start, end


def _word_features(found: Tokens) -> list[_Part]:
    parts = []
    for group, hashes in ((Group.WORDS, found.letters), (Group.BARE_WORDS, found.bare)):
        for width, gap in _WORD_SHAPES:
            first, value = sequence_hashes(hashes, found.row, width, gap)
            salt = 16 * group + 4 * gap + width
            row, start = found.row[first], found.start[first]
            end = found.end[first + width + gap - 1]
            parts.append(_part(group, salt, value, row, start, end))
    return parts


def _letter_features(batch: Views) -> list[_Part]:
    """Stretches of characters, across words and with the text's own boundaries, not over them."""
    places = {size: _stretches(batch, size) for size in {*_LETTER_SIZES, *_BARE_SIZES}}
    parts = []
    for group, codes, sizes in (
        (Group.LETTERS, batch.letters, _LETTER_SIZES),
        (Group.BARE_LETTERS, batch.bare, _BARE_SIZES),
    ):
        prefix = prefix_of(codes)
        for size in sizes:
            row, start, end = places[size]
            hashes = stretches_of(prefix, size).take(start)
            parts.append(_part(group, 16 * group + size, hashes, row, start, end))
    return parts


def _stretches(batch: Views, size: int) -> tuple[Places, Places, Places]:
    """The rows, starts and ends of all stretches of so many characters."""
    count = max(len(batch.letters) - size + 1, 0)
    row = np.maximum(batch.owner[:count], batch.owner[size - 1 :])
    whole = row >= 0
    # A boundary may open or close a stretch but never lie within it.
    for step in range(1, size - 1):
        whole &= batch.owner[step : count + step] >= 0
    start = np.flatnonzero(whole)
    return row.take(start), start, start + size


def _post_features(found: Tokens, post_of: Places) -> _Part:
    """The words of each comment's post, without a place in the comment."""
    at, edges = tokens_of(found, post_of, LONGEST_POST)
    row = np.repeat(np.arange(len(post_of)), np.diff(edges))
    none = np.zeros(len(row), np.int64)
    return _part(Group.POST, 16 * Group.POST, found.bare[at], row, none, none)


def _fact_features(held: NDArray[np.bool_]) -> _Part:
    row, hashes = with_pairs(held)
    none = np.zeros(len(row), np.int64)
    return _part(Group.FACTS, 16 * Group.FACTS, hashes, row, none, none)


def _junk_features(held: NDArray[np.bool_]) -> _Part:
    row, sign = np.nonzero(held)
    none = np.zeros(len(row), np.int64)
    return _part(Group.JUNK, 16 * Group.JUNK, mix(sign.astype(np.uint64)), row, none, none)
