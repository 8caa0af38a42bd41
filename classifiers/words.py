"""Hashed features of a batch of comments, each with the place in the text that it came from.

Everything is computed on whole arrays: a prefix sum of character codes times the powers of an odd
number gives the hash of any stretch of text in two look-ups. No word is ever stored, so a trained
artefact holds no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from classifiers.lexicons import teencode
from classifiers.normalise import BOUND, MARK, WORD, Codes, Places, Views
from moderation.text import fold

BITS = 20
"""Features fall into 2 ** BITS buckets."""

Hashes = NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15 | 1
_MASK = (1 << 64) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
# Width in words, and how many words are left out after the first.
_WORD_SHAPES = ((1, 0), (2, 0), (3, 0), (2, 1))
_LETTER_SIZES = (2, 3, 4, 5)
_BARE_SIZES = (3, 4, 5)
_LONGEST_POST = 60


class Group(IntEnum):
    """The families of features; the model weighs each family as a whole."""

    WORDS = 0
    BARE_WORDS = 1
    LETTERS = 2
    BARE_LETTERS = 3
    POST = 4
    FACTS = 5


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
class Tokens:
    """Words and marks of the views in order; a teencode word stands for all that it means."""

    row: Places
    start: Places
    end: Places
    letters: Hashes
    bare: Hashes


def tokens(batch: Views) -> Tokens:
    """Split a batch into words, numbers and single marks."""
    word = batch.kinds == WORD
    before = np.concatenate(([False], word[:-1]))
    after = np.concatenate((word[1:], [False]))
    mark = batch.kinds == MARK
    start = np.flatnonzero(mark | (word & ~before))
    end = np.flatnonzero(mark | (word & ~after)) + 1
    letters = _stretch_hashes(_prefix(batch.letters), start, end)
    bare = _stretch_hashes(_prefix(batch.bare), start, end)
    return _spelled_out(Tokens(batch.owner[start], start, end, letters, bare))


def features(comments: Views, posts: Views, post_of: Places) -> Features:
    """Everything that the model looks at, for comments whose posts are `posts[post_of]`."""
    found = tokens(comments)
    parts = [
        *_word_features(found),
        *_letter_features(comments),
        *_post_features(tokens(posts), post_of),
    ]
    return Features(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def text_hash(text: str) -> int:
    """The hash that `tokens` gives to this word or mark."""
    codes = np.array([ord(char) for char in text], np.uint32)
    whole = np.array([0]), np.array([len(text)])
    return int(_stretch_hashes(_prefix(codes), *whole)[0])


def bucket_of(hashes: Hashes, salt: int) -> Places:
    """The bucket of a hash within the family of features that `salt` names."""
    mixed = _mix(hashes ^ np.uint64(salt * 0xD6E8FEB86659FD93 & _MASK))
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


_Part = tuple[Places, Places, NDArray[np.uint8], Places, Places]


def _part(group: int, salt: int, hashes: Hashes, row: Places, start: Places, end: Places) -> _Part:
    return row, bucket_of(hashes, salt), np.full(len(row), group, np.uint8), start, end


def _word_features(found: Tokens) -> list[_Part]:
    parts = []
    for group, hashes in ((Group.WORDS, found.letters), (Group.BARE_WORDS, found.bare)):
        for width, gap in _WORD_SHAPES:
            reach = width + gap - 1
            count = max(len(hashes) - reach, 0)
            same = found.row[:count] == found.row[reach:]
            first = np.flatnonzero(same)
            value = hashes[first]
            for step in range(1 + gap, reach + 1):
                value = _mix(value) + hashes[first + step]
            salt = 16 * group + 4 * gap + width
            row, start, end = found.row[first], found.start[first], found.end[first + reach]
            parts.append(_part(group, salt, value, row, start, end))
    return parts


def _letter_features(batch: Views) -> list[_Part]:
    """Stretches of characters, across words and with the text's own boundaries, not over them."""
    outer = np.cumsum(batch.letters == BOUND)
    parts = []
    for group, codes, sizes in (
        (Group.LETTERS, batch.letters, _LETTER_SIZES),
        (Group.BARE_LETTERS, batch.bare, _BARE_SIZES),
    ):
        prefix = _prefix(codes)
        for size in sizes:
            start = np.arange(max(len(codes) - size + 1, 0))
            end = start + size
            # A boundary may open or close a stretch but never lie within it.
            inside = outer[end - 2] == outer[start]
            start, end = start[inside], end[inside]
            row = np.maximum(batch.owner[start], batch.owner[end - 1])
            whole = row >= 0
            start, end, row = start[whole], end[whole], row[whole]
            hashes = _stretch_hashes(prefix, start, end)
            parts.append(_part(group, 16 * group + size, hashes, row, start, end))
    return parts


def _post_features(found: Tokens, post_of: Places) -> list[_Part]:
    """The words of each comment's post, without a place in the comment."""
    first = np.searchsorted(found.row, post_of)
    count = np.minimum(np.searchsorted(found.row, post_of, "right") - first, _LONGEST_POST)
    row = np.repeat(np.arange(len(post_of)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    at = np.repeat(first, count) + offset
    none = np.zeros(len(row), np.int64)
    return [_part(Group.POST, 16 * Group.POST, found.bare[at], row, none, none)]


def _spelled_out(found: Tokens) -> Tokens:
    """Put the words that a teencode word stands for in its place."""
    table = _teencode_table()
    at = np.minimum(np.searchsorted(table.keys, found.letters), len(table.keys) - 1)
    known = table.keys[at] == found.letters
    count = np.where(known, table.counts[at], 1)
    source = np.repeat(np.arange(len(known)), count)
    offset = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
    meant = (table.firsts[at] + 0)[source] + offset
    taken = known[source]
    meant = np.where(taken, meant, 0)
    return Tokens(
        found.row[source],
        found.start[source],
        found.end[source],
        np.where(taken, table.letters[meant], found.letters[source]),
        np.where(taken, table.bare[meant], found.bare[source]),
    )


@dataclass(frozen=True, slots=True)
class _Teencode:
    keys: Hashes
    firsts: Places
    counts: Places
    letters: Hashes
    bare: Hashes


@cache
def _teencode_table() -> _Teencode:
    entries = sorted((text_hash(short), words) for short, words in teencode().items())
    counts = np.array([len(words) for _, words in entries])
    flat = [word for _, words in entries for word in words]
    return _Teencode(
        np.array([key for key, _ in entries], np.uint64),
        np.cumsum(counts) - counts,
        counts,
        np.array([text_hash(word) for word in flat], np.uint64),
        np.array([text_hash(fold(word)) for word in flat], np.uint64),
    )


def _prefix(codes: Codes) -> Hashes:
    terms = _mix(codes.astype(np.uint64)) * _powers(_BASE, len(codes))
    return np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))


def _stretch_hashes(prefix: Hashes, start: Places, end: Places) -> Hashes:
    return (prefix[end] - prefix[start]) * _powers(_INVERSE, len(prefix))[start]


_powers_made: dict[int, Hashes] = {}


def _powers(base: int, count: int) -> Hashes:
    """The first powers of `base` modulo 2 ** 64, made once and grown as longer batches come."""
    made = _powers_made.get(base)
    if made is None or len(made) < count:
        steps = np.full(max(count, 1 << 16), base, np.uint64)
        steps[0] = 1
        made = _powers_made[base] = np.cumprod(steps, dtype=np.uint64)
    return made[:count]


def _mix(values: Hashes) -> Hashes:
    """The finisher of splitmix64, so that every bit of the input moves every bit of the output."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
